package trace

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// distinctStage keeps one row of those that are equal in every column, the one with the smallest id.
func (q *selection) distinctStage(ctx context.Context, f *flow) (*flow, error) {
	start, end := q.t.span(q.node.List("select_list")...)
	c := q.t.addCause(Dedup, "DISTINCT", "", q.t.model.PosAt(start), start, end)
	keys := f.columnNames()
	if n := visibleColumns(f); n < len(keys) { // ORDER BY columns ride along
		keys = keys[:n]
	}
	if !f.cheap {
		if err := q.t.settle(ctx, f); err != nil {
			return nil, err
		}
	}
	return q.t.keepWinners(ctx, f, "SELECT "+quoteAll(keys)+", "+smallestID.columns(f)+" FROM "+f.from+" GROUP BY ALL", len(keys), c, same(keys, keys))
}

func visibleColumns(f *flow) int {
	n := 0
	for _, c := range f.columns {
		if !strings.HasPrefix(c.name, hidden) {
			n++
		}
	}
	return n
}

// winner is which row of a group stands for it: an aggregate that takes a value and its key, and the SQL of the key.
type winner struct{ aggregate, key string }

// smallestID is the winner where nothing else decides.
var smallestID = winner{"arg_min_null", idCol}

// columns are the id and the hidden columns of the group's winner.
func (w winner) columns(f *flow) string {
	var list []string
	for _, c := range f.hiddenCols() {
		list = append(list, fmt.Sprintf("%s(%s, %s) AS %s", w.aggregate, c, w.key, c))
	}
	return strings.Join(list, ", ")
}

// keepWinners runs a query that makes one row of each group, with its winner's id; the other ids are dropped by the cause.
// equal is SQL that is TRUE where a row l stands in the group w.
func (t *tracer) keepWinners(ctx context.Context, f *flow, query string, columns int, c *causeTrace, equal string) (*flow, error) {
	out := *f
	out.raw = nil
	table, err := t.materialise(ctx, "dedup", query)
	if err != nil {
		return nil, err
	}
	out.table, out.alive, out.from = table, "", sqltree.Quote(table)
	if out.rows, err = t.count(ctx, "SELECT count(*) FROM "+out.from); err != nil {
		return nil, err
	}
	t.dropOthers(f, &out, c)
	c.winner = func(id int64) string {
		return fmt.Sprintf("SELECT min(w.%[1]s) FROM %[2]s AS l JOIN %[3]s AS w ON %[4]s WHERE l.%[1]s = %[5]d", idCol, f.from, out.from, equal, id)
	}
	cols, err := t.describe(ctx, "SELECT * FROM "+out.from)
	if err != nil {
		return nil, err
	}
	out.columns = cols[:columns]
	return &out, nil
}

// same is SQL that is TRUE where the columns of l are those of w, NULL with NULL.
func same(l, w []string) string {
	parts := []string{"TRUE"}
	for i := range l {
		parts = append(parts, "l."+sqltree.Quote(l[i])+" IS NOT DISTINCT FROM w."+sqltree.Quote(w[i]))
	}
	return strings.Join(parts, " AND ")
}

// dropOthers says that the ids of before that are not in after were dropped by the cause.
func (t *tracer) dropOthers(before, after *flow, c *causeTrace) {
	t.events = append(t.events, deaths{
		table: fmt.Sprintf("(SELECT *, 1::UTINYINT AS %s FROM %s AS l WHERE %s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s AS w WHERE w.%s = l.%s))",
			maskCol, before.from, idCol, after.from, idCol, idCol),
		carried: before.carried, level: before.level, causes: []*causeTrace{c}, step: t.step, shared: t.isShared(before),
	})
}

// pickStage is DISTINCT ON: the first row of each group of equal targets.
func (q *selection) pickStage(ctx context.Context, f *flow, on, orders []sqltree.Node) (*flow, error) {
	targets := make([]string, 0, len(on))
	m := q.modifier("DISTINCT_MODIFIER")
	for _, d := range m.List("distinct_on_targets") {
		text, err := q.t.predicateText(ctx, d)
		if err != nil {
			return nil, err
		}
		targets = append(targets, text)
	}
	start, end := q.t.span(m.List("distinct_on_targets")...)
	c := q.t.addCause(Dedup, "DISTINCT ON ("+strings.Join(targets, ", ")+")", "", q.t.model.PosAt(start), start, end)
	c.hint = q.uniqueHint(ctx, m.List("distinct_on_targets"))
	return q.rankStage(ctx, f, "dedup", on, orders, hidden+"dedup = 1", c)
}

// limitStage is LIMIT and OFFSET: the rows in the first places.
func (q *selection) limitStage(ctx context.Context, f *flow, orders []sqltree.Node, l later) (*flow, error) {
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
		if hasSubquery(e) {
			return nil, cannot("LIMIT by a subquery")
		}
		s, err := q.t.printExpr(ctx, e)
		if err != nil {
			return nil, err
		}
		*part.into = s
		text = strings.TrimSpace(text + " " + strings.ToUpper(part.key) + " " + s)
	}
	start, end := q.t.span(l.limit)
	c := q.t.addCause(Limit, text, "", q.t.model.PosAt(start), start, end)
	ok := fmt.Sprintf("(%slimit > coalesce(%s, 0) AND ((%s) IS NULL OR %slimit <= coalesce(%s, 0) + (%s)))", hidden, offset, limit, hidden, offset, limit)
	return q.rankStage(ctx, f, "limit", nil, orders, ok, c)
}

// rankStage numbers the rows within partitions and keeps those for which ok, SQL over the number, holds.
func (q *selection) rankStage(ctx context.Context, f *flow, what string, partitions, orders []sqltree.Node, ok string, c *causeTrace) (*flow, error) {
	win, err := q.t.parseExpr(ctx, "row_number() OVER (PARTITION BY 1)")
	if err != nil {
		return nil, err
	}
	win.SetList("partitions", partitions)
	win.SetList("orders", orders)
	n, err := q.next(ctx, f)
	if err != nil {
		return nil, err
	}
	plain := n.columnsAsItems(len(f.columns))
	ranked, err := n.qualifyStage(ctx, f, append(plain, item{name: hidden + what, expr: win}), nil)
	if err != nil {
		return nil, err
	}
	why := ranked.tied[hidden+what]
	last, err := q.next(ctx, ranked)
	if err != nil {
		return nil, err
	}
	if r := ranked.ranks[hidden+what]; r != nil {
		if c.winner, err = q.t.firstInPlace(ctx, r); err != nil {
			return nil, err
		}
	}
	last.innerColumn(sqltree.Col(hidden + what))
	last.rungs = append(last.rungs, &rung{ok: strings.ReplaceAll(ok, hidden+what, last.hiddenCol(hidden+what)), cases: []rungCase{{cause: c}}})
	out, err := last.rowStage(ctx, last.columnsAsItems(len(f.columns)))
	if err != nil {
		return nil, err
	}
	if why != "" {
		for _, col := range out.columns {
			out.tied[strings.ToLower(col.name)] = why
		}
	}
	return out, nil
}
