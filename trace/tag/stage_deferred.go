package tag

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// raw is a flow before work that can wait: with the rows still in it that an earlier stage drops,
// and without the columns of windows, which can be joined to it by id. A stage that reads it raw
// does the earlier stage's dropping along with its own, in one pass, and leaves the join for later.
type raw struct {
	from    sqltree.From
	pending *pending
	late    map[string]late // by lower-case column name
}

// late is a column of a table of windows, whose RowCol holds the id.
type late struct{ table, column string }

// pending is the rows that a stage drops and that no table holds yet.
type pending struct {
	col     string // hidden column of the raw flow: the mask of the stage
	from    sqltree.From
	carried []string
	causes  []*Cause
	rungs   []int
	step    *Step
	level   int
	shared  bool  // as of deaths
	once    bool  // likewise
	done    bool  // a table holds them now
	dropped int64 // how many, once done
}

// lazyStage makes the flow anew each time it is read. The rows that it drops are written down by a later stage.
func (t builder) lazyStage(f *Flow, query string, l ladder, before int64) {
	p := &pending{col: t.Name("prev"), carried: f.Carried, causes: l.causes(), rungs: l.rungs(), step: t.step, level: f.Level, shared: t.isShared(f), once: f.once()}
	p.from = sqltree.FromQuery(fmt.Sprintf("SELECT * EXCLUDE (%[1]s), %[1]s AS %[2]s FROM (%[3]s)", maskCol, p.col, query))
	t.pendings = append(t.pendings, p)
	f.From = sqltree.FromQuery(fmt.Sprintf("SELECT * EXCLUDE (%[1]s) FROM (%[2]s) WHERE %[1]s = 0", maskCol, query))
	f.raw = &raw{from: p.from, pending: p}
	f.cheap, f.Rows = true, before
}

// FlushPending writes down the dropped rows that no later stage took along.
func (t *Tracer) FlushPending(ctx context.Context) error {
	for _, p := range t.pendings {
		if p.done {
			continue
		}
		cols := strings.Join(append([]string{IDCol}, p.carried...), ", ")
		table, err := t.Materialise(ctx, "dead", fmt.Sprintf("SELECT %s, %s AS %s FROM %s WHERE %s <> 0", cols, p.col, maskCol, p.from, p.col))
		if err != nil {
			return err
		}
		if err := t.settlePending(ctx, p, Deaths{Table: sqltree.FromTable(table), Carried: p.carried}); err != nil {
			return err
		}
	}
	return nil
}

// settlePending says where the pending rows are.
func (t *Tracer) settlePending(ctx context.Context, p *pending, e Deaths) error {
	e.Level, e.Causes, e.Rungs, e.Step, e.Shared, e.Once = p.level, p.causes, p.rungs, p.step, p.shared, p.once
	t.Events = append(t.Events, e)
	p.done = true
	var err error
	p.dropped, err = t.Count(ctx, "SELECT count(*) FROM "+e.Table.String()+" AS x WHERE "+e.Dead())
	return err
}

// hasEvent says whether the pending rows are written down.
func (t *Traced) hasEvent(p *pending) bool {
	return slices.ContainsFunc(t.Events, func(e Deaths) bool { return e.Step == p.step && e.Causes[0] == p.causes[0] })
}

// Count is how many rows are in the flow; pending ones must be written down.
func (f *Flow) Count() int64 {
	if f.raw != nil && f.raw.pending != nil {
		return f.Rows - f.raw.pending.dropped
	}
	return f.Rows
}

// Known is how many rows are in the flow, -1 as long as that is not known.
func (f *Flow) Known() int64 {
	if f.raw != nil && f.raw.pending != nil && !f.raw.pending.done {
		return -1
	}
	return f.Count()
}

// with returns the raw flow with a further column made of others; nil if one of these is late.
func (r *raw) with(columns []string, expr string) *raw {
	if r == nil {
		return nil
	}
	for _, c := range columns {
		if _, isLate := r.late[strings.ToLower(c)]; isLate {
			return nil
		}
	}
	c := *r
	c.from = sqltree.FromQuery("SELECT *, " + expr + " FROM " + r.from.String())
	return &c
}

