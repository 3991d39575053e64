package sqltree

import "strings"

// Substitute replaces the unqualified names that are aliases and no columns.
func Substitute(expr Node, aliases map[string]Node, columns map[string]bool) Node {
	return expr.Clone().Rewrite(func(n Node) Node {
		if n.Class() == "SUBQUERY" {
			return n
		}
		if n.Class() != "COLUMN_REF" {
			return nil
		}
		parts := n.Strings("column_names")
		name := strings.ToLower(parts[0])
		target := aliases[name]
		if target == nil || columns[name] || len(parts) > 1 {
			return nil
		}
		c := target.Clone()
		c["alias"] = n.Str("alias")
		return c
	})
}

// WithoutAlias returns a copy of the expression that has no alias.
func WithoutAlias(expr Node) Node {
	c := expr.Clone()
	c["alias"] = ""
	return c
}

// Readable has DuckDB print count(*) as it is written.
func Readable(expr Node) Node {
	return expr.Clone().Rewrite(func(n Node) Node {
		if n.Class() != "FUNCTION" || n.Str("function_name") != "count_star" {
			return nil
		}
		c := n.Clone()
		c["function_name"] = "count"
		c.SetList("children", []Node{Star("", nil)})
		return c
	})
}

// WithAliasOf gives the node the alias of another, and returns it.
func WithAliasOf(n, of Node) Node {
	n["alias"] = of.Str("alias")
	return n
}

// SpellList rewrites the expressions of a list in place.
func SpellList(n Node, key string, spell func(Node) Node) {
	list := n.List(key)
	if len(list) == 0 {
		return
	}
	for i := range list {
		list[i] = list[i].Rewrite(spell)
	}
	n.SetList(key, list)
}

// ThenBy returns a query in which an expression comes last in what windows order by that take rows one by one, and what a LIMIT or
// DISTINCT ON goes by: it decides where nothing else does.
func ThenBy(query, expr Node) Node {
	out := query.Clone()
	add := func(n Node) { n.SetList("orders", append(n.List("orders"), Ascending(expr.Clone()))) }
	out.Walk(func(n Node) bool {
		if n.Class() == "WINDOW" && TakesOneByOne(n) {
			add(n)
		}
		var order Node
		decides := false
		for _, m := range n.List("modifiers") {
			switch m.Type() {
			case "ORDER_MODIFIER":
				order = m
			case "LIMIT_MODIFIER":
				decides = true
			case "DISTINCT_MODIFIER":
				decides = len(m.List("distinct_on_targets")) > 0
			}
		}
		if order != nil && decides {
			add(order)
		}
		return true
	})
	return out
}
