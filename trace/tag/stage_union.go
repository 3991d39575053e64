package tag

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// unionAll returns the rows of all branches, without merging equal ones.
func (t builder) unionAll(ctx context.Context, body sqltree.Node, sc *spine.Scope, inside spine.Live) (union, *Flow, error) {
	if t.union == 0 {
		t.unions++
		t.union = t.unions
	}
	var branches []*Flow
	for _, branch := range sqltree.Branches(body) {
		t.branches++
		t.branch = t.branches
		t.nested = sqltree.IsUnionAll(branch)
		f, err := t.branchOf(ctx, branch, sc, inside)
		if err != nil {
			return union{}, nil, err
		}
		branches = append(branches, f)
	}
	u, err := unionOf(branches, body)
	if err != nil {
		return u, nil, err
	}
	out := u.flow()
	if u.mixed {
		return u, out, t.regroup(ctx, u, out)
	}
	return u, out, t.settleUnion(ctx, out)
}

// settleUnion puts the rows of all branches into a table, and says whether some ids are in it more than once.
func (t builder) settleUnion(ctx context.Context, out *Flow) (err error) {
	if err := t.Settle(ctx, out); err != nil {
		return err
	}
	if out.Rows, err = t.Count(ctx, "SELECT count(*) FROM "+out.From.String()); err != nil {
		return err
	}
	if !t.shared { // it is as its branch is
		return nil
	}
	out.repeats, err = t.repeatsIn(ctx, out)
	out.Single, out.forked = out.repeats == nil, true // what one branch dropped may be kept by another
	return err
}

// fanOut notes the root rows of which a union makes more rows than enter it, or than any of its branches makes of them already.
func (u union) fanOut(ctx context.Context, t builder, out *Flow) error {
	if u.mixed || out.Single {
		return nil
	}
	var before []string
	branches := u.out()
	for _, f := range append(branches, entered(branches)...) {
		if f.Level == out.Level && !f.Single {
			before = append(before, "SELECT id, n FROM "+CopiesOf(f))
		}
	}
	if len(before) == 0 {
		return t.addFanOut(ctx, trace.FanOut{Join: u.name}, "", out)
	}
	return t.addFanOut(ctx, trace.FanOut{Join: u.name}, "(SELECT id, max(n) AS n FROM ("+strings.Join(before, " UNION ALL ")+") GROUP BY id)", out)
}

// out are the branches, of a nested UNION ALL its own.
func (u union) out() []*Flow {
	var out []*Flow
	for _, f := range u.branches {
		if f.union != nil {
			out = append(out, f.union.out()...)
		} else {
			out = append(out, f)
		}
	}
	return out
}

// entered are the flows that the branches read.
func entered(branches []*Flow) []*Flow {
	var out []*Flow
	for _, f := range branches {
		if f.entered != nil && !slices.Contains(out, f.entered) {
			out = append(out, f.entered)
		}
	}
	return out
}

// union is the branches of a UNION as they are described, before anything of it runs.
type union struct {
	name     string // as it is written: UNION ALL, UNION BY NAME…
	branches []*Flow
	byName   bool
	spine    *Flow    // the first branch that has rows of the root
	columns  []string // their names
	carried  []string // the hidden columns of any branch
	rootless bool
	mixed    bool // the ids of its branches are of several levels
}

func unionOf(branches []*Flow, body sqltree.Node) (union, error) {
	byName := body.Str("setop_type") == "UNION_BY_NAME"
	u := union{name: "UNION", branches: branches, byName: byName, columns: branches[0].ColumnNames(), carried: []string{}}
	if body.Bool("setop_all") {
		u.name += " ALL"
	}
	if byName {
		u.name += " BY NAME"
	}
	for _, f := range branches {
		if byName {
			u.columns = withNames(u.columns, f.ColumnNames())
		} else if len(f.Columns) < len(u.columns) {
			return u, cannot("branches of a UNION with different numbers of columns")
		}
		if f.Level < 0 {
			u.rootless = true
			continue
		}
		if u.spine == nil {
			u.spine = f
		}
		u.rootless, u.mixed = u.rootless || f.Rootless, u.mixed || u.spine.Level != f.Level
		u.carried = withNames(u.carried, f.Carried)
	}
	return u, nil
}

// withNames is a list with the names of another that are not in it.
func withNames(list, more []string) []string {
	for _, name := range more {
		if !sqltree.ContainsName(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// source is the column of a branch that the union's column at the index takes; empty if there is none.
func (u union) source(f *Flow, column int) string {
	switch name := u.columns[column]; {
	case !u.byName:
		return f.Columns[column].Name
	case sqltree.ContainsName(f.ColumnNames(), name):
		return name
	}
	return ""
}

// query is the SELECT of one branch.
func (u union) query(f *Flow) string {
	var list []string
	for i, name := range u.columns {
		value := "NULL"
		if source := u.source(f, i); source != "" {
			value = sqltree.Quote(source)
		}
		list = append(list, value+" AS "+sqltree.Quote(name))
	}
	if f.Level < 0 {
		list = append(list, "NULL::BIGINT AS "+IDCol)
	} else {
		list = append(list, IDCol)
	}
	for _, c := range u.carried {
		if !f.hasCarried(c) {
			c = "NULL AS " + c
		}
		list = append(list, c)
	}
	if u.mixed {
		list = append(list, strconv.Itoa(f.Level)+" AS "+levelCol)
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM " + f.From.String()
}

// flow is the rows of all branches, and what is known of their columns.
func (u union) flow() *Flow {
	var parts []string
	know := nothingKnown()
	for _, f := range u.branches {
		parts = append(parts, u.query(f))
		for i, name := range u.columns {
			source, key := u.source(f, i), strings.ToLower(name)
			if source == "" {
				continue
			}
			know.origins[key] = mergeOrigins(know.origins[key], f.origin(source))
			if why := f.Tied[strings.ToLower(source)]; why != "" {
				know.Tied[key] = why
			}
		}
	}
	out := u.spine.derived(sqltree.FromQuery(strings.Join(parts, " UNION ALL ")))
	out.ids = nil // those are of one branch
	out.Carried, out.Rootless, out.known, out.Columns = u.carried, u.rootless, know, nil
	out.entered, out.union = nil, nil
	for _, name := range u.columns {
		out.Columns = append(out.Columns, trace.Column{Name: name})
	}
	return out
}

// levelCol is what the id of a row stands for, where a UNION brings together single rows and groups.
const levelCol = engine.Hidden + "level"

// regroup makes each row of a UNION of single rows and groups, or of different groups, a group of its own.
func (t builder) regroup(ctx context.Context, u union, f *Flow) error {
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
	for _, b := range u.branches {
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
	if err := t.recordFanOut(ctx, trace.FanOut{Join: u.name}, query); err != nil {
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
