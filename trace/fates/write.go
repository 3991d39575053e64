package fates

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// Tables of a finished trace.
const (
	FatesTable  = engine.Hidden + "fates"  // a view: one row for each root row
	GroupsTable = engine.Hidden + "groups" // a view: one row for each root row in each group of a rollup
	countsView  = engine.Hidden + "counts" // a view: how many of these there are of each cause and mask
	fanTable    = engine.Hidden + "fan"    // ids that are in several rows of a step's output
	looksTable  = engine.Hidden + "looks"  // root rows that a filter dropped, with the value that is near one it asks for
	aloneTable  = engine.Hidden + "alone"  // root rows of which a copy fails nothing but a cause that is not the root row's
)

// survivor is the number on the ladder of rows that nothing dropped: behind all causes.
const survivor = 1 << 16

// fatesOf is a query for the fates of some root rows.
type fatesOf struct {
	query  string
	rank   string // SQL over the query's columns: how far the row got, to be compared with its copies
	rung   string // and the first cause of the rung that drops it
	stored bool   // it reads a table as it is, so that there is no need to write down what it gives
	shared bool   // its root rows may be in other queries, or twice in this one
	once   bool   // and no copy of one that is dropped here is dropped elsewhere in this one
	told   bool   // which root rows these are is known
	branch int    // of a UNION, in which its rows lie; 0 is none
	unsure bool   // they may be for other branches: this one has not asked them all that says so
	counts string // a cheaper query for how many there are of each cause and mask; empty if there is none
}

// counted is a query for how many fates there are of each cause and mask: cause, mask, clicks, n.
func (f fatesOf) counted() string {
	if f.counts != "" {
		return f.counts
	}
	return "SELECT cause, mask, count(*) AS clicks, sum(n)::BIGINT AS n FROM (" + f.query + ") GROUP BY cause, mask"
}

// writer writes down what a traced chain did to each root row.
type writer struct {
	*tag.Tracer
	splits []*tag.Cause // what rules split off
}

// numberCauses gives every cause its number on the ladder of the whole chain. What is split off comes after the causes of its step, so
// that the causes of a stage are numbered as their bits are.
func (t writer) numberCauses() {
	code := 0
	for _, s := range t.Steps {
		for _, c := range s.Causes {
			code++
			c.Code = code
		}
		for _, c := range t.splits {
			if slices.Contains(s.Causes, c.Split.Of) {
				code++
				c.Code = code
			}
		}
	}
}

