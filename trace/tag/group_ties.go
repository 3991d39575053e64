package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// byAnother is an aggregate that takes a value of the row in which another one is the least or the greatest.
type byAnother struct {
	agg    sqltree.Node // over the rows
	key    string       // of the aggregate as it is written
	column string       // of the SELECT
}

// readByAnother has the rows give what such aggregates of all items take and go by, whether the items are needed further on or not: that
// they tie is told of a model as it is.
func (g *grouping) readByAnother() {
	if g.hasSets() {
		return
	}
	for _, it := range g.q.items {
		it.expr.Walk(func(n sqltree.Node) bool {
			if n.Class() == "FUNCTION" && sqltree.TakesByAnother(n) {
				g.byAnother = append(g.byAnother, byAnother{agg: g.arguments(n), key: n.Key(), column: it.name})
				return false
			}
			return n.Class() != "SUBQUERY" && n.Class() != "WINDOW"
		})
	}
}

// reportTies notes the rows that share the least or greatest value by which min_by and its kin take another of theirs, where these
// differ: it may be any of them.
func (g *grouping) reportTies(ctx context.Context, rows *Flow) error {
	g.ties = map[string]string{}
	for _, p := range g.byAnother {
		n, err := g.tiedIn(ctx, rows, p.agg)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		text, err := g.q.t.OrderText(ctx, p.agg)
		if err != nil {
			return err
		}
		start, _ := g.q.t.span(g.q.t.AsWritten(p.agg))
		g.q.t.step.Ties = append(g.q.t.step.Ties, trace.Tie{Order: text, For: p.column, Rows: n, Pos: g.q.t.model.PosAt(start)})
		if name := g.names[p.key]; name != "" {
			g.ties[strings.ToLower(name)] = fmt.Sprintf("%s tie in %s", trace.Units(n, "row"), text)
		}
	}
	return nil
}

// tiedIn counts the rows of which an aggregate may take one or another.
func (g *grouping) tiedIn(ctx context.Context, rows *Flow, agg sqltree.Node) (int64, error) {
	t := g.q.t
	value, err := t.PrintExpr(ctx, sqltree.WithoutAlias(agg.List("children")[0]))
	if err != nil {
		return 0, err
	}
	by, err := t.PrintExpr(ctx, sqltree.WithoutAlias(agg.List("children")[1]))
	if err != nil {
		return 0, err
	}
	where := "(" + by + ") IS NOT NULL"
	name := strings.ToLower(agg.Str("function_name"))
	if !strings.HasSuffix(name, "_null") {
		where += " AND (" + value + ") IS NOT NULL"
	}
	if filter := agg.Child("filter"); filter != nil {
		text, err := t.PrintExpr(ctx, filter)
		if err != nil {
			return 0, err
		}
		where += " AND (" + text + ")"
	}
	extreme := "arg_min"
	if strings.Contains(name, "max") {
		extreme = "arg_max"
	}
	keys := ""
	for _, e := range g.out {
		if e.Class() == "COLUMN_REF" {
			keys += sqltree.Quote(e.Strings("column_names")[0]) + ", "
		}
	}
	query := fmt.Sprintf("SELECT %[1]s%[2]s AS o, count(*) AS n, min(hash(%[3]s)) <> max(hash(%[3]s)) AS d FROM %[4]s WHERE %[5]s GROUP BY ALL", keys, by, value, rows.From, where)
	query = fmt.Sprintf("SELECT %[1]s%[2]s(n, o) AS n, %[2]s(d, o) AS d FROM (%[3]s) GROUP BY ALL", keys, extreme, query)
	return t.Count(ctx, "SELECT coalesce(sum(n) FILTER (WHERE d), 0)::BIGINT FROM ("+query+")")
}
