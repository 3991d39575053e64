package spine

import (
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// DirectReads are the sources and models that a FROM reads as they are, by the name that qualifies their columns, lower case.
// Other tables, and those of which two have one name, have the zero name.
func DirectReads(from sqltree.Node, sc *Scope) map[string]trace.SourceName {
	out := map[string]trace.SourceName{}
	var add func(item sqltree.Node)
	add = func(item sqltree.Node) {
		if item.Type() == "JOIN" {
			add(item.Child("left"))
			add(item.Child("right"))
			return
		}
		alias := strings.ToLower(sqltree.TableAlias(item))
		if _, twice := out[alias]; twice {
			out[alias] = trace.SourceName{}
			return
		}
		out[alias] = imported(item, sc)
	}
	add(from)
	return out
}

// imported returns the source or model that an item of a FROM is, also through CTEs and subqueries that only import it; the
// zero name if it is more than that.
func imported(item sqltree.Node, sc *Scope) trace.SourceName {
	if len(item.Strings("column_name_alias")) > 0 || item.Child("sample") != nil {
		return trace.SourceName{}
	}
	switch item.Type() {
	case "BASE_TABLE":
		c := sc.Lookup(item)
		switch {
		case c == nil:
			return sourceOf(item)
		case len(c.Aliases) == 0:
			return importedBy(c.Query, c.Outer)
		}
	case "SUBQUERY":
		return importedBy(item.Child("subquery").Child("node"), sc)
	}
	return trace.SourceName{}
}

func importedBy(query sqltree.Node, outer *Scope) trace.SourceName {
	body, sc := Enter(query, outer)
	if !sqltree.IsImport(body) {
		return trace.SourceName{}
	}
	return imported(body.Child("from_table"), sc)
}
