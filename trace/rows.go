package trace

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
	name := hidden + "c" + strconv.Itoa(len(q.inner)+1)
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
	params := lambdaParams(expr)
	out := expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		switch n.Class() {
		case "SUBQUERY":
			bound, err := q.t.bindPlain(ctx, withoutAlias(n), q.sc)
			if err != nil {
				failed = err
				return n
			}
			return withAliasOf(sqltree.Col(q.innerColumn(bound)), n)
		case "COLUMN_REF":
			parts := n.Strings("column_names")
			if params[strings.ToLower(parts[0])] {
				return n
			}
			return withAliasOf(sqltree.Col(q.innerColumn(withoutAlias(n))), n)
		}
		return nil
	})
	return out, failed
}

func withAliasOf(n, of sqltree.Node) sqltree.Node {
	n["alias"] = of.Str("alias")
	return n
}

// lambdaParams returns the names that lambdas in the expression bind, lower case.
func lambdaParams(expr sqltree.Node) map[string]bool {
	out := map[string]bool{}
	expr.Walk(func(n sqltree.Node) bool {
		if n.Class() == "LAMBDA" {
			n.Child("lhs").Walk(func(p sqltree.Node) bool {
				for _, s := range p.Strings("column_names") {
					out[strings.ToLower(s)] = true
				}
				return true
			})
		}
		return true
	})
	return out
}

// rowStage is FROM, joins and WHERE: one row for each row of the spine, or more where a join multiplies,
// with the mask of what it fails.
func (q *selection) rowStage(ctx context.Context, items []item) (*flow, error) {
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
	beside = append(beside, q.hiddenCol(idCol))
	f := &flow{carried: carried, level: q.spine.level, single: q.spine.single, forked: q.spine.forked, rows: -1, rootless: q.rootless || q.spine.rootless, origins: origins, tied: tied, ranks: q.ranksOf(ctx, items)}
	may, err := q.mayMultiply(ctx)
	if err != nil {
		return nil, err
	}
	multiplies := len(unnests) > 0 || len(may) > 0
	volatile := slices.ContainsFunc(items, func(it item) bool { return q.t.volatileIn(it.expr) != "" })
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
		f.from, f.rows, f.cheap = "("+query+")", q.spine.known(), q.scans()
		if q.passesThrough(items, carried) {
			f.table, f.alive, f.from = q.spine.table, q.spine.alive, q.spine.from
		}
		if volatile { // another value each time that it is read
			if err := q.t.settle(ctx, f); err != nil {
				return nil, err
			}
		}
		return q.describeFlow(ctx, f, len(items))
	}
	f.single = f.single && !multiplies
	if q.isLazy() {
		q.t.lazyStage(f, query, causes, q.spine.known())
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
func (q *selection) stageSQL(ctx context.Context, outer []string, plan *rawPlan) (string, []*causeTrace, error) {
	inner := sqltree.SelectOf(plan.inner(q.inner)...)
	inner["from_table"] = map[string]any(q.from)
	text, err := q.t.print(ctx, inner)
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
	if len(q.joins) > 0 || len(q.semis) > 0 || q.rootless || !q.spine.cheap && q.spine.table == "" {
		return false
	}
	for _, e := range q.inner {
		if hasSubquery(e) || q.t.volatileIn(e) != "" {
			return false
		}
	}
	return true
}

// stage runs a tagged query into a table, remembers the rows that it dropped, and makes the flow read the others.
// It returns the table. packed is the columns that the query packs.
func (t *tracer) stage(ctx context.Context, f *flow, query string, causes []*causeTrace, packed []stageColumn) (string, error) {
	name, err := t.materialise(ctx, "stage", query)
	if err != nil {
		return "", err
	}
	table := sqltree.Quote(name)
	f.table, f.from = name, table
	if len(causes) > 0 {
		if !f.single && !f.forked { // it may multiply: does it?
			copies, err := t.count(ctx, fmt.Sprintf("SELECT count(%[1]s) - count(DISTINCT %[1]s) FROM %[2]s", idCol, table))
			if err != nil {
				return "", err
			}
			f.single, f.forked = copies == 0, copies > 0
		}
		t.events = append(t.events, deaths{table: table, carried: f.carried, level: f.level, causes: causes, step: t.step, shared: t.isShared(f)})
		f.alive = aliveRow
		f.from = fmt.Sprintf("(SELECT * EXCLUDE (%s) FROM %s WHERE %s)", maskCol, table, aliveRow)
	}
	if packed != nil {
		f.table, f.alive, f.cheap = "", "", true
		f.from = fmt.Sprintf("(SELECT %s FROM %s WHERE %s)", strings.Join(append(unpack(packed), f.hiddenCols()...), ", "), table, aliveRow)
	}
	f.rows, err = t.count(ctx, "SELECT count(*) FROM "+f.from)
	return table, err
}

func (q *selection) describeFlow(ctx context.Context, f *flow, n int) (*flow, error) {
	cols, err := q.t.describe(ctx, "SELECT * FROM "+f.from)
	if err != nil {
		return nil, err
	}
	f.columns = cols[:n]
	return f, nil
}

// passesThrough says whether the stage changes nothing: SELECT * FROM a table.
func (q *selection) passesThrough(items []item, carried []string) bool {
	if len(q.leaves) != 1 || len(items) != len(q.spine.columns) || len(carried) != len(q.spine.carried) {
		return false
	}
	for i, it := range items {
		parts := it.expr.Strings("column_names")
		if it.expr.Class() != "COLUMN_REF" || parts[len(parts)-1] != q.spine.columns[i].name || it.name != q.spine.columns[i].name {
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
	return stageColumn{name: it.name, text: text, raises: canRaise(it.expr), always: it.expr.Class() == "CONSTANT" || hasUnnest(it.expr)}, err
}

// maskSQL is the mask of a ladder: one bit for each cause, in ladder order. It is empty for an empty ladder.
// It leaves room for the bits of earlier causes.
func maskSQL(rungs []*rung, earlier int) (string, []*causeTrace, error) {
	var causes []*causeTrace
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
