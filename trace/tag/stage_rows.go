package tag

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// innerColumn has the row stage read an expression over the FROM and returns the fresh name that it goes by.
func (q *selection) innerColumn(expr sqltree.Node) string {
	if q.spine == q.t.root {
		expr = q.t.rootTime(expr)
	}
	key := expr.Key()
	if name, ok := q.innerNames[key]; ok {
		return name
	}
	name := engine.Hidden + "c" + strconv.Itoa(len(q.inner)+1)
	q.innerNames[key] = name
	q.inner = append(q.inner, sqltree.Aliased(expr, name))
	return name
}

// hiddenCol has the row stage read a hidden column of the FROM and returns it quoted.
func (q *selection) hiddenCol(name string) string {
	if _, ok := q.innerNames["hidden:"+name]; !ok {
		q.innerNames["hidden:"+name] = name
		q.inner = append(q.inner, sqltree.Aliased(sqltree.Col(name), name))
	}
	return sqltree.Quote(name)
}

// lift returns the expression over the row stage's fresh columns: each reference to a column of the FROM,
// and each subquery, is read below under a name of its own, so that what stands above needs no name of the FROM.
func (q *selection) lift(ctx context.Context, expr sqltree.Node) (sqltree.Node, error) {
	var failed error
	params := sqltree.LambdaParams(expr)
	out := expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		switch n.Class() {
		case "SUBQUERY":
			bound, err := q.t.bindPlain(ctx, sqltree.WithoutAlias(n), q.sc)
			if err != nil {
				failed = err
				return n
			}
			return sqltree.WithAliasOf(sqltree.Col(q.innerColumn(bound)), n)
		case "COLUMN_REF":
			parts := n.Strings("column_names")
			if params[strings.ToLower(parts[0])] {
				return n
			}
			return sqltree.WithAliasOf(sqltree.Col(q.innerColumn(sqltree.WithoutAlias(n))), n)
		}
		return nil
	})
	return out, failed
}

// rowStage is FROM, joins and WHERE: one row for each row of the spine, or more where a join multiplies,
// with the mask of what it fails.
func (q *selection) rowStage(ctx context.Context, items []item) (*Flow, error) {
	unnests, err := q.unnestRung(ctx, items)
	if err != nil {
		return nil, err
	}
	origins := map[string][]origin{}
	tied := map[string]string{}
	var columns []stageColumn
	for _, it := range items {
		c, err := q.stageColumn(ctx, it, unnests)
		if err != nil {
			return nil, err
		}
		columns = append(columns, c)
		origins[strings.ToLower(it.name)] = q.originsOf(ctx, it.expr)
		if why := q.tiedBy(ctx, it.expr); why != "" {
			tied[strings.ToLower(it.name)] = why
		}
	}
	carried, beside, err := q.carry(ctx, items, origins)
	if err != nil {
		return nil, err
	}
	beside = append(beside, q.hiddenCol(IDCol))
	f := &Flow{Carried: carried, Identity: q.spine.Identity, Rows: -1, known: known{origins: origins, Tied: tied, ranks: q.ranksOf(ctx, items)}}
	f.Rootless = f.Rootless || q.rootless
	may, err := q.mayMultiply(ctx)
	if err != nil {
		return nil, err
	}
	multiplies := len(unnests) > 0 || len(may) > 0
	volatile := slices.ContainsFunc(items, func(it item) bool { return q.t.VolatileIn(it.expr) != "" })
	if !multiplies && !q.rootless && !volatile {
		if done, err := q.rawStage(ctx, f, items, columns, beside); done || err != nil {
			return f, err
		}
	}
	var packed []stageColumn
	var outer []string
	switch {
	case len(q.rungs) == 0:
		outer = listed(columns)
	case q.isLazy():
		outer = listed(guarded(columns, aliveRow, false))
	case len(unnests) > 0 || !q.packs(len(columns)):
		outer = listed(guarded(columns, aliveRow, true))
	default:
		packed, outer = columns, []string{pack(columns)}
	}
	query, causes, err := q.stageSQL(ctx, append(outer, beside...), nil)
	if err != nil {
		return nil, err
	}
	if len(causes) == 0 && !multiplies && !q.rootless {
		f.From, f.Rows, f.cheap = sqltree.FromQuery(query), q.spine.Known(), q.scans()
		if q.passesThrough(items, carried) {
			f.Table, f.alive, f.From = q.spine.Table, q.spine.alive, q.spine.From
		}
		if volatile { // another value each time that it is read
			if err := q.t.Settle(ctx, f); err != nil {
				return nil, err
			}
		}
		return q.describeFlow(ctx, f, len(items))
	}
	f.Single = f.Single && !multiplies
	if q.isLazy() {
		q.t.lazyStage(f, query, causes, q.spine.Known())
		return q.describeFlow(ctx, f, len(items))
	}
	if _, err := q.t.stage(ctx, f, query, causes, packed); err != nil {
		return nil, err
	}
	if multiplies || q.rootless {
		if err := q.measureFanOut(ctx, f, may, unnests); err != nil {
			return nil, err
		}
	}
	return q.describeFlow(ctx, f, len(items))
}

// stageSQL prints the stage: below, what it reads of the FROM; above, its ladder's mask; on top, the columns of outer.
// With a plan it reads the spine raw.
func (q *selection) stageSQL(ctx context.Context, outer []string, plan *rawPlan) (string, []*Cause, error) {
	inner := sqltree.SelectOf(plan.inner(q.inner)...)
	inner.Set("from_table", q.from)
	text, err := q.t.Print(ctx, inner)
	if err != nil {
		return "", nil, err
	}
	mask, causes, err := maskSQL(q.rungs, plan.earlier())
	if err != nil {
		return "", nil, err
	}
	source := "(" + text + ")"
	if mask != "" {
		source = "(SELECT *, " + plan.mask(mask, len(causes)) + " AS " + maskCol + " FROM " + source + ")"
		outer = append(slices.Clone(outer), maskCol)
	}
	return "SELECT " + strings.Join(outer, ", ") + " FROM " + source, causes, nil
}

