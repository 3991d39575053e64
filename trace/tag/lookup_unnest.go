package tag

import (
	"context"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// unnestedBy returns the call of a lookup that is nothing but the elements of a list: FROM t, unnest(t.tags) or LATERAL (SELECT
// unnest(t.tags)). It is nil for any other lookup.
func unnestedBy(lookup sqltree.Node) sqltree.Node {
	switch lookup.Type() {
	case "TABLE_FUNCTION":
		if call := lookup.Child("function"); sqltree.IsUnnest(call) && len(call.List("children")) == 1 {
			return call
		}
	case "SUBQUERY":
		body := lookup.Child("subquery").Child("node")
		list := body.List("select_list")
		if len(list) == 1 && sqltree.IsUnnest(list[0]) && len(list[0].List("children")) == 1 {
			plain := sqltree.SelectOf(list[0])
			if body.Key() == plain.Key() {
				return list[0]
			}
		}
	}
	return nil
}

// elementsRung puts the rows on the ladder whose list has no elements, and returns SQL that is TRUE for these; empty if the lookup is no
// list. It says whether nothing else of the join can drop a row, as it takes every element.
func (q *selection) elementsRung(ctx context.Context, j *joined) (none string, whole bool, err error) {
	call := unnestedBy(j.writtenLookup())
	if call == nil {
		return "", false, nil
	}
	arg, cond := call.List("children")[0], j.source.Child("condition")
	whole = cond == nil || sqltree.IsConstant(cond)
	list, err := q.overStage(ctx, arg)
	if err != nil {
		return "", false, err
	}
	ok := q.hiddenCol(j.marker.col)
	if !whole {
		ok += " OR len(" + list + ") > 0"
	}
	if source := sqltree.FirstColumn(arg); q.t.Plainly && sqltree.CanRaise(arg) && source != nil { // the plain model did not come to it
		there, err := q.overStage(ctx, source)
		if err != nil {
			return "", false, err
		}
		ok += " OR " + there + " IS NOT NULL AND " + list + " IS NULL"
	}
	predicate, err := q.t.PredicateText(ctx, sqltree.WithoutAlias(call))
	if err != nil {
		return "", false, err
	}
	r := &rung{ok: "(" + ok + ")"}
	unread, err := q.unreadable(ctx, arg)
	if err != nil {
		return "", false, err
	}
	add := func(kind trace.Kind, when string) {
		r.cases = append(r.cases, rungCase{when, q.t.addCause(kind, predicate, "", j.marker.pos, j.marker.start, j.marker.end)})
	}
	if unread != "" {
		add(trace.ParseError, unread)
	}
	add(trace.EmptyUnnest, "")
	q.ladder = append(q.ladder, r)
	return "coalesce(len(" + list + "), 0) = 0", whole, nil
}
