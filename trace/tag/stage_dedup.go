package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// distinctStage keeps one row of those that are equal in every column, the one with the smallest id.
func (q *selection) distinctStage(ctx context.Context, f *Flow) (*Flow, error) {
	start, end := q.t.span(q.node.List("select_list")...)
	c := q.t.addCause(trace.Dedup, "DISTINCT", "", q.t.model.PosAt(start), start, end)
	keys := f.ColumnNames()
	if n := visibleColumns(f); n < len(keys) { // ORDER BY columns ride along
		keys = keys[:n]
	}
	if !f.cheap {
		if err := q.t.Settle(ctx, f); err != nil {
			return nil, err
		}
	}
	query := "SELECT " + sqltree.QuoteAll(keys) + ", " + smallestID.columns(f) + " FROM " + f.From.String() + " GROUP BY ALL"
	return q.t.keepWinners(ctx, f, query, len(keys), q.t.mergedDedup(f, keys, c), same(keys, keys))
}

func visibleColumns(f *Flow) int {
	n := 0
	for _, c := range f.Columns {
		if !strings.HasPrefix(c.Name, engine.Hidden) {
			n++
		}
	}
	return n
}

// winner is which row of a group stands for it: an aggregate that takes a value and its key, and the SQL of the key.
type winner struct{ aggregate, key string }

// smallestID is the winner where nothing else decides.
var smallestID = winner{"arg_min_null", IDCol}

// columns are the id and the hidden columns of the group's winner.
func (w winner) columns(f *Flow) string {
	var list []string
	for _, c := range f.hiddenCols() {
		list = append(list, fmt.Sprintf("%s(%s, %s) AS %s", w.aggregate, c, w.key, c))
	}
	return strings.Join(list, ", ")
}

// keepWinners runs a query that makes one row of each group, with its winner's id; the other ids are dropped by one of the rung's causes.
// equal is SQL that is TRUE where a row l stands in the group w.
func (t builder) keepWinners(ctx context.Context, f *Flow, query string, columns int, r *rung, equal string) (*Flow, error) {
	table, err := t.Materialise(ctx, "dedup", query)
	if err != nil {
		return nil, err
	}
	out := f.derived(sqltree.FromTable(table))
	out.Table, out.ids = table, nil
	if out.Rows, err = t.Count(ctx, "SELECT count(*) FROM "+out.From.String()); err != nil {
		return nil, err
	}
	if err := t.dropOthers(f, out, r); err != nil {
		return nil, err
	}
	r.cases[len(r.cases)-1].cause.Winner = func(id int64) string {
		return fmt.Sprintf("SELECT min(w.%[1]s) FROM %[2]s AS l JOIN %[3]s AS w ON %[4]s WHERE l.%[1]s = %[5]d", IDCol, f.From, out.From, equal, id)
	}
	cols, err := t.Describe(ctx, "SELECT * FROM "+out.From.String())
	if err != nil {
		return nil, err
	}
	out.Columns = cols[:columns]
	return out, nil
}

// same is SQL that is TRUE where the columns of l are those of w, NULL with NULL.
func same(l, w []string) string {
	parts := []string{"TRUE"}
	for i := range l {
		parts = append(parts, "l."+sqltree.Quote(l[i])+" IS NOT DISTINCT FROM w."+sqltree.Quote(w[i]))
	}
	return strings.Join(parts, " AND ")
}

// dropOthers says that the ids of before that are not in after were dropped by a cause of the rung.
func (t builder) dropOthers(before, after *Flow, r *rung) error {
	r.ok = "FALSE"
	asked := ladder{r}
	mask, err := asked.mask(0)
	if err != nil {
		return err
	}
	t.Events = append(t.Events, Deaths{
		Table: sqltree.FromQuery(fmt.Sprintf("SELECT *, %s AS %s FROM %s AS l WHERE %s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s AS w WHERE w.%s = l.%s)",
			mask, maskCol, before.From, IDCol, after.From, IDCol, IDCol)),
		Carried: before.Carried, Level: before.Level, Causes: asked.causes(), Rungs: asked.rungs(), Step: t.step, Shared: t.isShared(before), Once: before.once(),
	})
	return nil
}

