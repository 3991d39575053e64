package trace

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// rollup is a GROUP BY that turned rows into groups: which group every root row is in.
type rollup struct {
	level    int
	lineage  string // table of gid, placeCol, the root row's id, and what is carried with it
	step     *stepTrace
	overlaps bool // a root row is in several groups, or twice in one
}

// recordLineage notes which root rows are in which group.
func (g *grouping) recordLineage(ctx context.Context, rows *flow, groups string, level int) error {
	t := g.q.t
	query, err := g.lineage(ctx, rows, sqltree.Quote(groups))
	if err != nil {
		return err
	}
	table, err := t.materialise(ctx, "lineage", query)
	if err != nil {
		return err
	}
	r := &rollup{level: level, lineage: table, step: t.step}
	t.rollups = append(t.rollups, r)
	pairs, err := t.count(ctx, "SELECT count(*) FROM "+sqltree.Quote(table))
	if err != nil {
		return err
	}
	r.overlaps = t.isShared(rows) || g.hasSets() || pairs != rows.rows && rows.rows >= 0
	if g.hasSets() {
		return nil
	}
	found := "SELECT gid AS id FROM " + sqltree.Quote(table)
	if rows.level > 0 { // of it, the lineage has root rows
		found = fmt.Sprintf("SELECT w.%[1]s AS id FROM %[2]s AS l JOIN %[3]s AS w ON %[4]s WHERE l.%[1]s IS NOT NULL", idCol, rows.from, sqltree.Quote(groups), g.inGroup())
	}
	return g.checkKeys(ctx, sqltree.Quote(groups), found)
}

// checkKeys proves that the keys found as many rows for each group as the GROUP BY put into it; found has the group's id for each.
func (g *grouping) checkKeys(ctx context.Context, groups, found string) error {
	wrong, err := g.q.t.count(ctx, fmt.Sprintf("SELECT count(*) FROM %s AS w LEFT JOIN (SELECT id, count(*) AS n FROM (%s) GROUP BY id) AS f ON f.id = w.%s WHERE coalesce(f.n, 0) <> w.%s",
		groups, found, idCol, membersCol))
	if err == nil && wrong > 0 {
		return cannot("group keys that are others each time they are computed")
	}
	return err
}

// lineage is a query for the group of each root row, and what is carried with it.
func (g *grouping) lineage(ctx context.Context, rows *flow, groups string) (string, error) {
	switch {
	case g.hasSets():
		return g.lineageOfSets(rows, groups), nil
	case rows.level > 0:
		return fmt.Sprintf("SELECT w.%[1]s AS gid, %[6]s, x.* EXCLUDE (gid, %[7]s) FROM %[2]s AS l JOIN %[3]s AS w ON %[4]s JOIN %[5]s AS x ON x.gid = l.%[1]s",
			idCol, rows.from, groups, g.inGroup(), g.q.t.lineageOf(rows), g.place("w"), placeCol), nil
	}
	return g.lineageOfRoots(ctx, rows, groups)
}

// lineageOfSets goes by the list of members: with several grouping sets a row is in several groups, which its keys do not tell.
func (g *grouping) lineageOfSets(rows *flow, groups string) string {
	t := g.q.t
	members := fmt.Sprintf("(SELECT w.%s AS gid, %s, unnest(%s) AS m FROM %s AS w) AS g", idCol, g.place("w"), membersCol, groups)
	if rows.level > 0 {
		return fmt.Sprintf("SELECT g.gid, g.%[1]s, x.* EXCLUDE (gid, %[1]s) FROM %[2]s JOIN %[3]s AS x ON x.gid = g.m", placeCol, members, t.lineageOf(rows))
	}
	source := "SELECT " + t.rootColumns(rows, "l") + " FROM " + rows.from + " AS l"
	if !rows.single {
		source = t.merge(source)
	}
	return fmt.Sprintf("SELECT g.gid, g.%s, r.* FROM %s JOIN (%s) AS r ON r.id = g.m", placeCol, members, source)
}

// lineageOfRoots goes by the keys: the groups are few, so that to look them up costs little more than to read the rows.
func (g *grouping) lineageOfRoots(ctx context.Context, rows *flow, groups string) (string, error) {
	t := g.q.t
	columns, from := t.rootColumns(rows, "l"), " FROM "+rows.from+" AS l"
	grouped := fmt.Sprintf("%s JOIN %s AS w ON %s WHERE l.%s IS NOT NULL", from, groups, g.inGroup(), idCol)
	ofGroup := "w." + idCol + " AS gid, " + g.place("w")
	all := "SELECT " + ofGroup + ", " + columns + grouped
	if rows.single {
		return all, nil
	}
	several, err := t.copiesIn(ctx, "SELECT l."+idCol+" AS id"+from)
	if several == nil || err != nil {
		return all, err
	}
	pairs := func(merged string) string {
		return fmt.Sprintf("SELECT a.* EXCLUDE (id), m.* FROM (SELECT %s, l.%s AS id%s) AS a JOIN (%s) AS m ON m.id = a.id", ofGroup, idCol, grouped, merged)
	}
	rest := "SELECT " + columns + from + " WHERE l." + idCol + " IS NOT NULL"
	if t.most(several) {
		return pairs(t.merge(rest)), nil
	}
	return several.without(all) + " UNION ALL " + pairs(t.merge(several.only(rest))), nil
}

// placeCol tells the groups of a model apart whatever their ids are, also over other data: a hash of their keys. It is NULL where that is
// not known.
const placeCol = hidden + "place"

// place is SQL for the place of the groups that go by alias.
func (g *grouping) place(alias string) string {
	keys := []string{"0"}
	for _, e := range g.out {
		if e.Class() == "COLUMN_REF" {
			keys = append(keys, alias+"."+sqltree.Quote(e.Str("alias")))
		}
	}
	return "hash(" + strings.Join(keys, ", ") + ") AS " + placeCol
}

// lineageOf is the table that says which root rows the groups of the flow hold.
func (t *tracer) lineageOf(f *flow) string { return sqltree.Quote(t.rollups[f.level-1].lineage) }

// rootColumns lists the id of the flow's root rows, as id, and what is carried with it; the flow goes by alias.
func (t *tracer) rootColumns(f *flow, alias string) string {
	list := alias + "." + idCol + " AS id"
	for _, c := range t.rootCarried() {
		if f.hasCarried(c) {
			list += ", " + alias + "." + c
		} else { // a dimension that was not known yet
			list += ", NULL::" + carriedType(c) + " AS " + c
		}
	}
	return list
}

// rootCarried are the hidden columns of the root row that slices need.
func (t *tracer) rootCarried() []string {
	var out []string
	if t.chain.Root.Time != "" {
		out = append(out, timeCol)
	}
	for _, d := range t.dims {
		out = append(out, d.col)
	}
	for _, m := range t.marks {
		out = append(out, m.col)
	}
	return out
}
