package trace

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// addFanOut notes the root rows that became more rows between two flows of one level.
func (t *tracer) addFanOut(ctx context.Context, out FanOut, before, after *flow) error {
	counts := func(f *flow) string {
		return fmt.Sprintf("(SELECT %[1]s AS id, count(*) AS n FROM %[2]s WHERE %[1]s IS NOT NULL GROUP BY %[1]s)", idCol, f.from)
	}
	query := "SELECT a.id, a.n - coalesce(b.n, 1) AS extra FROM " + counts(after) + " AS a LEFT JOIN "
	if before.single {
		query += "(SELECT NULL::BIGINT AS id, 1 AS n LIMIT 0) AS b ON b.id = a.id"
	} else {
		query += counts(before) + " AS b ON b.id = a.id"
	}
	query += " WHERE a.n > coalesce(b.n, 1)"
	if after.level > 0 {
		query = fmt.Sprintf("SELECT l.id, x.extra FROM (%s) AS x JOIN %s AS l ON l.gid = x.id", query, sqltree.Quote(t.rollups[after.level-1].lineage))
	}
	return t.recordFanOut(ctx, out, query)
}

// recordFanOut notes a fan-out of the step being built; the query gives ids of root rows and how many rows each has too many.
func (t *tracer) recordFanOut(ctx context.Context, out FanOut, query string) error {
	table, err := t.materialise(ctx, "fanned", query)
	if err != nil {
		return err
	}
	query = "SELECT count(DISTINCT id), coalesce(sum(extra), 0)::BIGINT FROM " + sqltree.Quote(table)
	if err := t.conn.QueryRowContext(ctx, query).Scan(&out.Clicks, &out.Extra); err != nil {
		return err
	}
	if out.Extra > 0 {
		t.step.fanOuts = append(t.step.fanOuts, out)
		t.step.fanned = append(t.step.fanned, table)
	}
	return nil
}

// numberCauses gives every cause its place in the ladder of the whole chain.
func (t *tracer) numberCauses() {
	code := 0
	for _, s := range t.steps {
		for _, c := range s.causes {
			code++
			c.code = code
		}
	}
}

// Tables of a finished trace.
const (
	fatesTable  = hidden + "fates"  // a view: one row for each root row
	groupsTable = hidden + "groups" // a view or table: one row for each root row in each group of a rollup
	fanTable    = hidden + "fan"    // ids that are in several rows of a step's output
)

// survivor is the place in the ladder of rows that nothing dropped: behind all causes.
const survivor = 1 << 16

// fatesOf is a query for the fates of some root rows.
type fatesOf struct {
	query  string
	place  string // SQL over the query's columns: how far the row got, to be compared with its copies
	stored bool   // it reads a table as it is, so that there is no need to write down what it gives
	shared bool   // its root rows may be in other queries, or twice in this one
}

// writeFates makes the tables of the trace: every root row's fate, and what rollups and fan-out did to it.
func (t *tracer) writeFates(ctx context.Context, last *flow) error {
	if err := t.flushPending(ctx); err != nil {
		return fmt.Errorf("write fates: %w", err)
	}
	if last != nil { // what is not sure to come out alike twice is read once
		if err := t.settle(ctx, last); err != nil {
			return fmt.Errorf("write fates: %w", err)
		}
	}
	t.numberCauses()
	list, err := t.oneFateEach(ctx, t.allFates(last))
	if err != nil {
		return fmt.Errorf("write fates: %w", err)
	}
	// What a stage's table holds is read where it lies.
	var parts, unstored []string
	for _, f := range list {
		if f.stored {
			parts = append(parts, f.query)
		} else {
			unstored = append(unstored, f.query)
		}
	}
	if len(unstored) > 0 {
		table, err := t.materialise(ctx, "fates", strings.Join(unstored, " UNION ALL "))
		if err != nil {
			return fmt.Errorf("write fates: %w", err)
		}
		parts = append(parts, "SELECT id, cause, mask, n"+prefixed(t.rootCarried(), "")+" FROM "+sqltree.Quote(table))
	}
	if err := t.exec(ctx, "CREATE TEMP VIEW "+fatesTable+" AS "+strings.Join(parts, " UNION ALL ")); err != nil {
		return fmt.Errorf("write fates: %w", err)
	}
	if err := t.writeGroups(ctx, last); err != nil {
		return fmt.Errorf("write groups: %w", err)
	}
	if err := t.writeFan(ctx); err != nil {
		return fmt.Errorf("write fan-out: %w", err)
	}
	return nil
}

