package joins

import (
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// names binds names to the tables of a FROM.
type names struct {
	tables []*table
	ask    func(table sqltree.Node, spine bool) ([]string, error)
	list   []sqltree.Node // the SELECT list, whose aliases the WHERE may name
}

// table is one table of the FROM.
type table struct {
	node    sqltree.Node
	spine   bool
	columns []string
	asked   bool
	known   bool // they are all; else it cannot be read by itself
}

func (n *names) columnsOf(t *table) ([]string, error) {
	if t.asked {
		return t.columns, nil
	}
	t.asked = true
	var err error
	t.columns, err = n.ask(t.node, t.spine)
	if t.known = t.columns != nil; !t.known {
		t.columns = t.node.Strings("column_name_alias")
	}
	return t.columns, err
}

// askSpine asks for the spine's columns before all others: what it is joined with may be made of it.
func (n *names) askSpine() error {
	at := slices.IndexFunc(n.tables, func(t *table) bool { return t.spine })
	_, err := n.columnsOf(n.tables[at])
	return err
}

// all are the columns of all tables, lower case; nil if one of them cannot be read by itself.
func (n *names) all() (map[string]bool, error) {
	out := map[string]bool{}
	for _, t := range n.tables {
		columns, err := n.columnsOf(t)
		if err != nil || !t.known {
			return nil, err
		}
		for _, c := range columns {
			out[strings.ToLower(c)] = true
		}
	}
	return out, nil
}

// owner is the place of the table whose column a reference means, or -1.
func (n *names) owner(parts []string) (int, error) {
	for i := range parts[:len(parts)-1] { // table.column, schema.table.column, table.column.field
		for at, t := range n.tables {
			if !strings.EqualFold(sqltree.TableAlias(t.node), parts[i]) {
				continue
			}
			if len(parts) == 2 {
				return at, nil
			}
			columns, err := n.columnsOf(t)
			if err != nil || sqltree.ContainsName(columns, parts[i+1]) {
				return at, err
			}
		}
	}
	for at, t := range n.tables {
		columns, err := n.columnsOf(t)
		if err != nil || sqltree.ContainsName(columns, parts[0]) {
			return at, err
		}
	}
	return -1, nil
}

// reads are the tables that an expression reads; bound says that all of its names are theirs.
func (n *names) reads(expr sqltree.Node) (out tables, bound bool, err error) {
	out, bound = tables{}, true
	params := sqltree.LambdaParams(expr)
	expr.Walk(func(x sqltree.Node) bool {
		parts := x.Strings("column_names")
		switch {
		case x.Class() == "SUBQUERY" || x.Class() == "STAR":
			bound = false
		case x.Class() == "COLUMN_REF" && !params[strings.ToLower(parts[0])]:
			var at int
			at, err = n.owner(parts)
			out[at] = true
			bound = at >= 0
		}
		return bound && err == nil
	})
	return out, bound, err
}

// withoutAliases puts the expressions of the SELECT list in place of their aliases. As in DuckDB, a column comes before an alias.
func (n *names) withoutAliases(expr sqltree.Node) (sqltree.Node, error) {
	isAlias := func(x sqltree.Node) bool {
		parts := x.Strings("column_names")
		return x.Class() == "COLUMN_REF" && len(parts) == 1 &&
			slices.ContainsFunc(n.list, func(e sqltree.Node) bool { return strings.EqualFold(e.Str("alias"), parts[0]) })
	}
	named := false
	expr.Walk(func(x sqltree.Node) bool {
		named = named || isAlias(x)
		return !named
	})
	if !named {
		return expr, nil
	}
	columns, err := n.all()
	if columns == nil || err != nil {
		return expr, err
	}
	aliases := map[string]sqltree.Node{}
	for _, e := range n.list {
		if a := e.Str("alias"); a != "" {
			aliases[strings.ToLower(a)] = sqltree.WithoutAlias(sqltree.Substitute(e, aliases, columns))
		}
	}
	return sqltree.Substitute(expr, aliases, columns), nil
}

// outside are the tables of earlier items whose columns the part reads.
func (n *names) outside(p *part, earlier []*item) (needs tables, err error) {
	needs = tables{}
	before := tables{}
	for _, it := range earlier {
		before = before.with(it.tables)
	}
	note := func(x sqltree.Node) bool {
		if x.Class() == "COLUMN_REF" && err == nil {
			var at int
			if at, err = n.owner(x.Strings("column_names")); before[at] {
				needs[at] = true
			}
		}
		return err == nil
	}
	for at := range p.tables {
		t := n.tables[at]
		if t.node.Type() == "BASE_TABLE" {
			continue
		}
		if _, err := n.columnsOf(t); err != nil {
			return nil, err
		}
		if !t.known {
			t.node.Walk(note)
		}
	}
	for _, c := range p.conditions() {
		c.Walk(note)
	}
	return needs, err
}
