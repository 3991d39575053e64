package fates

import (
	"context"
	"fmt"
	"slices"

	"funneltrace/trace"
)

// buckets are the ledgers of a query, by the value of bucket, SQL over the carried columns; where is the slice.
type buckets struct {
	ledgers       map[string]*trace.Ledger
	bucket, where string
}

// countRows corrects the physical rows of the steps where they are not the clicks: after fan-out, and after a rollup.
func (r *Result) countRows(ctx context.Context, b buckets) error {
	if err := r.countGroups(ctx, b); err != nil {
		return fmt.Errorf("count groups: %w", err)
	}
	if !r.fanned(len(r.Meta.Steps) - 1) {
		return nil
	}
	for _, l := range b.ledgers {
		for i := range l.Steps {
			for k := range l.Steps[i].FanOuts {
				l.Steps[i].FanOuts[k].Clicks, l.Steps[i].FanOuts[k].Extra = 0, 0
			}
		}
	}
	if err := r.countFanOuts(ctx, b); err != nil {
		return fmt.Errorf("count fan-out: %w", err)
	}
	return nil
}

// countGroups counts the groups in the output of the steps whose rows are groups.
func (r *Result) countGroups(ctx context.Context, b buckets) error {
	grouped := func(i int) bool { return r.Meta.Levels[i] > 0 && !r.Meta.Dead[i] }
	some := false
	for i := range r.Meta.Steps {
		if !grouped(i) {
			continue
		}
		some = true
		for _, l := range b.ledgers {
			l.Steps[i].RowsOut = 0
		}
	}
	if !some {
		return nil
	}
	if b.whole() && r.Trace != nil {
		if done, err := r.countAllGroups(ctx, b); done || err != nil {
			return err
		}
	}
	// A group dies once, so that one pass counts the groups of all steps.
	query := fmt.Sprintf("SELECT %s AS b, level, dies, count(DISTINCT gid), 0 FROM %s WHERE %s GROUP BY ALL", b.bucket, r.groupsWith(b.bucket, b.where), b.where)
	return b.each(ctx, r, query, func(l *trace.Ledger, level, dies int, groups, _ int64) {
		for i := range l.Steps {
			if grouped(i) && r.Meta.Levels[i] == level && dies > i {
				l.Steps[i].RowsOut += groups
			}
		}
	})
}

// countAllGroups counts the groups in the output of each step as they stand, if that can be had for all.
func (r *Result) countAllGroups(ctx context.Context, b buckets) (bool, error) {
	counts := map[int]int64{}
	for i, s := range r.Trace.Steps {
		if r.Meta.Levels[i] == 0 || r.Meta.Dead[i] {
			continue
		}
		if s.Out == nil || r.Trace.GroupsIn(s.Out) == "" {
			return false, nil
		}
		n, err := r.Trace.Count(ctx, r.Trace.GroupsIn(s.Out))
		if err != nil {
			return false, err
		}
		counts[i] = n
	}
	for _, l := range b.ledgers {
		for i, n := range counts {
			l.Steps[i].RowsOut = n
		}
	}
	return true, nil
}

// whole says whether it is one ledger, of all root rows.
func (b buckets) whole() bool { return b.bucket == "''" && b.where == "TRUE" }

// countFanOuts counts what each fan-out added, and the rows beyond one for each click or group in the steps after it.
// The few ids that fan out are joined first, then cut to the slices.
func (r *Result) countFanOuts(ctx context.Context, b buckets) error {
	ofRoots := fmt.Sprintf("SELECT %s AS b, level, step, count(DISTINCT id), sum(extra)::BIGINT FROM %s WHERE %s GROUP BY ALL", b.bucket, r.fannedRoots(b), b.where)
	err := b.each(ctx, r, ofRoots, func(l *trace.Ledger, level, i int, clicks, n int64) {
		switch k := -1 - level; { // as of fanLevel
		case level == 0:
			r.addRows(l, i, level, n-clicks)
		case k < len(l.Steps[i].FanOuts):
			l.Steps[i].FanOuts[k].Clicks, l.Steps[i].FanOuts[k].Extra = clicks, n
		}
	})
	if err != nil || slices.Max(r.Meta.Levels) == 0 {
		return err
	}
	ofGroups := fmt.Sprintf(`SELECT b, level, step, count(*), sum(n)::BIGINT FROM (
		SELECT DISTINCT %s AS b, f.level, f.step, c.gid, f.n FROM %s AS f JOIN %s AS c ON c.gid = f.id AND c.level = f.level WHERE f.level > 0 AND c.dies > f.step AND %s
	) GROUP BY ALL`, b.bucket, r.fan, r.groupsWith(b.bucket, b.where), b.where)
	return b.each(ctx, r, ofGroups, func(l *trace.Ledger, level, i int, groups, n int64) { r.addRows(l, i, level, n-groups) })
}

// fannedRoots is what to put after FROM for the root rows that fan out, with what slices need of them.
func (r *Result) fannedRoots(b buckets) string {
	if r.heldRoots {
		return heldTable(heldRoots)
	}
	return fmt.Sprintf("(SELECT f.level, f.step, f.n AS extra, c.* EXCLUDE (cause, mask, n) FROM %s AS f JOIN %s AS c ON c.id = f.id WHERE f.level <= 0)", r.fan, r.fatesWith(b.bucket, b.where))
}

// addRows adds the rows that fan-out made of the ids of a level to the step's output.
func (r *Result) addRows(l *trace.Ledger, step, level int, more int64) {
	if r.fanned(step) && r.Meta.Levels[step] == level {
		l.Steps[step].RowsOut += more
	}
}

// each runs a query that gives a bucket, two small numbers and two counts, and calls f with the bucket's ledger.
func (b buckets) each(ctx context.Context, r *Result, query string, f func(l *trace.Ledger, x, y int, n, m int64)) error {
	rows, err := r.conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var bucket string
		var x, y int
		var n, m int64
		if err := rows.Scan(&bucket, &x, &y, &n, &m); err != nil {
			return err
		}
		if l := b.ledgers[bucket]; l != nil {
			f(l, x, y, n, m)
		}
	}
	return rows.Err()
}

// fanned says whether a step before i, or i, multiplied rows.
func (r *Result) fanned(i int) bool {
	for _, s := range r.Meta.Steps[:i+1] {
		if len(s.FanOuts) > 0 {
			return true
		}
	}
	return false
}
