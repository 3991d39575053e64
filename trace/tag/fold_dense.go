package tag

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"funneltrace/trace/sqltree"
)

// A fold whose key is one whole number, or a day, out of a narrow range is kept as lists with an element for each number of the
// range. To take an element costs a third of a LEFT JOIN, for which the engine has no join by place in an array as it has for an INNER
// JOIN; and it is NULL where no row has the key, as a LEFT JOIN has it.
const (
	denseFrom   = 200_000   // rows of the spine, from which on it is worth the queries that it takes to find out
	denseRange  = 2_000_000 // numbers in the range, at most; and a quarter of the spine's rows
	denseAlways = 1000      // so many are few for any spine
)

// dense is a fold as a table of one row, with a list for each column.
type dense struct {
	item  sqltree.Node // in a FROM
	alias string
	place string // SQL over the spine for the place in the lists, NULL outside of the range
}

// take is SQL over the spine for what the fold has in a column.
func (d *dense) take(column string) string { return d.alias + "." + column + "[" + d.place + "]" }

// denseFold makes lists of the fold; nil if its key does not suit.
func (q *selection) denseFold(ctx context.Context, f *fold, bits bits) (*dense, error) {
	if len(f.pairs) != 1 || q.spine.Rows < cmp.Or(q.t.Options.ListsAt, denseFrom) || q.asksForHit(f) {
		return nil, nil
	}
	query, err := q.foldQuery(ctx, f, bits)
	if err != nil {
		return nil, err
	}
	unit, err := q.keyUnit(ctx, f.pairs[0].near, query)
	if unit == nil || err != nil {
		return nil, err
	}
	fold, err := q.t.Materialise(ctx, "fold", query)
	if err != nil {
		return nil, err
	}
	var keys int64
	var first, last sql.NullInt64
	err = q.t.Conn.QueryRowContext(ctx, fmt.Sprintf("SELECT count(n), min(n), max(n) FROM (SELECT %s AS n FROM %s)", unit.number("k0"), fold)).Scan(&keys, &first, &last)
	if err != nil || !first.Valid {
		return nil, err
	}
	n := last.Int64 - first.Int64 + 1
	if n <= 0 || n > min(denseRange, max(denseAlways, q.spine.Rows/4)) { // it may have overflown
		return nil, nil
	}
	rows, place := fold+" WHERE k0 IS NOT NULL", "k0"
	if keys < n {
		rows, place = fmt.Sprintf("range(%d, %d) AS r(n) LEFT JOIN %s ON k0 = %s", first.Int64, last.Int64+1, fold, unit.key("n")), "n"
	}
	list := func(name string) string { return fmt.Sprintf("list(%s ORDER BY %s) AS %[1]s", name, place) }
	lists := list(f.mask)
	if f.many {
		lists += ", " + list(f.copies) + ", " + list(f.alone)
	}
	table, err := q.t.Materialise(ctx, "dense", "SELECT "+lists+" FROM "+rows)
	if err != nil {
		return nil, err
	}
	return q.denseLists(ctx, f, table, *unit, first.Int64, last.Int64)
}

// denseLists is the table of the lists of a fold's rows with the keys from first to last; nil if a key is there twice.
func (q *selection) denseLists(ctx context.Context, f *fold, table string, unit keyUnit, first, last int64) (*dense, error) {
	length, err := q.t.Count(ctx, fmt.Sprintf("SELECT len(%s) FROM %s", f.mask, table))
	if length != last-first+1 || err != nil {
		return nil, err
	}
	near, err := q.t.PrintExpr(ctx, f.pairs[0].near)
	if err != nil {
		return nil, err
	}
	within := fmt.Sprintf("%s BETWEEN %s AND %s", near, unit.key(fmt.Sprint(first)), unit.key(fmt.Sprint(last)))
	if outside := sqltree.And(f.outside...); outside != nil {
		text, err := q.t.PrintExpr(ctx, outside)
		if err != nil {
			return nil, err
		}
		within = "(" + text + ") AND " + within
	}
	d := &dense{alias: q.t.Name("lookup"), place: fmt.Sprintf("CASE WHEN %s THEN %s - (%d) + 1 END", within, unit.number(near), first)}
	d.item, err = q.t.FromItem(ctx, sqltree.FromTable(table), d.alias)
	return d, err
}

// keyUnit is how a key of a type is told as a number, and the other way.
type keyUnit struct{ day bool }

func (u keyUnit) number(key string) string {
	if u.day {
		return fmt.Sprintf("CASE WHEN isfinite(%[1]s) THEN %[1]s - DATE '1970-01-01' END", key)
	}
	return "CAST(" + key + " AS BIGINT)"
}

func (u keyUnit) key(number string) string {
	if u.day {
		return "(DATE '1970-01-01' + (" + number + ")::INTEGER)"
	}
	return "(" + number + ")"
}

// wholeNumbers are the types of keys that are places in a list as they stand.
var wholeNumbers = []string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}

// keyUnit is that of a key over the spine and of the fold's; nil if one of them is no number, or if the first reads more than the spine.
func (q *selection) keyUnit(ctx context.Context, near sqltree.Node, fold string) (*keyUnit, error) {
	r, err := q.readingOf(ctx, near)
	if err != nil || len(r.hits) > 0 || r.star || len(r.leaves) != 1 || !r.leaves[q.spineLeaf()] {
		return nil, err
	}
	side := sqltree.SelectOf(sqltree.Aliased(near, "k"))
	side.Set("from_table", q.spineItem.Clone())
	text, err := q.t.Print(ctx, side)
	if err != nil {
		return nil, err
	}
	types, err := q.t.Describe(ctx, fmt.Sprintf("SELECT n.k, f.k0 FROM (%s) AS n, (%s) AS f", text, fold))
	switch {
	case err != nil:
		return nil, err
	case types[0].Type == "DATE" && types[1].Type == "DATE":
		return &keyUnit{day: true}, nil
	case slices.Contains(wholeNumbers, types[0].Type) && slices.Contains(wholeNumbers, types[1].Type):
		return &keyUnit{}, nil
	}
	return nil, nil
}

// asksForHit says whether the marker that a row of the fold is there is part of some expression.
func (q *selection) asksForHit(f *fold) bool {
	hit := f.first().marker.col
	asks := func(n sqltree.Node) (found bool) {
		n.Walk(func(n sqltree.Node) bool {
			found = found || n.Class() == "COLUMN_REF" && slices.Contains(n.Strings("column_names"), hit)
			return !found
		})
		return found
	}
	return slices.ContainsFunc(q.inner, func(e sqltree.Node) bool { return e.Str("alias") != hit && asks(e) }) ||
		slices.ContainsFunc(q.joins, func(j *joined) bool { return j != f.first() && asks(j.node.Child("condition")) })
}