// withLate is the flow, raw, for which windows were computed into a table under key.
func (f *Flow) withLate(key, table string, columns []string) *raw {
	if key != IDCol {
		return nil
	}
	r := &raw{from: f.From, late: map[string]late{}}
	if f.raw != nil {
		r.from, r.pending = f.raw.from, f.raw.pending
		for name, l := range f.raw.late {
			r.late[name] = l
		}
	}
	for _, c := range columns {
		r.late[c] = late{table: table, column: c}
	}
	return r
}

// rawPlan is how a stage reads its spine raw.
type rawPlan struct {
	pending *pending
	late    map[string]late
	items   map[string]late // the items that are late, by name
}

// planRaw returns how to read the spine raw; nil where the stage needs all of it.
func (q *selection) planRaw(items []item) *rawPlan {
	r := q.spine.raw
	if r == nil || q.t.pooled || q.t.Plainly || q.spineNode == nil || r.pending != nil && r.pending.done {
		return nil
	}
	p := &rawPlan{pending: r.pending, late: r.late, items: map[string]late{}}
	for _, j := range q.joins {
		if p.mentions(j.node.Child("condition")) {
			return nil
		}
		for _, c := range j.node.Strings("using_columns") {
			if _, isLate := r.late[strings.ToLower(c)]; isLate {
				return nil
			}
		}
		if j.node.Str("ref_type") == "NATURAL" {
			return nil
		}
	}
	passed := map[string]bool{} // the inner columns that only pass a late column on
	for _, it := range items {
		if !p.mentions(it.expr) {
			continue
		}
		parts := it.expr.Strings("column_names")
		if it.expr.Class() != "COLUMN_REF" {
			return nil
		}
		p.items[it.name] = r.late[strings.ToLower(parts[len(parts)-1])]
		passed[it.expr.Key()] = true
	}
	for _, e := range q.inner {
		if p.mentions(e) && !passed[e.Key()] {
			return nil
		}
	}
	return p
}

// mentions says whether the expression may read a late column.
func (p *rawPlan) mentions(expr sqltree.Node) bool {
	found := false
	expr.Walk(func(n sqltree.Node) bool {
		if n.Class() == "COLUMN_REF" {
			for _, part := range n.Strings("column_names") {
				if _, isLate := p.late[strings.ToLower(part)]; isLate {
					found = true
				}
			}
		}
		return !found
	})
	return found
}

// inner is what the stage reads of the FROM: nothing late, and the earlier mask.
// What may raise an error is not computed for rows that were dropped before.
func (p *rawPlan) inner(list []sqltree.Node) []sqltree.Node {
	if p == nil {
		return list
	}
	var out []sqltree.Node
	for _, e := range list {
		if p.mentions(e) {
			continue
		}
		if p.pending != nil && sqltree.CanRaise(e) {
			e = sqltree.Aliased(sqltree.When(sqltree.IsZero(sqltree.Col(p.pending.col)), sqltree.WithoutAlias(e)), e.Str("alias"))
		}
		out = append(out, e)
	}
	if p.pending != nil {
		out = append(out, sqltree.Aliased(sqltree.Col(p.pending.col), p.pending.col))
	}
	return out
}

func (p *rawPlan) earlier() int {
	if p == nil || p.pending == nil {
		return 0
	}
	return len(p.pending.causes)
}

// mask is the stage's mask, or that of the earlier stage in the bits above.
func (p *rawPlan) mask(own string, causes int) string {
	if p.earlier() == 0 {
		return own
	}
	typ := maskType(causes + p.earlier())
	return fmt.Sprintf("CASE WHEN %[1]s <> 0 THEN %[1]s::%[2]s * %[3]d::%[2]s ELSE %[4]s END", p.pending.col, typ, uint64(1)<<causes, own)
}

