package trace

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// tagSetOperation returns the flow of UNION, EXCEPT or INTERSECT. Its branches are one step:
// a row that one branch drops may be kept by another.
func (t *tracer) tagSetOperation(ctx context.Context, body sqltree.Node, sc *scope, inside live) (*flow, error) {
	wasPooled := t.pooled
	t.pooled = true
	defer func() { t.pooled = wasPooled }()
	everything := live{inside: names{all: true}, output: names{all: true}}
	left := body.Child("left")
	kind := body.Str("setop_type")
	all := body.Bool("setop_all")
	var f *flow
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
	q := &selection{t: t, sc: sc, inside: inside, prune: names{all: true}, node: sqltree.SelectOf(), innerNames: map[string]string{}}
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
			if n, ok := ordinal(c.Child("expression")); ok && n >= 1 && n <= len(f.columns) {
				c["expression"] = map[string]any(sqltree.Col(f.columns[n-1].name))
			}
			l.orders = append(l.orders, c)
		}
	}
	return q.limitStage(ctx, f, l.orders, l)
}

func (t *tracer) onSpineQuery(query sqltree.Node, sc *scope) bool {
	for _, table := range flowTables(query, sc) {
		if t.isSource(table) {
			return true
		}
	}
	return false
}

// castLike gives the flow the names and types that the whole set operation has.
func (q *selection) castLike(ctx context.Context, body sqltree.Node, f *flow) (*flow, error) {
	plain, err := q.t.bindPlain(ctx, body, q.sc)
	if err != nil {
		return nil, err
	}
	plain["modifiers"] = []any{}
	text, err := q.t.print(ctx, plain)
	if err != nil {
		return nil, err
	}
	cols, err := q.t.describe(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(cols) != len(f.columns) {
		return nil, cannot("the branches of a set operation have %d and %d columns", len(f.columns), len(cols))
	}
	g := *f
	g.columns = cols
	g.origins, g.tied = map[string][]origin{}, map[string]string{}
	var list []string
	list2 := make([]string, len(cols))
	for i, c := range cols {
		list2[i] = c.name
	}
	for i, name := range dedupNames(list2) {
		old := f.columns[i].name
		g.columns[i].name = name
		g.origins[strings.ToLower(name)] = f.origin(old)
		if why := f.tied[strings.ToLower(old)]; why != "" {
			g.tied[strings.ToLower(name)] = why
		}
		list = append(list, fmt.Sprintf("CAST(%s AS %s) AS %s", sqltree.Quote(old), cols[i].typ, sqltree.Quote(name)))
	}
	g.from = "(SELECT " + strings.Join(append(list, f.hiddenCols()...), ", ") + " FROM " + f.from + ")"
	g.rows, g.table, g.alive, g.raw = f.known(), "", "", nil
	return &g, nil
}

// unionAll returns the rows of all branches, without merging equal ones.
func (t *tracer) unionAll(ctx context.Context, body sqltree.Node, sc *scope, inside live) (*flow, error) {
	if t.union == 0 {
		t.unions++
		t.union = t.unions
		defer func() { t.union = 0 }()
	}
	byName := body.Str("setop_type") == "UNION_BY_NAME"
	var flows []*flow
	var order []string // of a by-name union
	outer := t.branch
	defer func() { t.branch = outer }()
	for _, branch := range branches(body) {
		t.branches++
		t.branch = t.branches
		f, err := t.branchOf(ctx, branch, sc, inside)
		if err != nil {
			return nil, err
		}
		flows = append(flows, f)
		for _, c := range f.columnNames() {
			if !containsFold(order, c) {
				order = append(order, c)
			}
		}
	}
	var spine *flow
	carried := []string{}
	rootless, mixed := false, false
	for _, f := range flows {
		if f.level < 0 {
			rootless = true
			continue
		}
		rootless = rootless || f.rootless
		mixed = mixed || spine != nil && spine.level != f.level
		if spine == nil {
			spine = f
		}
		for _, c := range f.carried {
			if !containsFold(carried, c) {
				carried = append(carried, c)
			}
		}
	}
	out := *spine
	out.carried, out.rootless = carried, rootless
	out.origins, out.tied, out.ranks = map[string][]origin{}, map[string]string{}, map[string]*ranking{}
	target := flows[0].columnNames()
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
				if i >= len(f.columns) {
					return nil, cannot("branches of a UNION with different numbers of columns")
				}
				source = f.columns[i].name
			case containsFold(f.columnNames(), name):
				source = name
			}
			if source == "" {
				list = append(list, "NULL AS "+sqltree.Quote(name))
				continue
			}
			list = append(list, sqltree.Quote(source)+" AS "+sqltree.Quote(name))
			key := strings.ToLower(name)
			out.origins[key] = mergeOrigins(out.origins[key], f.origin(source))
			if why := f.tied[strings.ToLower(source)]; why != "" {
				out.tied[key] = why
			}
		}
		if f.level < 0 {
			list = append(list, "NULL::BIGINT AS "+idCol)
		} else {
			list = append(list, idCol)
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
			list = append(list, strconv.Itoa(f.level)+" AS "+levelCol)
		}
		parts = append(parts, "SELECT "+strings.Join(list, ", ")+" FROM "+f.from)
	}
	out.columns = nil
	for _, name := range target {
		out.columns = append(out.columns, column{name: name})
	}
	out.from, out.table, out.alive, out.raw = "("+strings.Join(parts, " UNION ALL ")+")", "", "", nil
	if mixed {
		return &out, t.regroup(ctx, &out, flows)
	}
	if err := t.settle(ctx, &out); err != nil {
		return nil, err
	}
	var err error
	if out.rows, err = t.count(ctx, "SELECT count(*) FROM "+out.from); err != nil {
		return nil, err
	}
	ids, err := t.count(ctx, fmt.Sprintf("SELECT count(DISTINCT %[1]s) + count(*) FILTER (WHERE %[1]s IS NULL) FROM %[2]s", idCol, out.from))
	if err != nil {
		return nil, err
	}
	out.single, out.forked = ids == out.rows, true // what one branch dropped may be kept by another
	if !out.single {
		if err := t.addFanOut(ctx, FanOut{Join: "UNION ALL"}, t.startOf(spine), &out); err != nil {
			return nil, err
		}
	}
	return &out, nil
}

