package trace

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"funneltrace/trace/sqltree"
)

// breakTies has a window that takes rows one by one go by the row's id where its ORDER BY does not decide,
// so that two runs agree. Windows that treat equal rows alike are left as they are.
func breakTies(win sqltree.Node) sqltree.Node {
	if !takesOneByOne(win) {
		return win
	}
	c := win.Clone()
	c.SetList("orders", append(c.List("orders"), sqltree.Ascending(sqltree.Col(idCol))))
	return c
}

// takesOneByOne says whether the window's result hangs on the order of rows that its ORDER BY holds equal.
func takesOneByOne(win sqltree.Node) bool {
	switch strings.ToLower(win.Str("function_name")) {
	case "row_number", "lag", "lead", "ntile", "first_value", "first":
		return len(win.List("arg_orders")) == 0
	}
	return false
}

// tieSQL is SQL that is TRUE in the rows that share their place with another, over rows in these orders, which begin with the
// window's own; empty for windows that do not mind.
func (t *tracer) tieSQL(ctx context.Context, win sqltree.Node, orders []sqltree.Node) (string, error) {
	if !takesOneByOne(win) {
		return "", nil
	}
	over := win.Clone()
	over["alias"] = ""
	if len(win.List("orders")) == 0 {
		size, err := t.parseExpr(ctx, "count(*) OVER (PARTITION BY 1) > 1")
		if err != nil {
			return "", err
		}
		size.Child("left").SetList("partitions", win.List("partitions"))
		return t.printExpr(ctx, size)
	}
	var keys []string
	for _, o := range win.List("orders") {
		text, err := t.printExpr(ctx, o.Child("expression"))
		if err != nil {
			return "", err
		}
		keys = append(keys, text)
	}
	hash := "hash(" + strings.Join(keys, ", ") + ")"
	var parts []string
	for _, neighbour := range []string{"lag", "lead"} {
		expr, err := t.parseExpr(ctx, fmt.Sprintf("coalesce(%s = %s(%s) OVER (PARTITION BY 1 ORDER BY 1), FALSE)", hash, neighbour, hash))
		if err != nil {
			return "", err
		}
		w := expr.List("children")[0].Child("right")
		w.SetList("partitions", win.List("partitions"))
		w.SetList("orders", orders)
		text, err := t.printExpr(ctx, expr)
		if err != nil {
			return "", err
		}
		parts = append(parts, text)
	}
	return "(" + strings.Join(parts, " OR ") + ")", nil
}

// reportTie notes the rows that a window's ORDER BY leaves tied, and returns why what it decides hangs on that; empty if not.
func (q *selection) reportTie(ctx context.Context, f *flow, win sqltree.Node, rows int64, users []string) (string, error) {
	over, err := q.t.orderText(ctx, win)
	if err != nil {
		return "", err
	}
	start, _ := q.t.span(win)
	pos := q.t.model.PosAt(start)
	what := strings.Join(uniq(users), ", ")
	if rows > 0 {
		q.t.step.ties = append(q.t.step.ties, Tie{Order: over, For: what, Rows: rows, Pos: pos})
		return fmt.Sprintf("%d rows tie in %s", rows, over), nil
	}
	for _, o := range win.List("orders") { // no ties, but an order that others decided
		why := ""
		o.Child("expression").Walk(func(n sqltree.Node) bool {
			if n.Class() == "COLUMN_REF" && why == "" {
				why = f.tied[strings.ToLower(n.Strings("column_names")[0])]
			}
			return why == ""
		})
		if why != "" && takesOneByOne(win) {
			return why, nil
		}
	}
	return "", nil
}

// orderText is the OVER of a window as the model has it.
func (t *tracer) orderText(ctx context.Context, win sqltree.Node) (string, error) {
	text, err := sqltree.PrintExpr(ctx, t.conn, readable(win))
	if err != nil {
		return "", err
	}
	return t.original(ctx, text), nil
}

// stand makes a hidden column for an expression, and remembers the expression for those who read about it.
func (t *tracer) stand(what string, expr sqltree.Node) string {
	name := t.name(what)
	t.written[name] = withoutAlias(expr)
	return name
}

var hiddenName = regexp.MustCompile(`"?` + hidden + `[a-z]+[0-9]+"?`)

// original puts what the model has in place of hidden columns in a text for readers.
func (t *tracer) original(ctx context.Context, text string) string {
	return hiddenName.ReplaceAllStringFunc(text, func(name string) string {
		expr := t.written[strings.Trim(name, `"`)]
		if expr == nil {
			return name
		}
		s, err := sqltree.PrintExpr(ctx, t.conn, readable(expr))
		if err != nil {
			return name
		}
		return t.original(ctx, s)
	})
}

func uniq(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
