package tag

import (
	"context"
	"fmt"
	"slices"

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
		if len(list) == 0 || !sqltree.IsUnnest(list[0]) || body.Key() != sqltree.SelectOf(list...).Key() {
			return nil
		}
		call := unnestedAlone(list[0])
		if call != nil && !slices.ContainsFunc(list[1:], func(n sqltree.Node) bool { return !countsElements(n, call) }) {
			return call
		}
	}
	return nil
}

// unnestedAlone is the call of unnest(list) without what it says of how deep, which makes no other rows of a list of structs; nil if
// it says another depth.
func unnestedAlone(call sqltree.Node) sqltree.Node {
	args := call.List("children")
	switch {
	case len(args) == 1:
		return call
	case len(args) != 2 || args[1].Str("alias") != "max_depth" || fmt.Sprint(args[1].Child("value")["value"]) != "2":
		return nil
	}
	out := call.Clone()
	out.SetList("children", args[:1])
	return out
}

// countsElements says whether the column is a number of the element: generate_subscripts(list, 1), which has as many rows as unnest(list).
func countsElements(column, unnest sqltree.Node) bool {
	list := unnest.List("children")[0]
	found := false
	column.Walk(func(n sqltree.Node) bool {
		args := n.List("children")
		if n.Str("function_name") == "generate_subscripts" && len(args) == 2 {
			found = args[0].Key() == list.Key()
		}
		return !found
	})
	return found && !sqltree.HasUnnest(column)
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
