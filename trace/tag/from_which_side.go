package tag

import (
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// spineIsLeft says on which side of a join the rows are followed. Where both sides have rows of the root, that is the left one, unless
// the right one has more of them: the rows where the left one has groups, or groups that count or sum them where it has one row of each.
func (q *selection) spineIsLeft(join sqltree.Node) bool {
	left, right := join.Child("left"), join.Child("right")
	if !q.t.onSpine(left, q.sc) || !q.t.onSpine(right, q.sc) {
		return q.t.onSpine(left, q.sc)
	}
	kind := join.Str("join_type")
	ofLeft, ofRight := q.t.rowsOf(left, q.sc), q.t.rowsOf(right, q.sc)
	toRight := kind != "SEMI" && kind != "ANTI" && join.Str("ref_type") != "ASOF" && ofRight > ofLeft
	if ofRight == ofLeft && ofRight != allRows || ofLeft == allRows && ofRight != allRows { // what is looked up there is plain
		return true
	}
	followed, other := left, right
	if toRight {
		followed, other = right, left
	}
	q.t.note("%s: both sides of a join have rows of the root: those of %s are followed, %s is looked up", q.t.step.Name, sqltree.SideName(followed), sqltree.SideName(other))
	return !toRight
}

// rowsOf is what becomes of the root's rows in a FROM item.
func (t builder) rowsOf(item sqltree.Node, sc *spine.Scope) rowsKept {
	var query sqltree.Node
	outer := sc
	switch item.Type() {
	case "JOIN":
		if left := item.Child("left"); t.onSpine(left, sc) {
			return t.rowsOf(left, sc)
		}
		return t.rowsOf(item.Child("right"), sc)
	case "SUBQUERY":
		query = item.Child("subquery").Child("node")
	case "BASE_TABLE":
		c := sc.Lookup(item)
		if c == nil {
			return allRows
		}
		query, outer = c.Query, c.Outer
	}
	if query.Type() != "SELECT_NODE" {
		return allRows
	}
	body, inner := spine.Enter(query, outer)
	return min(t.keptBy(body), t.rowsOf(body.Child("from_table"), inner))
}

// rowsKept is how much a query keeps of its rows.
type rowsKept int

const (
	oneOfEach rowsKept = iota // of groups: DISTINCT, or a GROUP BY that neither counts nor sums
	inGroups                  // they live on in groups
	allRows
)

// keptBy is what a SELECT keeps of the rows of its FROM.
func (t builder) keptBy(body sqltree.Node) rowsKept {
	kept := allRows
	if len(body.List("group_expressions")) > 0 || body.Str("aggregate_handling") == "FORCE_AGGREGATES" {
		kept = oneOfEach
	}
	for _, e := range body.List("select_list") {
		if !t.HasAggregate(e) {
			continue
		}
		kept = min(kept, inGroups)
		e.Walk(func(n sqltree.Node) bool {
			if t.IsAggregate(n) && !sqltree.IsPick(n.Str("function_name")) {
				kept = inGroups
			}
			return n.Class() != "SUBQUERY"
		})
	}
	for _, m := range body.List("modifiers") {
		if m.Type() == "DISTINCT_MODIFIER" {
			kept = oneOfEach
		}
	}
	return kept
}
