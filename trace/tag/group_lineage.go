package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// recordLineage notes which root rows are in which group.
func (g *grouping) recordLineage(ctx context.Context, rows *Flow, groups string, level int) error {
	t := g.q.t
	if g.promises(rows) {
		return g.promiseLineage(ctx, rows, groups, level)
	}
	query, err := g.lineage(ctx, rows, sqltree.Quote(groups))
	if err != nil {
		return err
	}
	table, err := t.Materialise(ctx, "lineage", query)
	if err != nil {
		return err
	}
	r := &Rollup{Level: level, Lineage: table, step: t.step, Sets: g.hasSets()}
	g.findMisses(r, rows, groups)
	if !g.hasSets() && rows.Level == 0 {
		r.groups = groups
	}
	t.Rollups = append(t.Rollups, r)
	pairs, err := t.Count(ctx, "SELECT count(*) FROM "+sqltree.Quote(table))
	if err != nil {
		return err
	}
	r.Overlaps = t.isShared(rows) || g.hasSets() || pairs != rows.Rows && rows.Rows >= 0
	if g.hasSets() {
		return nil
	}
	found := "SELECT gid AS id FROM " + sqltree.Quote(table)
	if rows.Level > 0 { // of it, the lineage has root rows
		found = fmt.Sprintf("SELECT w.%[1]s AS id FROM %[2]s AS l JOIN %[3]s AS w ON %[4]s WHERE l.%[1]s IS NOT NULL", IDCol, rows.From, sqltree.Quote(groups), g.inGroup())
	}
	return g.checkKeys(ctx, sqltree.Quote(groups), found)
}

// promises says whether nobody is sure to ask which root rows are in which group.
func (g *grouping) promises(rows *Flow) bool { return g.q.once && rows.Level == 0 && rows.ids != nil }

// promiseLineage has whoever asks find out which root rows are in which group: no later step drops groups, so most never do.
func (g *grouping) promiseLineage(ctx context.Context, rows *Flow, groups string, level int) error {
	t := g.q.t
	query, err := g.promised(ctx, rows, sqltree.Quote(groups))
	if err != nil {
		return err
	}
	times := 0
	if rows.Single || len(g.keys) == 0 {
		times = g.sets()
	}
	view := t.Name("lineage")
	r := &Rollup{Level: level, Lineage: view, step: t.step, Sets: g.hasSets(), Overlaps: t.isShared(rows) || g.hasSets(), rows: rows, groups: groups, times: times}
	g.findMisses(r, rows, groups)
	t.Rollups = append(t.Rollups, r)
	return t.Exec(ctx, "CREATE TEMP VIEW "+sqltree.Quote(view)+" AS "+query)
}

// promised is a query for the lineage that reads nothing but the rows and, where keys tell a group, the groups.
func (g *grouping) promised(ctx context.Context, rows *Flow, groups string) (string, error) {
	t := g.q.t
	if g.hasSets() {
		again, err := g.query(ctx, rows, g.members(fmt.Sprintf("row_number() OVER (ORDER BY min(%s))", IDCol), "list"))
		return g.lineageOfSets(rows, "("+again+")"), err
	}
	columns, from := t.rootColumns(rows, "l"), " FROM "+rows.From.String()+" AS l"
	if rows.Single {
		return fmt.Sprintf("SELECT w.%[1]s AS gid, %[2]s, %[3]s%[4]s JOIN %[5]s AS w ON %[6]s WHERE l.%[1]s IS NOT NULL", IDCol, g.hashOf("w"), columns, from, groups, g.inGroup()), nil
	}
	return fmt.Sprintf("SELECT DISTINCT a.* EXCLUDE (id), m.* FROM (SELECT w.%[1]s AS gid, %[2]s, l.%[1]s AS id%[3]s JOIN %[4]s AS w ON %[5]s WHERE l.%[1]s IS NOT NULL) AS a JOIN (%[6]s) AS m ON m.id = a.id",
		IDCol, g.hashOf("w"), from, groups, g.inGroup(), t.merge("SELECT "+columns+from+" WHERE l."+IDCol+" IS NOT NULL")), nil
}

// checkKeys proves that the keys found as many rows for each group as the GROUP BY put into it; found has the group's id for each.
func (g *grouping) checkKeys(ctx context.Context, groups, found string) error {
	wrong, err := g.q.t.Count(ctx, fmt.Sprintf("SELECT count(*) FROM %s AS w LEFT JOIN (SELECT id, count(*) AS n FROM (%s) GROUP BY id) AS f ON f.id = w.%s WHERE coalesce(f.n, 0) <> w.%s",
		groups, found, IDCol, membersCol))
	if err == nil && wrong > 0 {
		return cannot("group keys that are others each time they are computed")
	}
	return err
}

