package trace

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// next is a selection over what a stage made, for the stage after it. Its columns go by the names of the flow.
func (q *selection) next(ctx context.Context, f *flow) (*selection, error) {
	alias := hidden + "base"
	n := &selection{t: q.t, sc: q.sc, said: q.said, inside: q.inside, prune: names{all: true}, node: sqltree.SelectOf(),
		spine: f, spineAlias: alias, leaves: []*leaf{{alias: alias, spine: true}}, innerNames: map[string]string{}}
	from := f.from
	if !strings.HasPrefix(from, "(") {
		from = "(SELECT * FROM " + from + ")"
	}
	var err error
	n.from, err = q.t.fromItem(ctx, from+" AS "+sqltree.Quote(alias))
	if f.raw != nil {
		n.spineNode = n.from
	}
	return n, err
}

// windowStage is a SELECT without groups that has windows, QUALIFY, DISTINCT ON or LIMIT.
func (q *selection) windowStage(ctx context.Context) (*flow, error) {
	items := q.liveItems()
	export := &exporter{t: q.t, names: map[string]string{}}
	after := q.afterWhere(items, func(e sqltree.Node) sqltree.Node { return export.lift(e) })
	q.lazy = q.spine.single && !q.spine.rootless && q.spine.rows >= 0 && !q.t.pooled && !q.t.plainly
	rows, err := q.rowStage(ctx, export.items)
	if err != nil {
		return nil, err
	}
	return q.laterStages(ctx, rows, after)
}

// columnsAsItems selects the first n columns of the spine as they are.
func (q *selection) columnsAsItems(n int) []item {
	var out []item
	for _, c := range q.spine.columns[:n] {
		out = append(out, item{name: c.name, expr: sqltree.Col(c.name)})
	}
	return out
}

// qualifyStage computes the windows over the rows that are still there, narrow, and joins them back;
// then it makes the items, with QUALIFY as the ladder.
func (q *selection) qualifyStage(ctx context.Context, f *flow, items []item, qualify []condition) (*flow, error) {
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
		for _, c := range out.columns {
			out.tied[strings.ToLower(c.name)] = w.decides
		}
	}
	return out, nil
}

// windowed is a flow with a column for each window.
type windowed struct {
	flow    *flow
	decides string // why QUALIFY's choice hangs on ties; empty if it does not
}

// computeWindows replaces the windows of the expressions by columns of the flow that it returns.
func (q *selection) computeWindows(ctx context.Context, f *flow, exprs []*sqltree.Node, items []item) (*windowed, error) {
	var list []sqltree.Node
	index := map[string]int{}
	users := map[int][]string{}
	var columnsOf []string
	for i, e := range exprs {
		user := "dedup"
		if i < len(items) {
			user = strings.TrimPrefix(items[i].name, hidden)
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
				list = append(list, withoutAlias(n))
				columnsOf = append(columnsOf, q.t.stand("w", n))
			}
			users[at] = append(users[at], user)
			return withAliasOf(sqltree.Col(columnsOf[at]), n)
		})
	}
	if len(list) == 0 {
		return &windowed{flow: f}, nil
	}
	key, err := q.t.keyRows(ctx, f)
	if err != nil {
		return nil, err
	}
	base := f.from
	if f.table != "" {
		base = sqltree.Quote(f.table)
	}
	columns := []string{key + " AS " + rowCol}
	var ties []string
	out := &windowed{}
	g := *f
	g.columns, g.tied, g.ranks = slices.Clone(f.columns), map[string]string{}, map[string]*ranking{}
	for k, v := range f.tied {
		g.tied[k] = v
	}
	for i, win := range list {
		name := columnsOf[i]
		text, err := q.t.printExpr(ctx, breakTies(win))
		if err != nil {
			return nil, err
		}
		columns = append(columns, text+" AS "+name)
		g.columns = append(g.columns, column{name: name})
		if isRank(win) {
			g.ranks[name] = &ranking{column: name, window: win, hint: q.uniqueHint(ctx, win.List("partitions"))}
		}
		tie, err := q.t.tieSQL(ctx, win, breakTies(win).List("orders"))
		if err != nil {
			return nil, err
		}
		if tie == "" {
			tie = "FALSE"
		}
		ties = append(ties, "count(*) FILTER (WHERE "+hidden+"tie"+strconv.Itoa(i+1)+")")
		columns = append(columns, tie+" AS "+hidden+"tie"+strconv.Itoa(i+1))
	}
	where := ""
	if f.alive != "" {
		where = " WHERE " + f.alive
	}
	table, err := q.t.materialise(ctx, "windows", "SELECT "+strings.Join(columns, ", ")+" FROM "+base+where)
	if err != nil {
		return nil, err
	}
	if key == idCol {
		q.t.windows = append(q.t.windows, table)
	}
	for _, r := range g.ranks {
		if r.table == "" {
			r.table, r.base, r.key = sqltree.Quote(table), base+where, key
		}
	}
	counts := make([]int64, len(list))
	if err := q.t.conn.QueryRowContext(ctx, "SELECT "+strings.Join(ties, ", ")+" FROM "+sqltree.Quote(table)).Scan(pointers(counts)...); err != nil {
		return nil, err
	}
	for i, win := range list {
		why, err := q.reportTie(ctx, f, win, counts[i], users[i])
		if err != nil {
			return nil, err
		}
		if why == "" {
			continue
		}
		g.tied[columnsOf[i]] = why
		if slices.Contains(users[i], "dedup") {
			out.decides = why
		}
	}
	var keep []string
	for _, name := range columnsOf {
		keep = append(keep, "w."+name)
	}
	g.from = fmt.Sprintf("(SELECT b.*, %s FROM (SELECT * FROM %s%s) AS b JOIN %s AS w ON b.%s = w.%s)",
		strings.Join(keep, ", "), base, where, sqltree.Quote(table), key, rowCol)
	g.table, g.alive, g.raw = "", "", f.withLate(key, table, columnsOf)
	out.flow = &g
	return out, nil
}