// allFates lists the queries for what was dropped and for what reached the number.
func (t *tracer) allFates(last *flow) []fatesOf {
	var out []fatesOf
	for _, e := range t.events {
		what := fmt.Sprintf("(%d + bit_count((%[2]s & -%[2]s) - 1)::INTEGER)::SMALLINT AS cause, %[2]s::UBIGINT AS mask, 0::INTEGER AS n", e.causes[0].code, e.mask())
		out = append(out, fatesOf{
			place:  t.rankOf(e),
			query:  t.rootRows(e.level, e.table, e.carried, what, e.dead()),
			stored: e.level == 0 && !strings.HasPrefix(e.table, "("),
			shared: e.shared,
		})
	}
	if last != nil {
		what := "0::SMALLINT AS cause, 0::UBIGINT AS mask, 1::INTEGER AS n"
		out = append(out, fatesOf{place: fmt.Sprintf("%d::BIGINT << 44", survivor), query: t.rootRows(last.level, last.from, last.carried, what, ""), stored: last.level == 0, shared: t.isShared(last)})
	}
	return out
}

// rootRows selects from a relation of a level one row for each root row in it: id, what, and what is carried.
// The relation goes by x.
func (t *tracer) rootRows(level int, from string, has []string, what, where string) string {
	carried := t.rootCarried()
	cols := "x." + idCol + " AS id"
	source := from + " AS x"
	if level > 0 {
		cols = "l.id"
		source += fmt.Sprintf(" JOIN %s AS l ON l.gid = x.%s", sqltree.Quote(t.rollups[level-1].lineage), idCol)
	}
	list := ""
	for _, c := range carried {
		switch {
		case level > 0:
			list += ", l." + c
		case containsFold(has, c):
			list += ", x." + c
		default: // a dimension that was not known yet
			list += ", NULL::" + carriedType(c) + " AS " + c
		}
	}
	if level == 0 {
		if where != "" {
			where += " AND "
		}
		where += "x." + idCol + " IS NOT NULL"
	}
	if where != "" {
		where = " WHERE " + where
	}
	return "SELECT " + cols + ", " + what + list + " FROM " + source + where
}

func carriedType(col string) string {
	switch {
	case col == timeCol:
		return "TIMESTAMP"
	case strings.HasPrefix(col, markPrefix):
		return "BOOLEAN"
	}
	return "VARCHAR"
}

// mask is SQL for the bits of the causes, over the table as x.
func (e deaths) mask() string {
	if e.shift > 0 {
		return fmt.Sprintf("(x.%s::BIGINT >> %d)", maskCol, e.shift)
	}
	return "x." + maskCol + "::BIGINT"
}

// dead is SQL that is TRUE where the causes dropped the row, over the table as x.
func (e deaths) dead() string {
	if e.shift > 0 {
		return fmt.Sprintf("x.%s >= %d", maskCol, uint64(1)<<e.shift)
	}
	return fmt.Sprintf("x.%s <> 0 AND x.%s < %d", maskCol, maskCol, uint64(1)<<len(e.causes))
}

// Several stands for the value of a dimension of clicks that fan-out gave more than one.
const Several = "(several)"

// oneValue is SQL for what the rows of one root row have in a carried column.
func (t *tracer) oneValue(col string) string {
	ofRoot := slices.ContainsFunc(t.dims, func(d dimension) bool { return d.col == col && d.SQL != "" }) // the same in all of them
	switch {
	case col == timeCol, ofRoot:
		return fmt.Sprintf("any_value(%[1]s) AS %[1]s", col)
	case strings.HasPrefix(col, markPrefix):
		return fmt.Sprintf("bool_or(%[1]s) AS %[1]s", col)
	}
	return fmt.Sprintf("CASE WHEN min(%[1]s) <> max(%[1]s) THEN '%[2]s' ELSE min(%[1]s) END AS %[1]s", col, Several)
}