// lineage is a query for the group of each root row, and what is carried with it.
func (g *grouping) lineage(ctx context.Context, rows *Flow, groups string) (string, error) {
	switch {
	case g.hasSets():
		return g.lineageOfSets(rows, groups), nil
	case rows.Level > 0:
		return fmt.Sprintf("SELECT w.%[1]s AS gid, %[6]s, x.* EXCLUDE (gid, %[7]s) FROM %[2]s AS l JOIN %[3]s AS w ON %[4]s JOIN %[5]s AS x ON x.gid = l.%[1]s",
			IDCol, rows.From, groups, g.inGroup(), g.q.t.LineageOf(rows), g.hashOf("w"), GroupHash), nil
	}
	return g.lineageOfRoots(ctx, rows, groups)
}

// lineageOfSets goes by the list of members: with several grouping sets a row is in several groups, which its keys do not tell.
func (g *grouping) lineageOfSets(rows *Flow, groups string) string {
	t := g.q.t
	members := fmt.Sprintf("(SELECT w.%s AS gid, %s, unnest(%s) AS m FROM %s AS w) AS g", IDCol, g.hashOf("w"), membersCol, groups)
	if rows.Level > 0 {
		return fmt.Sprintf("SELECT g.gid, g.%[1]s, x.* EXCLUDE (gid, %[1]s) FROM %[2]s JOIN %[3]s AS x ON x.gid = g.m", GroupHash, members, t.LineageOf(rows))
	}
	source := "SELECT " + t.rootColumns(rows, "l") + " FROM " + rows.From.String() + " AS l"
	if !rows.Single {
		source = t.merge(source)
	}
	return fmt.Sprintf("SELECT g.gid, g.%s, r.* FROM %s JOIN (%s) AS r ON r.id = g.m", GroupHash, members, source)
}

// lineageOfRoots goes by the keys: the groups are few, so that to look them up costs little more than to read the rows.
func (g *grouping) lineageOfRoots(ctx context.Context, rows *Flow, groups string) (string, error) {
	t := g.q.t
	columns, from := t.rootColumns(rows, "l"), " FROM "+rows.From.String()+" AS l"
	grouped := fmt.Sprintf("%s JOIN %s AS w ON %s WHERE l.%s IS NOT NULL", from, groups, g.inGroup(), IDCol)
	ofGroup := "w." + IDCol + " AS gid, " + g.hashOf("w")
	all := "SELECT " + ofGroup + ", " + columns + grouped
	if rows.Single || t.AlikeInCopies() {
		return all, nil
	}
	several, err := t.CopiesIn(ctx, "SELECT l."+IDCol+" AS id"+from)
	if several == nil || err != nil {
		return all, err
	}
	pairs := func(merged string) string {
		return fmt.Sprintf("SELECT a.* EXCLUDE (id), m.* FROM (SELECT %s, l.%s AS id%s) AS a JOIN (%s) AS m ON m.id = a.id", ofGroup, IDCol, grouped, merged)
	}
	rest := "SELECT " + columns + from + " WHERE l." + IDCol + " IS NOT NULL"
	if t.Most(several) {
		return pairs(t.merge(rest)), nil
	}
	return several.Without(all) + " UNION ALL " + pairs(t.merge(several.Only(rest))), nil
}

// GroupHash tells the groups of a model apart whatever their ids are, also over other data: a hash of their keys. It is NULL where that is
// not known.
const GroupHash = engine.Hidden + "place"

// hashOf is SQL for the hash of the groups that go by alias.
func (g *grouping) hashOf(alias string) string {
	keys := []string{"0"}
	for _, e := range g.out {
		if e.Class() == "COLUMN_REF" {
			keys = append(keys, alias+"."+sqltree.Quote(e.Str("alias")))
		}
	}
	return "hash(" + strings.Join(keys, ", ") + ") AS " + GroupHash
}

// rootColumns lists the id of the flow's root rows, as id, and what is carried with it; the flow goes by alias.
func (t *Tracer) rootColumns(f *Flow, alias string) string {
	list := alias + "." + IDCol + " AS id"
	for _, c := range t.RootCarried() {
		if f.hasCarried(c) {
			list += ", " + alias + "." + c
		} else { // a dimension that was not known yet
			list += ", NULL::" + CarriedType(c) + " AS " + c
		}
	}
	return list
}

// RootCarried are the hidden columns of the root row that slices need and that only its way through the steps tells.
func (t *Tracer) RootCarried() []string {
	var out []string
	if t.Chain.Root.Time != "" {
		out = append(out, TimeCol)
	}
	for _, d := range t.Dimensions {
		if d.Step != "" {
			out = append(out, d.Col)
		}
	}
	for _, m := range t.marks {
		out = append(out, m.col)
	}
	return out
}
