package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// carry returns the hidden columns that go on with the rows, and their SQL over the row stage:
// what came in, and a marker for each lookup or cast on which a live column hangs.
func (q *selection) carry(ctx context.Context, items []item, origins map[string][]origin, ranks map[string]*ranking) ([]string, []string, error) {
	var list, texts []string
	add := func(name, text string) {
		list = append(list, name)
		texts = append(texts, text+" AS "+sqltree.Quote(name))
	}
	own, because, err := q.narrow(ctx, items, origins)
	if err != nil {
		return nil, nil, err
	}
	for i, name := range own {
		add(name, because[i])
	}
	for _, c := range q.spine.Carried {
		if isMarker(c) && !usedBy(origins, c) && !rankedBy(ranks, c) {
			continue
		}
		add(c, q.hiddenCol(c))
	}
	for _, d := range q.t.Dimensions {
		if expr := q.slicedBy(d); expr != nil {
			text, err := q.overStage(ctx, expr)
			if err != nil {
				return nil, nil, err
			}
			add(d.Col, d.text(q.t.Chain.Root, text))
		}
	}
	for _, j := range q.joins {
		if !j.marker.local && usedBy(origins, j.marker.col) {
			add(j.marker.col, "("+q.hiddenCol(j.marker.col)+" IS NULL)")
		}
	}
	dropLocal(origins)
	for _, it := range items {
		m, text, err := q.parseMarker(ctx, it)
		if err != nil {
			return nil, nil, err
		}
		if m != nil {
			add(m.col, text)
			origins[strings.ToLower(it.name)] = append(origins[strings.ToLower(it.name)], origin{marker: m, pure: true}) // where it is set, there is no value
		}
	}
	return list, texts, nil
}

// slicedBy returns the column of the FROM that a dimension of the step being built is; nil if the SELECT does not give it as it stands.
// It is known of the rows too that the SELECT drops. Of an expression that would say too much: where a join found
// nothing, a CASE or COALESCE over its columns has a value all the same.
func (q *selection) slicedBy(d Dimension) sqltree.Node {
	if d.Step != q.t.step.Name || q.written != q || q.t.pooled || q.spine.Level != 0 || q.grouped() || q.spine.hasCarried(d.Col) {
		return nil
	}
	for _, it := range q.items {
		if strings.EqualFold(it.name, d.Column) {
			if it.expr.Class() == "COLUMN_REF" {
				return sqltree.WithoutAlias(it.expr)
			}
			return nil
		}
	}
	return nil
}

func isMarker(name string) bool {
	return strings.HasPrefix(name, engine.Hidden+"hit") || strings.HasPrefix(name, engine.Hidden+"parse")
}

func usedBy(origins map[string][]origin, col string) bool {
	for _, list := range origins {
		for _, o := range list {
			if o.marker.col == col {
				return true
			}
		}
	}
	return false
}

// rankedBy says whether a column numbers rows within a partition that hangs on the marker.
func rankedBy(ranks map[string]*ranking, col string) bool {
	for _, r := range ranks {
		if slices.ContainsFunc(r.merged, func(m *marker) bool { return m.col == col }) {
			return true
		}
	}
	return false
}

// dropLocal forgets the markers of joins that drop what they miss: the rows that go on were all found.
func dropLocal(origins map[string][]origin) {
	for name, list := range origins {
		var kept []origin
		for _, o := range list {
			if !o.marker.local {
				kept = append(kept, o)
			}
		}
		origins[name] = kept
	}
}

// parseMarker marks the rows in which the item tried to read a value and could not.
func (q *selection) parseMarker(ctx context.Context, it item) (*marker, string, error) {
	if q.grouped() {
		return nil, "", nil
	}
	text, err := q.unreadable(ctx, it.expr)
	if text == "" || err != nil {
		return nil, "", err
	}
	predicate, err := q.t.PredicateText(ctx, it.expr)
	if err != nil {
		return nil, "", err
	}
	start, end := q.t.span(it.expr)
	m := &marker{col: q.t.Name("parse"), kind: trace.ParseError, predicate: predicate, pos: q.t.model.PosAt(start), start: start, end: end}
	return m, text, nil
}

// tiedBy returns why the expression's value hangs on ties; empty if it does not.
func (q *selection) tiedBy(ctx context.Context, expr sqltree.Node) string {
	why := ""
	expr.Walk(func(n sqltree.Node) bool {
		if n.Class() == "COLUMN_REF" && why == "" {
			if l, name, err := q.resolve(ctx, n); err == nil && l != nil && l.spine {
				why = q.spine.Tied[strings.ToLower(name)]
			}
		}
		if n.Class() == "FUNCTION" && q.t.Catalog.Volatile[n.Str("function_name")] && why == "" {
			why = n.Str("function_name") + "() gives another value each time"
		}
		return why == ""
	})
	return why
}

