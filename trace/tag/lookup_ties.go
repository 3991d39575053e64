package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// lookupTies notes in the step being built where windows of a lookup, which is not on the spine, take rows one by one that their
// ORDER BY holds equal: what is looked up may then be another row after a rebuild. The query stands in the model and is
// bound; what cannot be looked at by itself, such as a query that reads columns of another, is passed over.
func (t builder) lookupTies(ctx context.Context, lookup string, m trace.Model, query sqltree.Node) {
	if t.step == nil {
		return
	}
	outer := query.Child("cte_map").List("map")
	query.Walk(func(n sqltree.Node) bool {
		if n.Type() != "SELECT_NODE" || len(n.List("group_expressions")) > 0 || t.HasAggregate(n.Child("having")) {
			return true
		}
		windows := t.windowsOf(n)
		if len(windows) == 0 {
			return true
		}
		probe := sqltree.SelectOf()
		probe["from_table"], probe["where_clause"] = n["from_table"], n["where_clause"]
		ctes := n.Child("cte_map").List("map")
		if len(ctes) == 0 {
			ctes = outer
		}
		entries := sqltree.Node{}
		entries.SetList("map", ctes)
		probe.Set("cte_map", entries)
		for _, w := range windows {
			rows, err := t.tiedRows(ctx, probe.Clone(), w.node)
			if err != nil || rows == 0 {
				continue
			}
			over, err := t.OrderText(ctx, w.node)
			if err != nil {
				continue
			}
			t.step.Ties = append(t.step.Ties, trace.Tie{Order: over, For: w.decides + " of " + lookup, Rows: rows, Pos: m.PosAt(max(w.node.Location(), 0))})
		}
		return true
	})
}

// lookupWindow is a window that takes rows one by one, and the column that it decides.
type lookupWindow struct {
	node    sqltree.Node
	decides string
}

// windowsOf lists such windows of a SELECT; none of one with aggregates, whose windows are over groups.
func (t *Tracer) windowsOf(selection sqltree.Node) []lookupWindow {
	var out []lookupWindow
	take := func(expr sqltree.Node, decides string) {
		expr.Walk(func(n sqltree.Node) bool {
			if n.Class() == "WINDOW" && sqltree.TakesOneByOne(n) {
				out = append(out, lookupWindow{sqltree.WithoutAlias(n), decides})
			}
			return n.Class() != "SUBQUERY"
		})
	}
	for i, item := range selection.List("select_list") {
		if t.HasAggregate(item) {
			return nil
		}
		name := item.Str("alias")
		if name == "" {
			name = fmt.Sprintf("column %d", i+1)
		}
		take(item, name)
	}
	take(selection.Child("qualify"), "the rows")
	return out
}

// tiedRows counts the rows of a FROM and WHERE that share their place in a window with another.
func (t *Tracer) tiedRows(ctx context.Context, rows, win sqltree.Node) (int64, error) {
	tie, err := t.tieSQL(ctx, win, win.List("orders"))
	if err != nil || tie == "" {
		return 0, err
	}
	expr, err := t.ParseExpr(ctx, tie)
	if err != nil {
		return 0, err
	}
	const tied = engine.Hidden + "tied"
	rows.SetList("select_list", []sqltree.Node{sqltree.Aliased(expr, tied)})
	text, err := t.Print(ctx, rows)
	if err != nil {
		return 0, err
	}
	return t.Count(ctx, "SELECT count(*) FILTER (WHERE "+tied+") FROM ("+strings.TrimSuffix(text, ";")+")")
}
