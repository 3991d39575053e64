package trace

import (
	"context"
	"strings"

	"funneltrace/trace/sqltree"
)

// unnest is an UNNEST of the SELECT list. It drops the rows whose list is empty, and multiplies the others.
type unnest struct {
	key  string       // the call over the row stage's columns, as Node.Key
	safe sqltree.Node // the same with one NULL in place of an empty list
	text string       // the call as written
}

func isUnnest(n sqltree.Node) bool {
	return n.Class() == "FUNCTION" && strings.EqualFold(n.Str("function_name"), "unnest")
}

func hasUnnest(expr sqltree.Node) bool {
	found := false
	expr.Walk(func(n sqltree.Node) bool {
		found = found || isUnnest(n)
		return !found && n.Class() != "SUBQUERY"
	})
	return found
}

// unnestRung finds the UNNESTs of the items and puts the rows on the ladder that have nothing in any of them.
func (q *selection) unnestRung(ctx context.Context, items []item) ([]unnest, error) {
	var out []unnest
	var empty, texts []string
	var first sqltree.Node
	for _, it := range items {
		var calls []sqltree.Node
		it.expr.Walk(func(n sqltree.Node) bool {
			if isUnnest(n) {
				calls = append(calls, n)
			}
			return n.Class() != "SUBQUERY" && !isUnnest(n)
		})
		for _, call := range calls {
			if len(call.List("children")) != 1 {
				return nil, cannot("unnest with options")
			}
			lifted, err := q.lift(ctx, withoutAlias(call))
			if err != nil {
				return nil, err
			}
			list, err := q.t.printExpr(ctx, lifted.List("children")[0])
			if err != nil {
				return nil, err
			}
			u := unnest{key: lifted.Key()}
			if u.text, err = q.t.predicateText(ctx, call); err != nil {
				return nil, err
			}
			u.safe, err = q.t.parseExpr(ctx, "unnest(CASE WHEN "+maskCol+" = 0 AND len("+list+") > 0 THEN "+list+" ELSE [NULL] END)")
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
	c := q.t.addCause(EmptyUnnest, strings.Join(texts, ", "), "", q.t.model.PosAt(start), start, end)
	q.rungs = append(q.rungs, &rung{ok: "NOT (" + strings.Join(empty, " AND ") + ")", cases: []rungCase{{cause: c}}})
	return out, nil
}

// replaceIn puts the safe call where the lifted expression has this one.
func (u unnest) replaceIn(lifted sqltree.Node) sqltree.Node {
	return lifted.Rewrite(func(n sqltree.Node) sqltree.Node {
		if isUnnest(n) && withoutAlias(n).Key() == u.key {
			return withAliasOf(u.safe.Clone(), n)
		}
		return nil
	})
}
