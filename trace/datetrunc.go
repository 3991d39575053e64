package trace

import (
	"strings"

	"funneltrace/trace/sqltree"
)

// truncates says whether the node is a call of date_trunc. DuckDB 1.4 holds that it is never NULL: in one query with it,
// date_trunc('month', x) IS NULL is FALSE even where x is NULL. In tables of their own, as dbt builds models, that does not
// show; here models are read through one another.
func truncates(n sqltree.Node) bool {
	name := strings.ToLower(n.Str("function_name"))
	return n.Class() == "FUNCTION" && (name == "date_trunc" || name == "datetrunc")
}

// mayTruncate says whether date_trunc is called anywhere in the tree.
func mayTruncate(tree sqltree.Node) bool {
	found := false
	tree.Walk(func(n sqltree.Node) bool {
		found = found || truncates(n)
		return !found
	})
	return found
}

// truncatedSafely returns the tree with each call of date_trunc in a TRY, of which DuckDB does not know whether it is NULL.
func truncatedSafely(tree sqltree.Node) sqltree.Node {
	if !mayTruncate(tree) {
		return tree
	}
	var wrap func(n sqltree.Node) sqltree.Node
	wrap = func(n sqltree.Node) sqltree.Node {
		if !truncates(n) {
			return nil
		}
		call := withoutAlias(n)
		arguments := call.List("children")
		for i, a := range arguments {
			arguments[i] = a.Rewrite(wrap)
		}
		call.SetList("children", arguments)
		return withAliasOf(sqltree.Try(call), n)
	}
	return tree.Clone().Rewrite(wrap)
}
