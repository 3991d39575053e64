package tag

import (
	"context"

	"funneltrace/trace/sqltree"
)

// addSubqueries has the rows compute what is asked of the groups by a query that reads columns of theirs: such columns are keys, so it
// is the same for all rows of a group, and as one more key it makes no other groups.
func (g *grouping) addSubqueries(ctx context.Context) error {
	q := g.q
	var list []sqltree.Node
	for _, it := range q.liveItems() {
		list = append(list, it.expr)
	}
	list = append(list, q.node.Child("having"), q.node.Child("qualify"))
	list = append(list, q.node.List("modifiers")...)
	var failed error
	for _, expr := range list {
		expr.Walk(func(n sqltree.Node) bool {
			if n.Class() != "SUBQUERY" || g.names[n.Key()] != "" {
				return failed == nil && g.names[n.Key()] == "" && !q.t.IsAggregate(n)
			}
			var outside bool
			if outside, failed = q.readsOutside(ctx, n); !outside || failed != nil {
				return false
			}
			switch {
			case q.t.HasAggregate(n.Child("child")):
				failed = cannot("an aggregate compared with a subquery that reads columns of the rows")
			case g.hasSets():
				failed = cannot("a subquery that reads keys of several grouping sets")
			default:
				g.addKey(n)
			}
			return false
		})
	}
	return failed
}

// readsOutside says whether a subquery reads columns of the query in which it stands.
func (q *selection) readsOutside(ctx context.Context, subquery sqltree.Node) (bool, error) {
	alone := sqltree.WithoutAlias(subquery)
	alone["child"] = nil
	if subquery.Child("child") != nil { // x IN (SELECT …): x is not of the subquery
		alone["subquery_type"], alone["comparison_type"] = "EXISTS", "INVALID"
	}
	bound, err := q.t.bindPlain(ctx, alone, q.sc)
	if err != nil {
		return false, err
	}
	text, err := q.t.Print(ctx, sqltree.SelectOf(bound))
	if err != nil {
		return false, err
	}
	_, err = q.t.Describe(ctx, text)
	return err != nil, ctx.Err()
}
