package sqltree

import (
	"strings"
)

// Truncates says whether the node is a call of date_trunc. DuckDB 1.4 holds that it is never NULL: in one query with it,
// date_trunc('month', x) IS NULL is FALSE even where x is NULL. In tables of their own, as dbt builds models, that does not
// show; here models are read through one another.
func Truncates(n Node) bool {
	name := strings.ToLower(n.Str("function_name"))
	return n.Class() == "FUNCTION" && (name == "date_trunc" || name == "datetrunc") && len(n.List("children")) == 2
}

// MayTruncate says whether date_trunc is called anywhere in the tree.
func MayTruncate(tree Node) bool {
	found := false
	tree.Walk(func(n Node) bool {
		found = found || Truncates(n)
		return !found
	})
	return found
}
