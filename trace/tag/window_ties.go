package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// breakTies has a window that takes rows one by one go by the row's id where its ORDER BY does not decide,
// so that two runs agree. Windows that treat equal rows alike are left as they are.
func breakTies(win sqltree.Node) sqltree.Node {
	if !sqltree.TakesOneByOne(win) {
		return win
	}
	c := win.Clone()
	c.SetList("orders", append(c.List("orders"), sqltree.Ascending(sqltree.Col(IDCol))))
	return c
}

// tieSQL is SQL that is TRUE in the rows that share their place with another, over rows in these orders, which begin with the
// window's own; empty for windows that do not mind.
func (t *Tracer) tieSQL(ctx context.Context, win sqltree.Node, orders []sqltree.Node) (string, error) {
	if !sqltree.TakesOneByOne(win) {
		return "", nil
	}
	over := win.Clone()
	over["alias"] = ""
	if len(win.List("orders")) == 0 {
		size, err := t.ParseExpr(ctx, "count(*) OVER (PARTITION BY 1) > 1")
		if err != nil {
			return "", err
		}
		size.Child("left").SetList("partitions", win.List("partitions"))
		return t.PrintExpr(ctx, size)
	}
	var keys []string
	for _, o := range win.List("orders") {
		text, err := t.PrintExpr(ctx, o.Child("expression"))
		if err != nil {
			return "", err
		}
		keys = append(keys, text)
	}
	hash := "hash(" + strings.Join(keys, ", ") + ")"
	var parts []string
	for _, neighbour := range []string{"lag", "lead"} {
		expr, err := t.ParseExpr(ctx, fmt.Sprintf("coalesce(%s = %s(%s) OVER (PARTITION BY 1 ORDER BY 1), FALSE)", hash, neighbour, hash))
		if err != nil {
			return "", err
		}
		w := expr.List("children")[0].Child("right")
		w.SetList("partitions", win.List("partitions"))
		w.SetList("orders", orders)
		text, err := t.PrintExpr(ctx, expr)
		if err != nil {
			return "", err
		}
		parts = append(parts, text)
	}
	return "(" + strings.Join(parts, " OR ") + ")", nil
}

// reportTie notes the rows that a window's ORDER BY leaves tied, and returns why what it decides hangs on that; empty if not.
func (q *selection) reportTie(ctx context.Context, f *Flow, win sqltree.Node, rows int64, users []string) (string, error) {
	over, err := q.t.OrderText(ctx, win)
	if err != nil {
		return "", err
	}
	start, end := q.t.span(win)
	if end == 0 { // it is made of a DISTINCT ON or LIMIT, whose expressions have a place
		start, _ = q.t.span(q.t.AsWritten(win))
	}
	pos := q.t.model.PosAt(start)
	what := strings.Join(users, ", ")
	if rows > 0 {
		q.t.step.Ties = append(q.t.step.Ties, trace.Tie{Order: over, For: what, Rows: rows, Pos: pos})
		return fmt.Sprintf("%s tie in %s", trace.Units(rows, "row"), over), nil
	}
	for _, o := range win.List("orders") { // no ties, but an order that others decided
		why := ""
		o.Child("expression").Walk(func(n sqltree.Node) bool {
			if n.Class() == "COLUMN_REF" && why == "" {
				why = f.Tied[strings.ToLower(n.Strings("column_names")[0])]
			}
			return why == ""
		})
		if why != "" && sqltree.TakesOneByOne(win) {
			return why, nil
		}
	}
	return "", nil
}