// levelCol is what the id of a row stands for, where a UNION brings together single rows and groups.
const levelCol = hidden + "level"

// regroup makes each row of a UNION of single rows and groups, or of different groups, a group of its own.
func (t *tracer) regroup(ctx context.Context, f *flow, flows []*flow) error {
	var markers, hiddenCols []string
	for _, c := range f.carried {
		if isMarker(c) {
			markers = append(markers, c)
		}
	}
	was := hidden + "was"
	for _, c := range append([]string{idCol, levelCol}, f.carried...) {
		if !isMarker(c) {
			hiddenCols = append(hiddenCols, c)
		}
	}
	table, err := t.materialise(ctx, "groups", fmt.Sprintf("SELECT * EXCLUDE (%[1]s), %[1]s AS %[2]s, row_number() OVER () AS %[1]s FROM %[3]s", idCol, was, f.from))
	if err != nil {
		return err
	}
	var parts []string
	seen := map[int]bool{-1: true}
	for _, b := range flows {
		if seen[b.level] {
			continue
		}
		seen[b.level] = true
		source, from := sqltree.Quote(table)+" AS g", "g"
		id := "g." + was + " AS id"
		if b.level > 0 {
			source += fmt.Sprintf(" JOIN %s AS l ON l.gid = g.%s", sqltree.Quote(t.rollups[b.level-1].lineage), was)
			id, from = "l.id", "l"
		}
		list := fmt.Sprintf("g.%s AS gid, NULL::UBIGINT AS %s, %s", idCol, placeCol, id)
		for _, c := range t.rootCarried() {
			if b.level > 0 || f.hasCarried(c) {
				list += ", " + from + "." + c
			} else {
				list += ", NULL::" + carriedType(c) + " AS " + c
			}
		}
		parts = append(parts, fmt.Sprintf("SELECT %s FROM %s WHERE g.%s = %d AND g.%s IS NOT NULL", list, source, levelCol, b.level, was))
	}
	lineage, err := t.materialise(ctx, "lineage", strings.Join(parts, " UNION ALL "))
	if err != nil {
		return err
	}
	query := fmt.Sprintf("SELECT id, count(*) - 1 AS extra FROM %s GROUP BY id HAVING extra > 0", sqltree.Quote(lineage))
	if err := t.recordFanOut(ctx, FanOut{Join: "UNION ALL"}, query); err != nil {
		return err
	}
	f.level = len(t.rollups) + 1
	t.rollups = append(t.rollups, &rollup{level: f.level, lineage: lineage, step: t.step, overlaps: true})
	t.step.rollup = true
	f.table, f.carried, f.single, f.rootless = table, markers, true, false
	f.from = fmt.Sprintf("(SELECT * EXCLUDE (%s, %s) FROM %s)", was, strings.Join(hiddenCols[1:], ", "), sqltree.Quote(table))
	f.rows, err = t.count(ctx, "SELECT count(*) FROM "+sqltree.Quote(table))
	return err
}

