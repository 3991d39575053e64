package tag

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// next is a selection over what a stage made, for the stage after it. Its columns go by the names of the flow.
func (q *selection) next(ctx context.Context, f *Flow) (*selection, error) {
	alias := engine.Hidden + "base"
	n := &selection{t: q.t, sc: q.sc, written: q.written, inside: q.inside, prune: spine.Names{All: true}, node: sqltree.SelectOf(),
		joinedFrom: joinedFrom{spine: f, spineAlias: alias, leaves: []*leaf{{alias: alias, spine: true}}}, innerColumns: readingNothing()}
	var err error
	n.from, err = q.t.FromItem(ctx, sqltree.FromQuery(f.From.All()), alias)
	if f.raw != nil {
		n.spineNode = n.from
	}
	return n, err
}

// windowStage is a SELECT without groups that has windows, QUALIFY, DISTINCT ON or LIMIT.
func (q *selection) windowStage(ctx context.Context) (*Flow, error) {
	items := q.liveItems()
	export := &exporter{t: q.t.Printer, names: map[string]string{}}
	after := q.afterWhere(items, func(e sqltree.Node) sqltree.Node { return export.lift(e) })
	q.lazy = q.spine.Single && !q.spine.Rootless && q.spine.Rows >= 0 && !q.t.pooled && !q.t.Plainly
	rows, err := q.rowStage(ctx, export.items)
	if err != nil {
		return nil, err
	}
	return q.laterStages(ctx, rows, after)
}

// columnsAsItems selects the first n columns of the spine as they are.
func (q *selection) columnsAsItems(n int) []item {
	var out []item
	for _, c := range q.spine.Columns[:n] {
		out = append(out, item{name: c.Name, expr: sqltree.Col(c.Name)})
	}
	return out
}

// qualifyStage computes the windows over the rows that are still there, narrow, and joins them back;
// then it makes the items, with QUALIFY as the ladder.
func (q *selection) qualifyStage(ctx context.Context, f *Flow, items []item, qualify []condition) (*Flow, error) {
	exprs := make([]*sqltree.Node, 0, len(items)+len(qualify))
	items = slices.Clone(items)
	qualify = slices.Clone(qualify)
	for i := range items {
		exprs = append(exprs, &items[i].expr)
	}
	for i := range qualify {
		exprs = append(exprs, &qualify[i].expr)
	}
	w, err := q.computeWindows(ctx, f, exprs, items)
	if err != nil {
		return nil, err
	}
	n, err := q.next(ctx, w.flow)
	if err != nil {
		return nil, err
	}
	for _, c := range qualify {
		if err := n.rankRung(ctx, c.expr, c.written); err != nil {
			return nil, err
		}
	}
	out, err := n.rowStage(ctx, items)
	if err != nil {
		return nil, err
	}
	if w.decides != "" && len(qualify) > 0 { // which row stays hangs on a tie: so does everything in it
		for _, c := range out.Columns {
			out.Tied[strings.ToLower(c.Name)] = w.decides
		}
	}
	return out, nil
}

// windowed is a flow with a column for each window.
type windowed struct {
	flow    *Flow
	decides string // why QUALIFY's choice hangs on ties; empty if it does not
}

// computeWindows replaces the windows of the expressions by columns of the flow that it returns.
func (q *selection) computeWindows(ctx context.Context, f *Flow, exprs []*sqltree.Node, items []item) (*windowed, error) {
	list := q.liftWindows(exprs, items)
	if len(list) == 0 {
		return &windowed{flow: f}, nil
	}
	key, err := q.t.keyRows(ctx, f)
	if err != nil {
		return nil, err
	}
	columns, err := q.windowColumns(ctx, list)
	if err != nil {
		return nil, err
	}
	base := f.stored()
	table, err := q.t.Materialise(ctx, "windows", "SELECT "+key+" AS "+RowCol+", "+strings.Join(columns, ", ")+" FROM "+base)
	if err != nil {
		return nil, err
	}
	if key == IDCol {
		q.t.Windows = append(q.t.Windows, table)
	}
	counts, err := q.t.countTies(ctx, table, len(list))
	if err != nil {
		return nil, err
	}
	over, err := q.next(ctx, f)
	if err != nil {
		return nil, err
	}
	for i, w := range list {
		list[i].merged = over.mergedBy(ctx, w.window.List("partitions"))
	}
	out := &windowed{flow: q.withWindows(ctx, f, list, ranking{table: sqltree.Quote(table), base: base, key: key})}
	out.flow.raw, out.flow.Rows = f.withLate(key, table, namesOf(list)), f.Rows
	for i, w := range list {
		why, err := q.reportTie(ctx, f, w.window, counts[i], w.users)
		if err != nil {
			return nil, err
		}
		if why == "" {
			continue
		}
		out.flow.Tied[w.name] = why
		if slices.Contains(w.users, decider) {
			out.decides = why
		}
	}
	return out, nil
}

