package tag

import (
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// spineIsLeft says on which side of a join the rows are followed. Where both sides have rows of the root, that is the left one, unless
// it only has groups of them and the right one has the rows.
func (q *selection) spineIsLeft(join sqltree.Node) bool {
	left, right := join.Child("left"), join.Child("right")
	if !q.t.onSpine(left, q.sc) || !q.t.onSpine(right, q.sc) {
		return q.t.onSpine(left, q.sc)
	}
	if q.t.isGrouped(right, q.sc) { // what is looked up there is plain
		return true
	}
	kind := join.Str("join_type")
	toRight := kind != "SEMI" && kind != "ANTI" && join.Str("ref_type") != "ASOF" && q.t.isGrouped(left, q.sc)
	followed, other := left, right
	if toRight {
		followed, other = right, left
	}
	q.t.note("%s: both sides of a join have rows of the root: those of %s are followed, %s is looked up", q.t.step.Name, sqltree.SideName(followed), sqltree.SideName(other))
	return !toRight
}

// isGrouped says whether the FROM item gives groups, not rows: a CTE or subquery with GROUP BY, aggregates or DISTINCT.
func (t builder) isGrouped(item sqltree.Node, sc *spine.Scope) bool {
	var query sqltree.Node
	outer := sc
	switch item.Type() {
	case "JOIN":
		if left := item.Child("left"); t.onSpine(left, sc) {
			return t.isGrouped(left, sc)
		}
		return t.isGrouped(item.Child("right"), sc)
	case "SUBQUERY":
		query = item.Child("subquery").Child("node")
	case "BASE_TABLE":
		c := sc.Lookup(item)
		if c == nil {
			return false
		}
		query, outer = c.Query, c.Outer
	}
	if query.Type() != "SELECT_NODE" {
		return false
	}
	body, inner := spine.Enter(query, outer)
	if len(body.List("group_expressions")) > 0 || body.Str("aggregate_handling") == "FORCE_AGGREGATES" {
		return true
	}
	for _, e := range body.List("select_list") {
		if t.HasAggregate(e) {
			return true
		}
	}
	for _, m := range body.List("modifiers") {
		if m.Type() == "DISTINCT_MODIFIER" {
			return true
		}
	}
	return t.isGrouped(body.Child("from_table"), inner)
}
