package trace

import (
	"context"
	"strings"

	"funneltrace/trace/sqltree"
)

// truncates says whether the node is a call of date_trunc. DuckDB 1.4 holds that it is never NULL: in one query with it,
// date_trunc('month', x) IS NULL is FALSE even where x is NULL. In tables of their own, as dbt builds models, that does not
// show; here models are read through one another.
func truncates(n sqltree.Node) bool {
	name := strings.ToLower(n.Str("function_name"))
	return n.Class() == "FUNCTION" && (name == "date_trunc" || name == "datetrunc") && len(n.List("children")) == 2
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

// truncatedSafely returns the tree with each call of date_trunc in a CASE that says when it is NULL. The columns of queries in it
// keep their names.
func (t *tracer) truncatedSafely(ctx context.Context, tree sqltree.Node) (sqltree.Node, error) {
	if !mayTruncate(tree) {
		return tree, nil
	}
	tree = tree.Clone()
	var failed error
	tree.Walk(func(n sqltree.Node) bool {
		if n.Type() != "SELECT_NODE" {
			return failed == nil
		}
		list := n.List("select_list")
		for i, item := range list {
			if item.Str("alias") != "" || !mayTruncate(item) {
				continue
			}
			name, err := sqltree.PrintExpr(ctx, t.conn, item)
			if err != nil {
				failed = err
				return false
			}
			list[i] = sqltree.Aliased(item, name)
		}
		n.SetList("select_list", list)
		return true
	})
	var wrap func(n sqltree.Node) sqltree.Node
	wrap = func(n sqltree.Node) sqltree.Node {
		if !truncates(n) || t.volatileIn(n) != "" {
			return nil
		}
		call := withoutAlias(n)
		arguments := call.List("children")
		for i, a := range arguments {
			arguments[i] = a.Rewrite(wrap)
		}
		call.SetList("children", arguments)
		return sqltree.Aliased(sqltree.When(sqltree.IsNotNull(arguments[1].Clone()), call), n.Str("alias"))
	}
	return tree.Rewrite(wrap), failed
}