// rawStage makes the flow from the raw spine, if that can be done. columns are the stage's items, beside what goes with them.
func (q *selection) rawStage(ctx context.Context, f *Flow, items []item, columns []stageColumn, beside []string) (bool, error) {
	plan := q.planRaw(items)
	if plan == nil {
		return false, nil
	}
	now := plan.now(items, columns)
	whole := q.describedStage(columns, beside)
	full, err := q.t.printStage(ctx, whole)
	if err != nil {
		return false, err
	}
	d := whole
	d.raw, d.columns = plan, now
	switch {
	case len(d.ladder) == 0 && plan.pending != nil:
		d.guard, d.beside = plan.pending.col+" = 0", append([]string{plan.pending.col}, beside...)
	case len(d.ladder) == 0:
	case len(now) < packAt || plan.pending == nil && !q.packs(len(now)):
		d.guard, d.guardAll = aliveRow, true
	default:
		d.packed = true
	}
	below, err := q.readRaw(ctx)
	if err != nil {
		return false, err
	}
	text, err := q.t.printStage(ctx, d)
	q.spineNode["subquery"] = below
	if err != nil {
		return false, err
	}
	next := map[string]late{}
	for name, l := range plan.items {
		next[strings.ToLower(name)] = l
	}
	if len(d.ladder) == 0 {
		f.From, f.Rows, f.cheap = sqltree.FromQuery(full), q.spine.Rows, q.scans()
		f.raw = &raw{from: sqltree.FromQuery(text), pending: plan.pending, late: next}
		_, err := q.describeFlow(ctx, f, len(items))
		return true, err
	}
	table, err := q.t.runStage(ctx, f, text, d)
	if err != nil {
		return false, err
	}
	if plan.pending != nil {
		e := Deaths{Table: table, Carried: f.Carried, shift: len(d.ladder.causes())}
		if err := q.t.settlePending(ctx, plan.pending, e); err != nil {
			return false, err
		}
	}
	if len(plan.items) > 0 {
		f.joinLate(items, next)
	}
	_, err = q.describeFlow(ctx, f, len(items))
	return true, err
}

// now are the columns of the items that are not late.
func (p *rawPlan) now(items []item, columns []stageColumn) []stageColumn {
	var out []stageColumn
	for i, c := range columns {
		if !p.isLate(items[i]) {
			out = append(out, c)
		}
	}
	return out
}

func (p *rawPlan) isLate(it item) bool { _, ok := p.items[it.name]; return ok }

// readRaw puts the raw spine in the FROM and returns what was there.
func (q *selection) readRaw(ctx context.Context) (any, error) {
	item, err := q.t.FromItem(ctx, sqltree.FromQuery("SELECT * FROM "+q.spine.raw.from.String()), q.spineAlias)
	if err != nil {
		return nil, err
	}
	was := q.spineNode["subquery"]
	q.spineNode["subquery"] = item["subquery"]
	return was, nil
}

// joinLate gives the flow the late columns of its items.
func (f *Flow) joinLate(items []item, next map[string]late) {
	alive := f.From
	alias := map[string]string{}
	joins := ""
	var list []string
	for _, it := range items {
		l, ok := next[strings.ToLower(it.name)]
		if !ok {
			list = append(list, "b."+sqltree.Quote(it.name))
			continue
		}
		if alias[l.table] == "" {
			alias[l.table] = "w" + strconv.Itoa(len(alias)+1)
			joins += fmt.Sprintf(" JOIN %s AS %s ON %s.%s = b.%s", sqltree.Quote(l.table), alias[l.table], alias[l.table], RowCol, IDCol)
		}
		list = append(list, alias[l.table]+"."+l.column+" AS "+sqltree.Quote(it.name))
	}
	for _, c := range f.hiddenCols() {
		list = append(list, "b."+c)
	}
	f.From = sqltree.FromQuery("SELECT " + strings.Join(list, ", ") + " FROM " + alive.String() + " AS b" + joins)
	f.raw = &raw{from: alive, late: next}
	f.Table, f.alive = "", ""
}