// RootRows selects from a relation of a level one row for each root row in it: id, what, and what is carried.
// The relation goes by x.
func (t *Tracer) RootRows(level int, from sqltree.From, has []string, what, where string) string {
	carried := t.RootCarried()
	cols := "x." + IDCol + " AS id"
	source := from.String() + " AS x"
	if level > 0 {
		cols = "l.id"
		source += fmt.Sprintf(" JOIN %s AS l ON l.gid = x.%s", sqltree.Quote(t.Rollups[level-1].Lineage), IDCol)
	}
	list := ""
	for _, c := range carried {
		switch {
		case level > 0:
			list += ", l." + c
		case sqltree.ContainsName(has, c):
			list += ", x." + c
		default: // a dimension that was not known yet
			list += ", NULL::" + CarriedType(c) + " AS " + c
		}
	}
	if level == 0 {
		if where != "" {
			where += " AND "
		}
		where += "x." + IDCol + " IS NOT NULL"
	}
	if where != "" {
		where = " WHERE " + where
	}
	return "SELECT " + cols + ", " + what + list + " FROM " + source + where
}

// KeptRoots is RootRows of what the number's model holds, found without the lineage of its groups if no row is in several; empty where it
// takes that. stored says whether it reads a table as it is. n is how many of its rows each root row is in.
func (t *Tracer) KeptRoots(last *Flow) (query string, stored bool) {
	f := last
	if last.Level > 0 {
		if f = t.Rows(last.Level); f == nil {
			return "", false
		}
	}
	const fate = "0::SMALLINT AS cause, 0::UBIGINT AS mask, "
	switch {
	case f.ids == nil || last.Level == 0 && !last.Single:
		return "", false
	case last.Level == 0:
		return t.RootRows(0, f.ids.from, f.ids.carried, fate+"1::INTEGER AS n", ""), true
	case t.Rollups[last.Level-1].times > 0:
		return t.RootRows(0, f.ids.from, f.ids.carried, fmt.Sprintf("%s%d::INTEGER AS n", fate, t.Rollups[last.Level-1].times), ""), true
	}
	rows := fmt.Sprintf("SELECT r.*, g.n FROM %s AS r JOIN (SELECT id, count(*)::INTEGER AS n FROM %s GROUP BY id) AS g ON g.id = r.%s", f.ids.from, t.LineageOf(last), IDCol)
	return t.RootRows(0, sqltree.FromQuery(rows), f.ids.carried, fate+"x.n", ""), false
}

// CarriedType is the type of a carried column.
func CarriedType(col string) string {
	switch {
	case col == TimeCol:
		return "TIMESTAMP"
	case strings.HasPrefix(col, MarkPrefix):
		return "BOOLEAN"
	}
	return "VARCHAR"
}

// oneValue is SQL for what the rows of one root row have in a carried column.
func (t *Tracer) oneValue(col string) string {
	switch {
	case t.ofRoot(col):
		return fmt.Sprintf("any_value(%[1]s) AS %[1]s", col)
	case strings.HasPrefix(col, MarkPrefix):
		return fmt.Sprintf("bool_or(%[1]s) AS %[1]s", col)
	}
	return fmt.Sprintf("CASE WHEN min(%[1]s) <> max(%[1]s) THEN '%[2]s' || %[3]s || string_agg(%[1]s, %[3]s ORDER BY %[1]s) ELSE min(%[1]s) END AS %[1]s", col, trace.Several, between)
}

// between stands between the values of a dimension that the copies of one root row have, each as often as it has copies: SQL.
const between = "chr(31)"

// IsSeveral is SQL that is TRUE where a dimension has several values.
func IsSeveral(col string) string {
	return fmt.Sprintf("starts_with(%s, '%s' || %s)", col, trace.Several, between)
}

// ValuesIn is SQL for the list of these.
func ValuesIn(col string) string {
	return fmt.Sprintf("list_filter(string_split(%s, %s), lambda x: x <> '%s')", col, between, trace.Several)
}

// OneOfSeveral is SQL for what is said of a dimension: its value, or that there are several.
func OneOfSeveral(col string) string {
	return fmt.Sprintf("CASE WHEN %s THEN '%s' ELSE %s END", IsSeveral(col), trace.Several, col)
}

// AllOfSeveral is SQL for its value, or that there are several and which.
func AllOfSeveral(col string) string {
	return fmt.Sprintf("CASE WHEN %s THEN '%s: ' || array_to_string(list_sort(list_distinct(%s)), ', ') ELSE %s END", IsSeveral(col), trace.Several, ValuesIn(col), col)
}

// isShared is IsShared of a flow that is being built.
func (t builder) isShared(f *Flow) bool { return t.shared || t.IsShared(f) }

// IsShared says whether a root row of the flow may be elsewhere too: in another row, group or branch.
func (t *Tracer) IsShared(f *Flow) bool {
	if !f.Single || f.forked {
		return true
	}
	for _, r := range t.Rollups {
		if r.Level <= f.Level && r.Overlaps {
			return true
		}
	}
	return false
}