// write writes down what became of the root rows, and what can be said of them, and measures the number.
func (t writer) write(ctx context.Context, last *tag.Flow) error {
	for _, part := range []func() error{
		func() error { return t.writeFates(ctx, last) },
		func() error { return t.splitOff(ctx) },
		func() error { return t.writeLooks(ctx) },
		func() error { return t.Measure(ctx) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// writeFates makes the tables of the trace: every root row's fate, and what rollups and fan-out did to it.
func (t writer) writeFates(ctx context.Context, last *tag.Flow) error {
	if err := t.FlushPending(ctx); err != nil {
		return fmt.Errorf("write fates: %w", err)
	}
	if last != nil { // what is not sure to come out alike twice is read once
		if err := t.Settle(ctx, last); err != nil {
			return fmt.Errorf("write fates: %w", err)
		}
	}
	t.numberCauses()
	if err := t.Exec(ctx, "CREATE TEMP TABLE "+aloneTable+" (cause SMALLINT, id BIGINT)"); err != nil {
		return fmt.Errorf("write fates: %w", err)
	}
	list, err := t.oneFateEach(ctx, t.allFates(last))
	if err != nil {
		return fmt.Errorf("write fates: %w", err)
	}
	var counts []string
	for _, e := range t.Events {
		for _, query := range t.Alone(e) {
			if err := t.Exec(ctx, "INSERT INTO "+aloneTable+" "+query); err != nil {
				return fmt.Errorf("write fates: %w", err)
			}
		}
	}
	// What a stage's table holds is read where it lies.
	var parts, unstored []string
	for _, f := range list {
		if f.stored {
			parts, counts = append(parts, f.query), append(counts, f.counted())
		} else {
			unstored = append(unstored, f.query)
		}
	}
	if len(unstored) > 0 {
		table, err := t.Materialise(ctx, "fates", strings.Join(unstored, " UNION ALL "))
		if err != nil {
			return fmt.Errorf("write fates: %w", err)
		}
		written := fatesOf{query: "SELECT id, cause, mask, n" + prefixed(t.RootCarried(), "") + " FROM " + sqltree.Quote(table)}
		parts, counts = append(parts, written.query), append(counts, written.counted())
	}
	if err := t.Exec(ctx, "CREATE TEMP VIEW "+countsView+" AS "+strings.Join(counts, " UNION ALL ")); err != nil {
		return fmt.Errorf("count fates: %w", err)
	}
	for _, table := range []string{kindsTable, copiedTable, farthestTable} {
		if err := t.Exec(ctx, "DROP TABLE IF EXISTS "+table); err != nil {
			return fmt.Errorf("write fates: %w", err)
		}
	}
	if err := t.Exec(ctx, "CREATE TEMP VIEW "+tracedFates+" AS "+strings.Join(parts, " UNION ALL ")); err != nil {
		return fmt.Errorf("write fates: %w", err)
	}
	if err := t.writeGroups(ctx, last); err != nil {
		return fmt.Errorf("write groups: %w", err)
	}
	if err := t.joinDimensions(ctx); err != nil {
		return fmt.Errorf("write dimensions: %w", err)
	}
	if err := t.writeFan(ctx); err != nil {
		return fmt.Errorf("write fan-out: %w", err)
	}
	return nil
}

// allFates lists the queries for what was dropped and for what reached the number.
func (t writer) allFates(last *tag.Flow) []fatesOf {
	var out []fatesOf
	for _, e := range t.Events {
		what := fmt.Sprintf("(%d + bit_count((%[2]s & -%[2]s) - 1)::INTEGER)::SMALLINT AS cause, %s::UBIGINT AS mask", e.Causes[0].Code, t.telling(e), e.Mask())
		f := fatesOf{
			rank:   t.rankOf(e),
			rung:   rungOf(e),
			query:  t.RootRows(e.Level, e.Table, e.Carried, what+", 0::INTEGER AS n", e.Dead()),
			stored: e.Level == 0 && e.Table.IsTable(),
			shared: e.Shared,
			once:   e.Once,
			told:   e.Told,
			branch: t.branchOf(e),
			unsure: t.isUnsure(e),
		}
		if f.stored { // the masks are few, and so is what has to be made of them
			f.counts = fmt.Sprintf("SELECT %s, clicks, 0::BIGINT AS n FROM (%s) AS x", what, e.CountsByMask())
		}
		out = append(out, f)
	}
	if last != nil {
		if query, stored := t.KeptRoots(last); query != "" {
			return append(out, fatesOf{query: query, stored: stored})
		}
		what := "0::SMALLINT AS cause, 0::UBIGINT AS mask, 1::INTEGER AS n"
		out = append(out, fatesOf{rank: fmt.Sprintf("%d::BIGINT << 44", survivor), rung: "0", query: t.RootRows(last.Level, last.From, last.Carried, what, ""), stored: last.Level == 0, shared: t.IsShared(last), once: true, told: t.Tells(last)}) // they fail nothing
	}
	return out
}

// writeGroups says for each root row in a group how far the group got: the index of the step that dropped it.
func (t writer) writeGroups(ctx context.Context, last *tag.Flow) error {
	typed := "NULL::INTEGER AS level, NULL::BIGINT AS gid, NULL::BIGINT AS id, NULL::INTEGER AS dies, NULL::UBIGINT AS " + tag.GroupHash
	for _, c := range t.RootCarried() {
		typed += ", NULL::" + tag.CarriedType(c) + " AS " + c
	}
	parts := []string{"SELECT " + typed + " WHERE FALSE"}
	end := len(t.Steps) + len(t.Chain.Models) + 1
	for _, r := range t.Rollups {
		var deaths []string
		for _, e := range t.Events {
			if e.Level == r.Level {
				deaths = append(deaths, fmt.Sprintf("SELECT %s AS gid, %d AS dies FROM %s AS x WHERE %s", tag.IDCol, t.StepIndex(e.Step), e.Table, e.Dead()))
			}
		}
		dies, dead := strconv.Itoa(end), ""
		if len(deaths) > 0 {
			alive := ""
			if f := t.lastOf(r.Level, last); f != nil { // one row of the group may be dropped, another not
				alive = fmt.Sprintf(" WHERE gid NOT IN (SELECT %[1]s FROM %[2]s WHERE %[1]s IS NOT NULL)", tag.IDCol, f.From)
			}
			dies = fmt.Sprintf("coalesce(d.dies, %d)", end)
			dead = fmt.Sprintf(" LEFT JOIN (SELECT gid, max(dies) AS dies FROM (%s)%s GROUP BY gid) AS d ON d.gid = l.gid", strings.Join(deaths, " UNION ALL "), alive)
		}
		parts = append(parts, fmt.Sprintf("SELECT %d, l.gid, l.id, %s, l.%s%s FROM %s AS l%s", r.Level, dies, tag.GroupHash, prefixed(t.RootCarried(), "l."), sqltree.Quote(r.Lineage), dead))
	}
	return t.Exec(ctx, "CREATE TEMP VIEW "+tracedGroups+" AS "+strings.Join(parts, " UNION ALL "))
}

// lastOf is the flow in which the groups of a level are last: the number's, or that of a step in front of the next rollup. It is nil
// if there is none.
func (t writer) lastOf(level int, last *tag.Flow) *tag.Flow {
	if last != nil && last.Level == level {
		return last
	}
	for i := len(t.Steps) - 1; i >= 0; i-- {
		if out := t.Steps[i].Out; out != nil && out.Level == level {
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
func (t writer) writeFan(ctx context.Context) error {
	if err := t.Exec(ctx, "CREATE TEMP TABLE "+fanTable+" (step INTEGER, level INTEGER, id BIGINT, n BIGINT)"); err != nil {
		return err
	}
	for i, s := range t.Steps {
		for k, table := range s.Fanned {
			if err := t.Exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT %d, %d, id, extra FROM %s", fanTable, i, fanLevel(k), sqltree.Quote(table))); err != nil {
				return err
			}
		}
		if s.Out == nil || s.Out.Single {
			continue
		}
		query := fmt.Sprintf("INSERT INTO %s SELECT %d, %d, id, n FROM %s WHERE n > 1", fanTable, i, s.Out.Level, tag.CopiesOf(s.Out))
		if err := t.Exec(ctx, query); err != nil {
			return err
		}
	}
	return nil
}