// keyRows puts the flow into a table and returns a column that tells its rows apart:
// the id, or a number of their own where ids repeat or are missing.
func (t *tracer) keyRows(ctx context.Context, f *flow) (string, error) {
	if f.single && !f.rootless {
		if f.cheap {
			return idCol, nil
		}
		return idCol, t.settle(ctx, f)
	}
	table, err := t.materialise(ctx, "numbered", "SELECT *, row_number() OVER () AS "+rowCol+" FROM "+f.from)
	if err != nil {
		return "", err
	}
	f.rows = f.known()
	f.table, f.alive, f.raw, f.from = table, "", nil, "(SELECT * EXCLUDE ("+rowCol+") FROM "+sqltree.Quote(table)+")"
	return rowCol, nil
}

// comparedRank returns the ranking of the column that numbers rows within a partition, if the condition keeps its first rows: a
// dedup. To keep others, or all but the first, is a filter.
func (q *selection) comparedRank(ctx context.Context, c sqltree.Node) *ranking {
	rank, number, op := c.Child("left"), c.Child("right"), operators[c.Type()]
	if isConstant(rank) {
		rank, number, op = number, rank, turned[op]
	}
	keeps := op == "<" || op == "<="
	switch first, isNumber := ordinal(number); c.Type() {
	case "COMPARE_EQUAL":
		keeps = isNumber && first == 1
	case "COMPARE_BETWEEN":
		rank = c.Child("input")
		first, isNumber = ordinal(c.Child("lower"))
		keeps = isNumber && first <= 1
	}
	if !keeps {
		return nil
	}
	return q.rankingOf(ctx, rank)
}

func (q *selection) rankingOf(ctx context.Context, e sqltree.Node) *ranking {
	if e.Class() != "COLUMN_REF" {
		return nil
	}
	l, name, err := q.resolve(ctx, e)
	if err != nil || l == nil || !l.spine {
		return nil
	}
	return q.spine.ranks[strings.ToLower(name)]
}

// ranksOf returns which items are columns that number rows within a partition.
func (q *selection) ranksOf(ctx context.Context, items []item) map[string]*ranking {
	out := map[string]*ranking{}
	for _, it := range items {
		if r := q.rankingOf(ctx, it.expr); r != nil {
			out[strings.ToLower(it.name)] = r
		}
	}
	return out
}

// isRank says whether the window numbers rows within a partition.
func isRank(win sqltree.Node) bool {
	switch strings.ToLower(win.Str("function_name")) {
	case "row_number", "rank", "dense_rank":
		return len(win.List("partitions")) > 0
	}
	return false
}
