package tag

import (
	"context"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// unnest is an UNNEST of the SELECT list. It drops the rows whose list is empty, and multiplies the others.
type unnest struct {
	key  string       // the call over the row stage's columns, as Node.Key
	safe sqltree.Node // the same with one NULL in place of an empty list
	text string       // the call as written
}

// unnestRung finds the UNNESTs of the items and puts the rows on the ladder that have nothing in any of them.
func (q *selection) unnestRung(ctx context.Context, items []item) ([]unnest, error) {
	var out []unnest
	var empty, texts []string
	var first sqltree.Node
	for _, it := range items {
		var calls []sqltree.Node
		it.expr.Walk(func(n sqltree.Node) bool {
			if sqltree.IsUnnest(n) {
				calls = append(calls, n)
			}
			return n.Class() != "SUBQUERY" && !sqltree.IsUnnest(n)
		})
		for _, call := range calls {
			if len(call.List("children")) != 1 {
				return nil, cannot("unnest with options")
			}
			lifted, err := q.lift(ctx, sqltree.WithoutAlias(call))
			if err != nil {
				return nil, err
			}
			list, err := q.t.PrintExpr(ctx, q.guardedPredicate(lifted.List("children")[0], false))
			if err != nil {
				return nil, err
			}
			u := unnest{key: lifted.Key()}
			if u.text, err = q.t.PredicateText(ctx, call); err != nil {
				return nil, err
			}
			u.safe, err = q.t.ParseExpr(ctx, "unnest(CASE WHEN "+maskCol+" = 0 AND len("+list+") > 0 THEN "+list+" ELSE [NULL] END)")
			if err != nil {
				return nil, err
			}
			if first == nil {
				first = call
			}
			out = append(out, u)
			texts = append(texts, u.text)
			empty = append(empty, "coalesce(len("+list+"), 0) = 0")
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	start, end := q.t.span(first)
	c := q.t.addCause(trace.EmptyUnnest, strings.Join(texts, ", "), "", q.t.model.PosAt(start), start, end)
	q.ladder = append(q.ladder, &rung{ok: "NOT (" + strings.Join(empty, " AND ") + ")", cases: []rungCase{{cause: c}}})
	return out, nil
}

// replaceIn puts the safe call where the lifted expression has this one.
func (u unnest) replaceIn(lifted sqltree.Node) sqltree.Node {
	return lifted.Rewrite(func(n sqltree.Node) sqltree.Node {
		if sqltree.IsUnnest(n) && sqltree.WithoutAlias(n).Key() == u.key {
			return sqltree.WithAliasOf(u.safe.Clone(), n)
		}
		return nil
	})
}
