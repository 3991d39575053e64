package trace

import (
	"maps"
	"strings"

	"funneltrace/trace/sqltree"
)

// directReads are the sources and models that a FROM reads as they are, by the name that qualifies their columns, lower case.
// Other tables, and those of which two have one name, have the zero name.
func directReads(from sqltree.Node, sc *scope) map[string]SourceName {
	out := map[string]SourceName{}
	var add func(item sqltree.Node)
	add = func(item sqltree.Node) {
		if item.Type() == "JOIN" {
			add(item.Child("left"))
			add(item.Child("right"))
			return
		}
		alias := strings.ToLower(tableAlias(item))
		if _, twice := out[alias]; twice {
			out[alias] = SourceName{}
			return
		}
		out[alias] = imported(item, sc)
	}
	add(from)
	return out
}

// imported returns the source or model that an item of a FROM is, also through CTEs and subqueries that only import it; the
// zero name if it is more than that.
func imported(item sqltree.Node, sc *scope) SourceName {
	if len(item.Strings("column_name_alias")) > 0 || item.Child("sample") != nil {
		return SourceName{}
	}
	switch item.Type() {
	case "BASE_TABLE":
		c := sc.lookup(item)
		switch {
		case c == nil:
			return SourceName{item.Str("schema_name"), item.Str("table_name")}
		case len(c.aliases) == 0:
			return importedBy(c.query, c.outer)
		}
	case "SUBQUERY":
		return importedBy(item.Child("subquery").Child("node"), sc)
	}
	return SourceName{}
}

func importedBy(query sqltree.Node, outer *scope) SourceName {
	body, sc := enter(query, outer)
	if !isImport(body) {
		return SourceName{}
	}
	return imported(body.Child("from_table"), sc)
}

// isImport says whether a query is SELECT * FROM something, and nothing else.
func isImport(body sqltree.Node) bool {
	bare, star := maps.Clone(body), sqltree.SelectOf(sqltree.Star("", nil))
	for _, part := range []string{"from_table", "cte_map"} {
		bare[part], star[part] = nil, nil
	}
	return bare.Key() == star.Key()
}