// startOf is the flow against which a union's fan-out is measured: one row for each id.
func (t *tracer) startOf(f *flow) *flow {
	g := *f
	g.from, g.single = "(SELECT NULL::BIGINT AS "+idCol+" LIMIT 0)", true
	return &g
}

// branchOf returns the flow of one side of a UNION. A side that the root does not reach has level -1.
func (t *tracer) branchOf(ctx context.Context, query sqltree.Node, sc *scope, inside live) (*flow, error) {
	if t.onSpineQuery(query, sc) {
		return t.tagQuery(ctx, query, sc, "", inside)
	}
	bound, err := t.bindPlain(ctx, query, sc)
	if err != nil {
		return nil, err
	}
	text, err := t.print(ctx, bound)
	if err != nil {
		return nil, err
	}
	f := &flow{from: "(" + text + ")", level: -1}
	if f.columns, err = t.describe(ctx, text); err != nil {
		return nil, err
	}
	t.note("%s: its UNION has other branches too; their rows are in its output and stand for no %s", t.step.name, t.chain.Root.Unit)
	return f, nil
}

// subtract is EXCEPT or INTERSECT: rows are compared whole with those of the right side, NULL equal to NULL.
func (q *selection) subtract(ctx context.Context, f *flow, body sqltree.Node) (*flow, error) {
	kind, all := body.Str("setop_type"), body.Bool("setop_all")
	right, err := q.t.bindPlain(ctx, body.Child("right"), q.sc)
	if err != nil {
		return nil, err
	}
	text, err := q.t.print(ctx, right)
	if err != nil {
		return nil, err
	}
	label := kind + " " + text
	if all {
		label = kind + " ALL " + text
	}
	start, end := q.t.span(body.Child("right"))
	c := q.t.addCause(SetOp, label, "", q.t.model.PosAt(start), start, end)
	var names, equal []string
	for i, col := range f.columns {
		name := hidden + "r" + strconv.Itoa(i+1)
		names = append(names, name)
		equal = append(equal, fmt.Sprintf("l.%s IS NOT DISTINCT FROM r.%s", sqltree.Quote(col.name), name))
	}
	count, rank := hidden+"count", hidden+"place"
	order := ""
	if all {
		order = fmt.Sprintf(", row_number() OVER (PARTITION BY %s ORDER BY l.%s) AS %s", quoteAll(f.columnNames()), idCol, rank)
	}
	g := *f
	g.from = fmt.Sprintf("(SELECT l.*, coalesce(r.%s, 0) AS %s%s FROM %s AS l LEFT JOIN (SELECT %s, count(*) AS %s FROM (%s) AS x(%s) GROUP BY ALL) AS r ON %s)",
		count, count, order, f.from, strings.Join(names, ", "), count, text, strings.Join(names, ", "), strings.Join(equal, " AND "))
	g.rows, g.table, g.alive, g.raw = f.known(), "", "", nil
	n, err := q.next(ctx, &g)
	if err != nil {
		return nil, err
	}
	found := n.hiddenCol(count)
	ok := map[bool]string{false: found + " = 0", true: found + " > 0"}[kind == "INTERSECT"]
	if all {
		op := map[bool]string{false: ">", true: "<="}[kind == "INTERSECT"]
		ok = n.hiddenCol(rank) + " " + op + " " + found
	}
	n.rungs = append(n.rungs, &rung{ok: ok, cases: []rungCase{{cause: c}}})
	return n.rowStage(ctx, n.columnsAsItems(len(f.columns)))
}

func containsFold(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}
