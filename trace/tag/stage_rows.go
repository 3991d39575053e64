package tag

import (
	"context"
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
		q.asked[name] = true
		return name
	}
	name := engine.Hidden + "c" + strconv.Itoa(len(q.inner)+1)
	q.innerNames[key], q.asked[name] = name, true
	q.inner = append(q.inner, sqltree.Aliased(expr, name))
	return name
}

// hiddenCol has the row stage read a hidden column of the FROM and returns it quoted.
func (q *selection) hiddenCol(name string) string {
	if _, ok := q.innerNames["hidden:"+name]; !ok {
		q.innerNames["hidden:"+name] = name
		q.inner = append(q.inner, sqltree.Aliased(sqltree.Col(name), name))
	}
	q.asked[name] = true
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
			if q.t.Plainly {
				bound = q.t.careful(bound)
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
	q.asked = map[string]bool{}
	columns, knows, err := q.stageColumns(ctx, items, unnests)
	if err != nil {
		return nil, err
	}
	carried, beside, err := q.carry(ctx, items, knows.origins, knows.ranks)
	if err != nil {
		return nil, err
	}
	beside = append(beside, q.hiddenCol(IDCol))
	needs := q.asked
	f := &Flow{Carried: carried, Identity: q.spine.Identity, Rows: -1, known: knows}
	f.Rootless = f.Rootless || q.rootless
	may, err := q.mayMultiply(ctx)
	if err != nil {
		return nil, err
	}
	multiplies := len(unnests) > 0 || len(may) > 0
	volatile := slices.ContainsFunc(items, func(it item) bool { return q.t.VolatileIn(it.expr) != "" })
	if q.splits(may) && len(unnests) == 0 && !volatile {
		if done, err := q.splitStage(ctx, f, columns, carried, beside, needs, may); err != nil {
			return nil, err
		} else if done {
			return q.describeFlow(ctx, f, len(items))
		}
	}
	if !multiplies && !q.rootless && !volatile {
		if done, err := q.rawStage(ctx, f, items, columns, beside); done || err != nil {
			return f, err
		}
	}
	d := q.guardedStage(columns, beside, len(unnests) > 0)
	query, err := q.t.printStage(ctx, d)
	if err != nil {
		return nil, err
	}
	if len(d.ladder) == 0 && !multiplies && !q.rootless {
		f.ids = q.spine.ids
		return q.passOn(ctx, f, query, items, volatile)
	}
	f.Single, f.told = f.Single && !multiplies, f.told && !multiplies
	if q.isLazy() {
		q.t.lazyStage(f, query, d.ladder, q.spine.Known())
		return q.describeFlow(ctx, f, len(items))
	}
	if _, err := q.t.runStage(ctx, f, query, d); err != nil {
		return nil, err
	}
	if multiplies || q.rootless {
		if err := q.measureFanOut(ctx, f, may, unnests); err != nil {
			return nil, err
		}
	}
	return q.describeFlow(ctx, f, len(items))
}

// passOn makes the flow of a stage that drops and multiplies nothing. What is volatile has another value each time that it is read.
func (q *selection) passOn(ctx context.Context, f *Flow, query string, items []item, volatile bool) (*Flow, error) {
	f.From, f.Rows, f.cheap = sqltree.FromQuery(query), q.spine.Known(), q.scans()
	if q.passesThrough(items, f.Carried) {
		f.Table, f.alive, f.From = q.spine.Table, q.spine.alive, q.spine.From
	}
	if volatile {
		if err := q.t.Settle(ctx, f); err != nil {
			return nil, err
		}
	}
	return q.describeFlow(ctx, f, len(items))
}

// stageColumns are the items over the row stage's columns, and what is known of them.
func (q *selection) stageColumns(ctx context.Context, items []item, unnests []unnest) (columns []stageColumn, k known, err error) {
	k = nothingKnown()
	for _, it := range items {
		c, err := q.stageColumn(ctx, it, unnests)
		if err != nil {
			return nil, k, err
		}
		columns = append(columns, c)
		k.origins[strings.ToLower(it.name)] = q.originsOf(ctx, it.expr)
		if why := q.tiedBy(ctx, it.expr); why != "" {
			k.Tied[strings.ToLower(it.name)] = why
		}
	}
	k.ranks, k.keyed = q.ranksOf(ctx, items), q.keyedOf(ctx, items)
	return columns, k, nil
}

// guardedStage is the described stage, its columns made only for rows that are alive as far as it pays, or as they must be.
func (q *selection) guardedStage(columns []stageColumn, beside []string, unnests bool) stage {
	d := q.describedStage(columns, beside)
	switch {
	case len(q.ladder) == 0:
	case q.isLazy():
		d.guard = aliveRow
	case unnests || !q.packs(len(columns)):
		d.guard, d.guardAll = aliveRow, true
	default:
		d.packed = true
	}
	return d
}

// isLazy says whether the stage is made anew each time it is read.
func (q *selection) isLazy() bool { return q.lazy && q.scans() }

// scans says whether the SELECT only filters and projects what is cheap to read.
func (q *selection) scans() bool {
	if len(q.joins) > 0 || len(q.misses) > 0 || q.rootless || !q.spine.cheap && q.spine.Table == "" {
		return false
	}
	for _, e := range q.inner {
		if sqltree.HasSubquery(e) || q.t.VolatileIn(e) != "" {
			return false
		}
	}
	return true
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
	text, err := q.t.PrintExpr(ctx, lifted)
	return stageColumn{name: it.name, text: text, raises: sqltree.CanRaise(it.expr), always: it.expr.Class() == "CONSTANT" || sqltree.HasUnnest(it.expr)}, err
}