// isLazy says whether the stage is made anew each time it is read.
func (q *selection) isLazy() bool { return q.lazy && q.scans() }

// scans says whether the SELECT only filters and projects what is cheap to read.
func (q *selection) scans() bool {
	if len(q.joins) > 0 || len(q.semis) > 0 || q.rootless || !q.spine.cheap && q.spine.Table == "" {
		return false
	}
	for _, e := range q.inner {
		if sqltree.HasSubquery(e) || q.t.VolatileIn(e) != "" {
			return false
		}
	}
	return true
}

// stage runs a tagged query into a table, remembers the rows that it dropped, and makes the flow read the others.
// It returns the table. packed is the columns that the query packs.
func (t builder) stage(ctx context.Context, f *Flow, query string, causes []*Cause, packed []stageColumn) (sqltree.From, error) {
	name, err := t.Materialise(ctx, "stage", query)
	if err != nil {
		return sqltree.From{}, err
	}
	table := sqltree.FromTable(name)
	f.Table, f.From = name, table
	if len(causes) > 0 {
		if !f.Single && !f.forked { // it may multiply: does it?
			copies, err := t.Count(ctx, fmt.Sprintf("SELECT count(%[1]s) - count(DISTINCT %[1]s) FROM %[2]s", IDCol, table))
			if err != nil {
				return sqltree.From{}, err
			}
			f.Single, f.forked = copies == 0, copies > 0
		}
		t.Events = append(t.Events, Deaths{Table: table, Carried: f.Carried, Level: f.Level, Causes: causes, Step: t.step, Shared: t.isShared(f)})
		f.alive = aliveRow
		f.From = sqltree.FromQuery(fmt.Sprintf("SELECT * EXCLUDE (%s) FROM %s WHERE %s", maskCol, table, aliveRow))
	}
	if packed != nil {
		f.Table, f.alive, f.cheap = "", "", true
		f.From = sqltree.FromQuery(fmt.Sprintf("SELECT %s FROM %s WHERE %s", strings.Join(append(unpack(packed), f.hiddenCols()...), ", "), table, aliveRow))
	}
	f.Rows, err = t.Count(ctx, "SELECT count(*) FROM "+f.From.String())
	return table, err
}

func (q *selection) describeFlow(ctx context.Context, f *Flow, n int) (*Flow, error) {
	cols, err := q.t.Describe(ctx, "SELECT * FROM "+f.From.String())
	if err != nil {
		return nil, err
	}
	f.Columns = cols[:n]
	return f, nil
}

// passesThrough says whether the stage changes nothing: SELECT * FROM a table.
func (q *selection) passesThrough(items []item, carried []string) bool {
	if len(q.leaves) != 1 || len(items) != len(q.spine.Columns) || len(carried) != len(q.spine.Carried) {
		return false
	}
	for i, it := range items {
		parts := it.expr.Strings("column_names")
		if it.expr.Class() != "COLUMN_REF" || parts[len(parts)-1] != q.spine.Columns[i].Name || it.name != q.spine.Columns[i].Name {
			return false
		}
	}
	return true
}

// stageColumn is an item over the row stage's columns.
func (q *selection) stageColumn(ctx context.Context, it item, unnests []unnest) (stageColumn, error) {
	lifted, err := q.lift(ctx, it.expr)
	if err != nil {
		return stageColumn{}, err
	}
	for _, u := range unnests {
		lifted = u.replaceIn(lifted)
	}
	text, err := q.t.printExpr(ctx, lifted)
	return stageColumn{name: it.name, text: text, raises: sqltree.CanRaise(it.expr), always: it.expr.Class() == "CONSTANT" || sqltree.HasUnnest(it.expr)}, err
}

// maskSQL is the mask of a ladder: one bit for each cause, in ladder order. It is empty for an empty ladder.
// It leaves room for the bits of earlier causes.
func maskSQL(rungs []*rung, earlier int) (string, []*Cause, error) {
	var causes []*Cause
	for _, r := range rungs {
		for _, c := range r.cases {
			causes = append(causes, c.cause)
		}
	}
	if len(causes) == 0 {
		return "", nil, nil
	}
	if len(causes)+earlier > maxCauses {
		return "", nil, cannot("%d ways to drop a row in one SELECT, more than the %d that are told apart", len(causes), maxCauses)
	}
	typ := maskType(len(causes) + earlier)
	bit := 0
	var parts []string
	for _, r := range rungs {
		var b strings.Builder
		fmt.Fprintf(&b, "CASE WHEN %s THEN 0::%s", r.ok, typ)
		for i, c := range r.cases {
			if i < len(r.cases)-1 {
				fmt.Fprintf(&b, " WHEN %s THEN %d::%s", c.when, uint64(1)<<bit, typ)
			} else {
				fmt.Fprintf(&b, " ELSE %d::%s", uint64(1)<<bit, typ)
			}
			bit++
		}
		b.WriteString(" END")
		parts = append(parts, "("+b.String()+")")
	}
	return strings.Join(parts, " | "), causes, nil
}

// maskType is the narrowest type that holds n bits.
func maskType(n int) string {
	switch {
	case n <= 8:
		return "UTINYINT"
	case n <= 16:
		return "USMALLINT"
	case n <= 32:
		return "UINTEGER"
	}
	return "UBIGINT"
}