// isShared says whether a root row of the flow may be elsewhere too: in another row, group or branch.
func (t *tracer) isShared(f *flow) bool {
	if !f.single || f.forked || t.pooled {
		return true
	}
	for _, r := range t.rollups {
		if r.level <= f.level && r.overlaps {
			return true
		}
	}
	return false
}

// writeGroups says for each root row in a group how far the group got: the index of the step that dropped it.
func (t *tracer) writeGroups(ctx context.Context, last *flow) error {
	typed := "NULL::INTEGER AS level, NULL::BIGINT AS gid, NULL::BIGINT AS id, NULL::INTEGER AS dies, NULL::UBIGINT AS " + placeCol
	for _, c := range t.rootCarried() {
		typed += ", NULL::" + carriedType(c) + " AS " + c
	}
	parts := []string{"SELECT " + typed + " WHERE FALSE"}
	joined := false // to find out again and again which groups died would cost more than to write it down
	end := len(t.steps) + len(t.chain.Models) + 1
	for _, r := range t.rollups {
		var deaths []string
		for _, e := range t.events {
			if e.level == r.level {
				deaths = append(deaths, fmt.Sprintf("SELECT %s AS gid, %d AS dies FROM %s AS x WHERE %s", idCol, t.stepIndex(e.step), e.table, e.dead()))
			}
		}
		dies, dead := strconv.Itoa(end), ""
		if len(deaths) > 0 {
			alive := ""
			if f := t.lastOf(r.level, last); f != nil { // one row of the group may be dropped, another not
				alive = fmt.Sprintf(" WHERE gid NOT IN (SELECT %[1]s FROM %[2]s WHERE %[1]s IS NOT NULL)", idCol, f.from)
			}
			dies = fmt.Sprintf("coalesce(d.dies, %d)", end)
			joined = true
			dead = fmt.Sprintf(" LEFT JOIN (SELECT gid, max(dies) AS dies FROM (%s)%s GROUP BY gid) AS d ON d.gid = l.gid", strings.Join(deaths, " UNION ALL "), alive)
		}
		parts = append(parts, fmt.Sprintf("SELECT %d, l.gid, l.id, %s, l.%s%s FROM %s AS l%s", r.level, dies, placeCol, prefixed(t.rootCarried(), "l."), sqltree.Quote(r.lineage), dead))
	}
	kind := "VIEW"
	if joined {
		kind = "TABLE"
	}
	return t.exec(ctx, "CREATE TEMP "+kind+" "+groupsTable+" AS "+strings.Join(parts, " UNION ALL "))
}

// lastOf is the flow in which the groups of a level are last: the number's, or that of a step in front of the next rollup. It is nil
// if there is none.
func (t *tracer) lastOf(level int, last *flow) *flow {
	if last != nil && last.level == level {
		return last
	}
	for i := len(t.steps) - 1; i >= 0; i-- {
		if out := t.steps[i].out; out != nil && out.level == level {
			return out
		}
	}
	return nil
}

func prefixed(cols []string, prefix string) string {
	out := ""
	for _, c := range cols {
		out += ", " + prefix + c
	}
	return out
}

// fanLevel is the level under which the k-th fan-out of a step is in the fan table, with root rows and the rows that each has too many.
func fanLevel(k int) int { return -1 - k }

// writeFan notes the ids that are in several rows of a step's output, and each fan-out's root rows.
func (t *tracer) writeFan(ctx context.Context) error {
	if err := t.exec(ctx, "CREATE TEMP TABLE "+fanTable+" (step INTEGER, level INTEGER, id BIGINT, n BIGINT)"); err != nil {
		return err
	}
	for i, s := range t.steps {
		for k, table := range s.fanned {
			if err := t.exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT %d, %d, id, extra FROM %s", fanTable, i, fanLevel(k), sqltree.Quote(table))); err != nil {
				return err
			}
		}
		if s.out == nil || s.out.single {
			continue
		}
		query := fmt.Sprintf("INSERT INTO %s SELECT %d, %d, %s, count(*) FROM %s WHERE %s IS NOT NULL GROUP BY %s HAVING count(*) > 1",
			fanTable, i, s.out.level, idCol, s.out.from, idCol, idCol)
		if err := t.exec(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

func (t *tracer) stepIndex(s *stepTrace) int {
	for i, x := range t.steps {
		if x == s {
			return i
		}
	}
	return -1
}