// pickStage is DISTINCT ON: the first row of each group of equal targets.
func (q *selection) pickStage(ctx context.Context, f *Flow, on, orders []sqltree.Node) (*Flow, error) {
	targets := make([]string, 0, len(on))
	m := q.modifier("DISTINCT_MODIFIER")
	for _, d := range m.List("distinct_on_targets") {
		text, err := q.t.PredicateText(ctx, d)
		if err != nil {
			return nil, err
		}
		targets = append(targets, text)
	}
	start, end := q.t.span(m.List("distinct_on_targets")...)
	c := q.t.addCause(trace.Dedup, "DISTINCT ON ("+strings.Join(targets, ", ")+")", "", q.t.model.PosAt(start), start, end)
	c.Hint = q.uniqueHint(ctx, m.List("distinct_on_targets"))
	return q.rankStage(ctx, f, "dedup", on, orders, func(number string) string { return number + " = 1" }, c)
}

// limitStage is LIMIT and OFFSET: the rows in the first places.
func (q *selection) limitStage(ctx context.Context, f *Flow, orders []sqltree.Node, l later) (*Flow, error) {
	if l.percent {
		return nil, cannot("LIMIT by percent")
	}
	limit, offset := "NULL", "0"
	text := ""
	for _, part := range []struct {
		key  string
		into *string
	}{{"limit", &limit}, {"offset", &offset}} {
		e := l.limit.Child(part.key)
		if e == nil {
			continue
		}
		if sqltree.HasSubquery(e) {
			return nil, cannot("LIMIT by a subquery")
		}
		s, err := q.t.PrintExpr(ctx, e)
		if err != nil {
			return nil, err
		}
		*part.into = s
		text = strings.TrimSpace(text + " " + strings.ToUpper(part.key) + " " + s)
	}
	start, end := q.t.span(l.limit)
	c := q.t.addCause(trace.Limit, text, "", q.t.model.PosAt(start), start, end)
	ok := func(number string) string {
		return fmt.Sprintf("(%[1]s > coalesce(%[2]s, 0) AND ((%[3]s) IS NULL OR %[1]s <= coalesce(%[2]s, 0) + (%[3]s)))", number, offset, limit)
	}
	return q.rankStage(ctx, f, "limit", nil, orders, ok, c)
}

// rankStage numbers the rows within partitions and keeps those for which ok, SQL of the column with the number, holds.
func (q *selection) rankStage(ctx context.Context, f *Flow, what string, partitions, orders []sqltree.Node, ok func(number string) string, c *Cause) (*Flow, error) {
	win, err := q.t.ParseExpr(ctx, "row_number() OVER (PARTITION BY 1)")
	if err != nil {
		return nil, err
	}
	win.SetList("partitions", partitions)
	win.SetList("orders", orders)
	n, err := q.next(ctx, f)
	if err != nil {
		return nil, err
	}
	plain := n.columnsAsItems(len(f.Columns))
	ranked, err := n.qualifyStage(ctx, f, append(plain, item{name: engine.Hidden + what, expr: win}), nil)
	if err != nil {
		return nil, err
	}
	why := ranked.Tied[engine.Hidden+what]
	last, err := q.next(ctx, ranked)
	if err != nil {
		return nil, err
	}
	if r := ranked.ranks[engine.Hidden+what]; r != nil {
		if c.Winner, err = q.t.firstInPlace(ctx, r); err != nil {
			return nil, err
		}
	}
	last.innerColumn(sqltree.Col(engine.Hidden + what))
	asked := &rung{ok: ok(last.hiddenCol(engine.Hidden + what)), cases: []rungCase{{cause: c}}}
	if r := ranked.ranks[engine.Hidden+what]; r != nil {
		asked.cases = last.t.blameMerged(r.merged, c, last.missed)
	}
	last.ladder = append(last.ladder, asked)
	out, err := last.rowStage(ctx, last.columnsAsItems(len(f.Columns)))
	if err != nil {
		return nil, err
	}
	if why != "" {
		for _, col := range out.Columns {
			out.Tied[strings.ToLower(col.Name)] = why
		}
	}
	return out, nil
}
