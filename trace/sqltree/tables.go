package sqltree

import (
	"maps"
	"strings"
)

// LooksAt says whether the FROM item reads columns of the tables: a lateral join.
func LooksAt(item Node, tables map[string]bool) bool {
	own := TableNames(item)
	found := item.Type() == "TABLE_FUNCTION"
	item.Walk(func(n Node) bool {
		if n.Class() == "COLUMN_REF" {
			parts := n.Strings("column_names")
			table := strings.ToLower(parts[0])
			found = found || len(parts) > 1 && tables[table] && !own[table]
		}
		return !found
	})
	return found
}

// RefersOutside says whether a lookup is made for each row anew.
func RefersOutside(lookup Node) bool {
	found := false
	lookup.Walk(func(n Node) bool {
		found = found || n.Type() == "TABLE_FUNCTION"
		return !found
	})
	return found
}

// Branches are the sides of a set operation through which rows flow.
func Branches(setop Node) []Node {
	left, right := setop.Child("left"), setop.Child("right")
	if strings.HasPrefix(setop.Str("setop_type"), "UNION") {
		if more := setop.List("children"); left == nil && len(more) > 0 {
			return more
		}
		return []Node{left, right}
	}
	return []Node{left}
}

// IsUnionAll says whether a query is a UNION ALL, and nothing is done to its rows.
func IsUnionAll(query Node) bool {
	return query.Type() == "SET_OPERATION_NODE" && strings.HasPrefix(query.Str("setop_type"), "UNION") && query.Bool("setop_all") && len(query.List("modifiers")) == 0
}

// IsImport says whether a query is SELECT * FROM something, and nothing else.
func IsImport(body Node) bool {
	bare, star := maps.Clone(body), SelectOf(Star("", nil))
	for _, part := range []string{"from_table", "cte_map"} {
		bare[part], star[part] = nil, nil
	}
	return bare.Key() == star.Key()
}

// TableNames returns the names by which the query's tables can be referred to, lower case.
func TableNames(query Node) map[string]bool {
	out := map[string]bool{}
	query.Walk(func(x Node) bool {
		switch x.Type() {
		case "BASE_TABLE", "SUBQUERY", "TABLE_FUNCTION", "PIVOT":
			out[strings.ToLower(TableAlias(x))] = true
		}
		return true
	})
	return out
}

// TablesRead returns the names of the tables that a query reads, wherever they stand in it.
func TablesRead(query Node) map[string]bool {
	out := map[string]bool{}
	query.Walk(func(x Node) bool {
		if x.Type() == "BASE_TABLE" {
			out[x.Str("table_name")] = true
		}
		return true
	})
	return out
}

// TableAlias is the name by which columns of a FROM item are qualified.
func TableAlias(leaf Node) string {
	if a := leaf.Str("alias"); a != "" {
		return a
	}
	return leaf.Str("table_name")
}

// IsSimple says whether a query costs little more than the table that it reads.
func IsSimple(query Node) bool {
	simple := true
	query.Walk(func(n Node) bool {
		switch {
		case n.Type() == "JOIN", n.Class() == "WINDOW", n.Type() == "SET_OPERATION_NODE", n.Type() == "RECURSIVE_CTE_NODE",
			len(n.List("modifiers")) > 0, len(n.List("group_expressions")) > 0, n.Str("aggregate_handling") == "FORCE_AGGREGATES":
			simple = false
		}
		return simple
	})
	return simple
}

// SideName is how a side of a join is called.
func SideName(item Node) string {
	if item.Type() == "JOIN" {
		return "the join before"
	}
	if alias := TableAlias(item); alias != "" {
		return alias
	}
	return "a subquery"
}
