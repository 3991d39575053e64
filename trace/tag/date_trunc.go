package tag

import (
	"context"

	"funneltrace/trace/sqltree"
)

// truncatedSafely returns the tree with each call of date_trunc in a CASE that says when it is NULL. The columns of queries in it
// keep their names.
func (p *printer) truncatedSafely(ctx context.Context, tree sqltree.Node) (sqltree.Node, error) {
	if !sqltree.MayTruncate(tree) {
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
			if item.Str("alias") != "" || !sqltree.MayTruncate(item) {
				continue
			}
			name, err := sqltree.PrintExpr(ctx, p.Conn, item)
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
		if !sqltree.Truncates(n) || p.VolatileIn(n) != "" {
			return nil
		}
		call := sqltree.WithoutAlias(n)
		arguments := call.List("children")
		for i, a := range arguments {
			arguments[i] = a.Rewrite(wrap)
		}
		call.SetList("children", arguments)
		return sqltree.Aliased(sqltree.When(sqltree.IsNotNull(arguments[1].Clone()), call), n.Str("alias"))
	}
	return tree.Rewrite(wrap), failed
}