// windowColumn is a window, the column that it becomes, and for what it is computed: for columns, or for a [decider].
type windowColumn struct {
	window sqltree.Node
	name   string
	users  []string
	merged []*marker // as of ranking
}

// decider is the user of a window that decides which rows stay.
const decider = "dedup"

func namesOf(list []windowColumn) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = w.name
	}
	return out
}

// liftWindows puts columns in place of the windows of the expressions; those behind the items decide which rows stay.
func (q *selection) liftWindows(exprs []*sqltree.Node, items []item) []windowColumn {
	var list []windowColumn
	index := map[string]int{}
	for i, e := range exprs {
		user := decider
		if i < len(items) {
			user = strings.TrimPrefix(items[i].name, engine.Hidden)
		}
		*e = (*e).Rewrite(func(n sqltree.Node) sqltree.Node {
			if n.Class() == "SUBQUERY" {
				return n
			}
			if n.Class() != "WINDOW" {
				return nil
			}
			key := n.Key()
			at, ok := index[key]
			if !ok {
				at = len(list)
				index[key] = at
				list = append(list, windowColumn{window: sqltree.WithoutAlias(n), name: q.t.Stand("w", n)})
			}
			if w := &list[at]; !slices.Contains(w.users, user) {
				w.users = append(w.users, user)
			}
			return sqltree.WithAliasOf(sqltree.Col(list[at].name), n)
		})
	}
	return list
}

// tieCol is TRUE in the rows that share their place in a window with another.
func tieCol(window int) string { return engine.Hidden + "tie" + strconv.Itoa(window+1) }

// windowColumns is a SELECT list of the windows, and of the rows that tie in each.
func (q *selection) windowColumns(ctx context.Context, list []windowColumn) ([]string, error) {
	var columns []string
	for i, w := range list {
		unbroken := breakTies(w.window)
		text, err := q.t.PrintExpr(ctx, unbroken)
		if err != nil {
			return nil, err
		}
		tie, err := q.t.tieSQL(ctx, w.window, unbroken.List("orders"))
		if err != nil {
			return nil, err
		}
		if tie == "" {
			tie = "FALSE"
		}
		columns = append(columns, text+" AS "+w.name, tie+" AS "+tieCol(i))
	}
	return columns, nil
}

// countTies counts the rows of a table of windows that tie in each of them.
func (t *Tracer) countTies(ctx context.Context, table string, windows int) ([]int64, error) {
	ties := make([]string, windows)
	for i := range ties {
		ties[i] = "count(*) FILTER (WHERE " + tieCol(i) + ")"
	}
	counts := make([]int64, windows)
	err := t.Conn.QueryRowContext(ctx, "SELECT "+strings.Join(ties, ", ")+" FROM "+sqltree.Quote(table)).Scan(engine.Pointers(counts)...)
	return counts, err
}

// withWindows is the flow with the windows as columns, joined from the table in which they were computed.
func (q *selection) withWindows(ctx context.Context, f *Flow, list []windowColumn, at ranking) *Flow {
	var keep []string
	for _, w := range list {
		keep = append(keep, "w."+w.name)
	}
	g := f.derived(sqltree.FromQuery(fmt.Sprintf("SELECT b.*, %s FROM (SELECT * FROM %s) AS b JOIN %s AS w ON b.%s = w.%s",
		strings.Join(keep, ", "), at.base, at.table, at.key, RowCol)))
	g.Columns, g.Tied, g.ranks = slices.Clone(f.Columns), map[string]string{}, map[string]*ranking{}
	maps.Copy(g.Tied, f.Tied)
	for _, w := range list {
		g.Columns = append(g.Columns, trace.Column{Name: w.name})
		if sqltree.IsRank(w.window) {
			r := at
			r.column, r.window, r.hint = w.name, w.window, q.uniqueHint(ctx, w.window.List("partitions"))
			r.merged = w.merged
			g.ranks[w.name] = &r
		}
	}
	return g
}

// keyRows puts the flow into a table and returns a column that tells its rows apart:
// the id, or a number of their own where ids repeat or are missing.
func (t *Tracer) keyRows(ctx context.Context, f *Flow) (string, error) {
	if f.Single && !f.Rootless {
		if f.cheap {
			return IDCol, nil
		}
		return IDCol, t.Settle(ctx, f)
	}
	table, err := t.Materialise(ctx, "numbered", "SELECT *, row_number() OVER () AS "+RowCol+" FROM "+f.From.String())
	if err != nil {
		return "", err
	}
	*f = *f.derived(sqltree.FromQuery("SELECT * EXCLUDE (" + RowCol + ") FROM " + sqltree.Quote(table)))
	f.Table = table
	return RowCol, nil
}
