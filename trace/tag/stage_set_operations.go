package tag

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// tagSetOperation returns the flow of UNION, EXCEPT or INTERSECT. Its branches are one step:
// a row that one branch drops may be kept by another.
func (t builder) tagSetOperation(ctx context.Context, body sqltree.Node, sc *spine.Scope, inside spine.Live) (*Flow, error) {
	t.pooled = true
	everything := spine.Live{Inside: spine.Names{All: true}, Output: spine.Names{All: true}}
	left := body.Child("left")
	kind := body.Str("setop_type")
	all := body.Bool("setop_all")
	var f *Flow
	var err error
	switch {
	case kind == "UNION" || kind == "UNION_BY_NAME":
		f, err = t.unionAll(ctx, body, sc, everything)
	case kind == "EXCEPT" || kind == "INTERSECT":
		if !t.onSpineQuery(left, sc) {
			return nil, cannot("the rows of the root are on the right side of %s", kind)
		}
		f, err = t.tagQuery(ctx, left, sc, "", everything)
	default:
		return nil, cannot("%s", kind)
	}
	if err != nil {
		return nil, err
	}
	q := &selection{t: t, sc: sc, inside: inside, prune: spine.Names{All: true}, node: sqltree.SelectOf(), innerColumns: readingNothing()}
	q.node["modifiers"] = body["modifiers"]
	if f, err = q.castLike(ctx, body, f); err != nil {
		return nil, err
	}
	if kind == "EXCEPT" || kind == "INTERSECT" {
		if f, err = q.subtract(ctx, f, body); err != nil {
			return nil, err
		}
	}
	if !all {
		if f, err = q.distinctStage(ctx, f); err != nil {
			return nil, err
		}
	}
	l := later{limit: q.modifier("LIMIT_MODIFIER")}
	if l.limit == nil {
		l.limit = q.modifier("LIMIT_PERCENT_MODIFIER")
		l.percent = l.limit != nil
	}
	if l.limit == nil {
		return f, nil
	}
	if m := q.modifier("ORDER_MODIFIER"); m != nil {
		for _, o := range m.List("orders") {
			c := o.Clone()
			if n, ok := sqltree.Ordinal(c.Child("expression")); ok && n >= 1 && n <= len(f.Columns) {
				c.Set("expression", sqltree.Col(f.Columns[n-1].Name))
			}
			l.orders = append(l.orders, c)
		}
	}
	return q.limitStage(ctx, f, l.orders, l)
}

func (t builder) onSpineQuery(query sqltree.Node, sc *spine.Scope) bool {
	for _, table := range spine.FlowTables(query, sc) {
		if t.isSource(table) {
			return true
		}
	}
	return false
}

