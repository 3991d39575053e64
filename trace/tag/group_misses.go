package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// hitsOfPicks are markers for the aggregates of a dedup, by those of the rows, and their SQL: the row that stands for a group has its own,
// but a value that was picked of all of them is NULL only if all of them missed.
func (g *grouping) hitsOfPicks(rows *Flow) (hits map[*marker]*marker, columns string) {
	hits = map[*marker]*marker{}
	for _, e := range g.out {
		if e.Class() == "COLUMN_REF" {
			continue
		}
		e.Walk(func(n sqltree.Node) bool {
			if n.Class() == "COLUMN_REF" {
				for _, o := range rows.origin(n.Strings("column_names")[0]) {
					if hits[o.marker] == nil && rows.hasCarried(o.marker.col) {
						own := *o.marker
						own.col = g.q.t.Name("hit")
						hits[o.marker] = &own
						columns += fmt.Sprintf(", bool_and(%s) AS %s", o.marker.col, own.col)
					}
				}
			}
			return true
		})
	}
	return hits, columns
}

// markPicks has the aggregates of a dedup hang on the markers that were made for them.
func (g *grouping) markPicks(f *Flow, hits map[*marker]*marker) {
	f.Carried = slices.Clone(f.Carried)
	for _, own := range hits {
		f.Carried = append(f.Carried, own.col)
	}
	slices.Sort(f.Carried)
	for _, e := range g.out {
		name := strings.ToLower(e.Str("alias"))
		if e.Class() == "COLUMN_REF" {
			continue
		}
		var list []origin
		for _, o := range f.origins[name] {
			if own := hits[o.marker]; own != nil {
				list = append(list, origin{marker: own, pure: o.pure})
			}
		}
		f.origins[name] = list
	}
}

// findMisses has whoever asks find out which members of groups missed a lookup.
func (g *grouping) findMisses(r *Rollup, rows *Flow, groups string) {
	if g.hasSets() { // the keys do not tell which group a row is in
		return
	}
	r.markers = rows.Carried
	r.missed = func(ctx context.Context, col string) (string, error) {
		return g.membersThatMissed(ctx, rows, sqltree.Quote(groups), col)
	}
}

// membersThatMissed is a table of gid and id: the root rows that missed the marker's lookup in groups of which others did not; empty if there
// are none.
func (g *grouping) membersThatMissed(ctx context.Context, rows *Flow, groups, col string) (string, error) {
	t := g.q.t
	id, from := "l."+IDCol, rows.From.String()+" AS l"
	if rows.Level > 0 {
		id, from = "x.id", fmt.Sprintf("%s JOIN %s AS x ON x.gid = l.%s", from, t.LineageOf(rows), IDCol)
	}
	query := fmt.Sprintf("SELECT DISTINCT w.%[1]s AS gid, %[2]s AS id FROM %[3]s JOIN %[4]s AS w ON %[5]s WHERE l.%[6]s AND w.%[6]s IS NOT TRUE",
		IDCol, id, from, groups, g.inGroup(), col)
	table, err := t.Materialise(ctx, "missed", query)
	if err != nil {
		return "", err
	}
	n, err := t.Count(ctx, "SELECT count(*) FROM "+sqltree.Quote(table))
	if n == 0 {
		return "", err
	}
	return table, err
}