// castLike gives the flow the names and types that the whole set operation has.
func (q *selection) castLike(ctx context.Context, body sqltree.Node, f *Flow) (*Flow, error) {
	plain, err := q.t.bindPlain(ctx, body, q.sc)
	if err != nil {
		return nil, err
	}
	plain["modifiers"] = []any{}
	text, err := q.t.Print(ctx, plain)
	if err != nil {
		return nil, err
	}
	cols, err := q.t.Describe(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(cols) != len(f.Columns) {
		return nil, cannot("the branches of a set operation have %d and %d columns", len(f.Columns), len(cols))
	}
	g := f.derived(sqltree.From{})
	g.Columns = cols
	g.origins, g.Tied = map[string][]origin{}, map[string]string{}
	var list []string
	list2 := make([]string, len(cols))
	for i, c := range cols {
		list2[i] = c.Name
	}
	for i, name := range sqltree.DedupNames(list2) {
		old := f.Columns[i].Name
		g.Columns[i].Name = name
		g.origins[strings.ToLower(name)] = f.origin(old)
		if why := f.Tied[strings.ToLower(old)]; why != "" {
			g.Tied[strings.ToLower(name)] = why
		}
		list = append(list, fmt.Sprintf("CAST(%s AS %s) AS %s", sqltree.Quote(old), cols[i].Type, sqltree.Quote(name)))
	}
	g.From = sqltree.FromQuery("SELECT " + strings.Join(append(list, f.hiddenCols()...), ", ") + " FROM " + f.From.String())
	return g, nil
}

// unionAll returns the rows of all branches, without merging equal ones.
func (t builder) unionAll(ctx context.Context, body sqltree.Node, sc *spine.Scope, inside spine.Live) (*Flow, error) {
	if t.union == 0 {
		t.unions++
		t.union = t.unions
	}
	byName := body.Str("setop_type") == "UNION_BY_NAME"
	var flows []*Flow
	var order []string // of a by-name union
	for _, branch := range sqltree.Branches(body) {
		t.branches++
		t.branch = t.branches
		f, err := t.branchOf(ctx, branch, sc, inside)
		if err != nil {
			return nil, err
		}
		flows = append(flows, f)
		for _, c := range f.ColumnNames() {
			if !sqltree.ContainsName(order, c) {
				order = append(order, c)
			}
		}
	}
	var spine *Flow
	carried := []string{}
	rootless, mixed := false, false
	for _, f := range flows {
		if f.Level < 0 {
			rootless = true
			continue
		}
		rootless = rootless || f.Rootless
		mixed = mixed || spine != nil && spine.Level != f.Level
		if spine == nil {
			spine = f
		}
		for _, c := range f.Carried {
			if !sqltree.ContainsName(carried, c) {
				carried = append(carried, c)
			}
		}
	}
	out := spine.derived(sqltree.From{})
	out.Carried, out.Rootless = carried, rootless
	out.known = nothingKnown()
	target := flows[0].ColumnNames()
	if byName {
		target = order
	}
	var parts []string
	for _, f := range flows {
		var list []string
		for i, name := range target {
			source := ""
			switch {
			case !byName:
				if i >= len(f.Columns) {
					return nil, cannot("branches of a UNION with different numbers of columns")
				}
				source = f.Columns[i].Name
			case sqltree.ContainsName(f.ColumnNames(), name):
				source = name
			}
			if source == "" {
				list = append(list, "NULL AS "+sqltree.Quote(name))
				continue
			}
			list = append(list, sqltree.Quote(source)+" AS "+sqltree.Quote(name))
			key := strings.ToLower(name)
			out.origins[key] = mergeOrigins(out.origins[key], f.origin(source))
			if why := f.Tied[strings.ToLower(source)]; why != "" {
				out.Tied[key] = why
			}
		}
		if f.Level < 0 {
			list = append(list, "NULL::BIGINT AS "+IDCol)
		} else {
			list = append(list, IDCol)
		}
		for _, c := range carried {
			switch {
			case f.hasCarried(c):
				list = append(list, c)
			default:
				list = append(list, "NULL AS "+c)
			}
		}
		if mixed {
			list = append(list, strconv.Itoa(f.Level)+" AS "+levelCol)
		}
		parts = append(parts, "SELECT "+strings.Join(list, ", ")+" FROM "+f.From.String())
	}
	out.Columns = nil
	for _, name := range target {
		out.Columns = append(out.Columns, trace.Column{Name: name})
	}
	out.From = sqltree.FromQuery(strings.Join(parts, " UNION ALL "))
	if mixed {
		return out, t.regroup(ctx, out, flows)
	}
	if err := t.Settle(ctx, out); err != nil {
		return nil, err
	}
	var err error
	if out.Rows, err = t.Count(ctx, "SELECT count(*) FROM "+out.From.String()); err != nil {
		return nil, err
	}
	ids, err := t.Count(ctx, fmt.Sprintf("SELECT count(DISTINCT %[1]s) + count(*) FILTER (WHERE %[1]s IS NULL) FROM %[2]s", IDCol, out.From))
	if err != nil {
		return nil, err
	}
	out.Single, out.forked = ids == out.Rows, true // what one branch dropped may be kept by another
	if !out.Single {
		if err := t.addFanOut(ctx, trace.FanOut{Join: "UNION ALL"}, t.startOf(spine), out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// levelCol is what the id of a row stands for, where a UNION brings together single rows and groups.
const levelCol = engine.Hidden + "level"

// regroup makes each row of a UNION of single rows and groups, or of different groups, a group of its own.
func (t builder) regroup(ctx context.Context, f *Flow, flows []*Flow) error {
	var markers, hiddenCols []string
	for _, c := range f.Carried {
		if isMarker(c) {
			markers = append(markers, c)
		}
	}
	was := engine.Hidden + "was"
	for _, c := range append([]string{IDCol, levelCol}, f.Carried...) {
		if !isMarker(c) {
			hiddenCols = append(hiddenCols, c)
		}
	}
	table, err := t.Materialise(ctx, "groups", fmt.Sprintf("SELECT * EXCLUDE (%[1]s), %[1]s AS %[2]s, row_number() OVER () AS %[1]s FROM %[3]s", IDCol, was, f.From))
	if err != nil {
		return err
	}
	var parts []string
	seen := map[int]bool{-1: true}
	for _, b := range flows {
		if seen[b.Level] {
			continue
		}
		seen[b.Level] = true
		source, from := sqltree.Quote(table)+" AS g", "g"
		id := "g." + was + " AS id"
		if b.Level > 0 {
			source += fmt.Sprintf(" JOIN %s AS l ON l.gid = g.%s", sqltree.Quote(t.Rollups[b.Level-1].Lineage), was)
			id, from = "l.id", "l"
		}
		list := fmt.Sprintf("g.%s AS gid, NULL::UBIGINT AS %s, %s", IDCol, GroupHash, id)
		for _, c := range t.RootCarried() {
			if b.Level > 0 || f.hasCarried(c) {
				list += ", " + from + "." + c
			} else {
				list += ", NULL::" + CarriedType(c) + " AS " + c
			}
		}
		parts = append(parts, fmt.Sprintf("SELECT %s FROM %s WHERE g.%s = %d AND g.%s IS NOT NULL", list, source, levelCol, b.Level, was))
	}
	lineage, err := t.Materialise(ctx, "lineage", strings.Join(parts, " UNION ALL "))
	if err != nil {
		return err
	}
	query := fmt.Sprintf("SELECT id, count(*) - 1 AS extra FROM %s GROUP BY id HAVING extra > 0", sqltree.Quote(lineage))
	if err := t.recordFanOut(ctx, trace.FanOut{Join: "UNION ALL"}, query); err != nil {
		return err
	}
	f.Level = len(t.Rollups) + 1
	t.Rollups = append(t.Rollups, &Rollup{Level: f.Level, Lineage: lineage, step: t.step, Overlaps: true})
	t.step.Rollup = true
	f.Table, f.Carried, f.Single, f.Rootless = table, markers, true, false
	f.From = sqltree.FromQuery(fmt.Sprintf("SELECT * EXCLUDE (%s, %s) FROM %s", was, strings.Join(hiddenCols[1:], ", "), sqltree.Quote(table)))
	f.Rows, err = t.Count(ctx, "SELECT count(*) FROM "+sqltree.Quote(table))
	return err
}

// startOf is the flow against which a union's fan-out is measured: one row for each id.
func (t *Tracer) startOf(f *Flow) *Flow {
	g := *f
	g.From, g.Single = sqltree.FromQuery("SELECT NULL::BIGINT AS "+IDCol+" LIMIT 0"), true
	return &g
}

// branchOf returns the flow of one side of a UNION. A side that the root does not reach has level -1.
func (t builder) branchOf(ctx context.Context, query sqltree.Node, sc *spine.Scope, inside spine.Live) (*Flow, error) {
	if t.onSpineQuery(query, sc) {
		return t.tagQuery(ctx, query, sc, "", inside)
	}
	bound, err := t.bindPlain(ctx, query, sc)
	if err != nil {
		return nil, err
	}
	text, err := t.Print(ctx, bound)
	if err != nil {
		return nil, err
	}
	f := &Flow{From: sqltree.FromQuery(text), Identity: Identity{Level: -1}}
	if f.Columns, err = t.Describe(ctx, text); err != nil {
		return nil, err
	}
	t.note("%s: its UNION has other branches too; their rows are in its output and stand for no %s", t.step.Name, t.Chain.Root.Unit)
	return f, nil
}

// subtract is EXCEPT or INTERSECT: rows are compared whole with those of the right side, NULL equal to NULL.
func (q *selection) subtract(ctx context.Context, f *Flow, body sqltree.Node) (*Flow, error) {
	kind, all := body.Str("setop_type"), body.Bool("setop_all")
	right, err := q.t.bindPlain(ctx, body.Child("right"), q.sc)
	if err != nil {
		return nil, err
	}
	text, err := q.t.Print(ctx, right)
	if err != nil {
		return nil, err
	}
	label := kind + " " + text
	if all {
		label = kind + " ALL " + text
	}
	start, end := q.t.span(body.Child("right"))
	c := q.t.addCause(trace.SetOp, label, "", q.t.model.PosAt(start), start, end)
	var names, equal []string
	for i, col := range f.Columns {
		name := engine.Hidden + "r" + strconv.Itoa(i+1)
		names = append(names, name)
		equal = append(equal, fmt.Sprintf("l.%s IS NOT DISTINCT FROM r.%s", sqltree.Quote(col.Name), name))
	}
	count, rank := engine.Hidden+"count", engine.Hidden+"place"
	order := ""
	if all {
		order = fmt.Sprintf(", row_number() OVER (PARTITION BY %s ORDER BY l.%s) AS %s", sqltree.QuoteAll(f.ColumnNames()), IDCol, rank)
	}
	g := f.derived(sqltree.FromQuery(fmt.Sprintf("SELECT l.*, coalesce(r.%s, 0) AS %s%s FROM %s AS l LEFT JOIN (SELECT %s, count(*) AS %s FROM (%s) AS x(%s) GROUP BY ALL) AS r ON %s",
		count, count, order, f.From, strings.Join(names, ", "), count, text, strings.Join(names, ", "), strings.Join(equal, " AND "))))
	n, err := q.next(ctx, g)
	if err != nil {
		return nil, err
	}
	found := n.hiddenCol(count)
	ok := map[bool]string{false: found + " = 0", true: found + " > 0"}[kind == "INTERSECT"]
	if all {
		op := map[bool]string{false: ">", true: "<="}[kind == "INTERSECT"]
		ok = n.hiddenCol(rank) + " " + op + " " + found
	}
	n.ladder = append(n.ladder, &rung{ok: ok, cases: []rungCase{{cause: c}}})
	return n.rowStage(ctx, n.columnsAsItems(len(f.Columns)))
}
