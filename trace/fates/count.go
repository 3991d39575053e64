package fates

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// Ledger returns the counts of the slice.
func (r *Result) Ledger(ctx context.Context, s trace.Slice) (*trace.Ledger, error) {
	if r.Whole != nil && s.From.IsZero() && s.To.IsZero() && len(s.Where) == 0 {
		return r.copyOfWhole(s), nil
	}
	list, err := r.ledgers(ctx, s, "''")
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		l := r.newLedger(s, s.Label)
		for i := range l.Steps {
			l.Steps[i].FanOuts = nil
		}
		l.Number = r.reconcile(s, l, 0)
		return l, r.noteSlice(ctx, s, l)
	}
	list[0].Slice = r.newLedger(s, s.Label).Slice
	return list[0], r.noteSlice(ctx, s, list[0])
}

// copyOfWhole is the ledger of all root rows, which a run has counted to check itself.
func (r *Result) copyOfWhole(s trace.Slice) *trace.Ledger {
	l := r.newLedger(s, s.Label)
	for i, step := range r.Whole.Steps {
		step.Causes = append([]trace.Cause(nil), step.Causes...)
		step.FanOuts = append([]trace.FanOut(nil), step.FanOuts...)
		step.Marks = slices.Clone(step.Marks)
		l.Steps[i] = step
	}
	l.Number = r.reconcile(s, l, r.Meta.Number.Paths)
	return l
}

// By returns a ledger for each value of by ("year", "month", "week" or a dimension) within the slice, in order.
// Clicks without a readable time, or whose dimension is not known, are those of "(unknown)".
func (r *Result) By(ctx context.Context, s trace.Slice, by string) ([]*trace.Ledger, error) {
	bucket, err := r.Bucket(by)
	if err != nil {
		return nil, err
	}
	list, err := r.ledgers(ctx, s, "coalesce("+bucket+", '"+trace.Unknown+"')")
	if err != nil {
		return nil, err
	}
	for _, l := range list {
		if l.Slice = l.Bucket; l.Bucket == "" {
			l.Slice = "''"
		}
		if s.Label != "" && s.Label != allSlice {
			if r.dimensionOf(by) != nil {
				l.Slice = by + "=" + l.Slice
			}
			l.Slice = s.Label + " " + l.Slice
		}
	}
	r.noteSeveral(by, list)
	return list, r.noteUnknown(ctx, s, by, list...)
}

const allSlice = "all"

// Bucket is SQL over the carried columns for the value that root rows are split by: "year", "month", "week" or a dimension.
func (r *Result) Bucket(by string) (string, error) {
	switch by {
	case "year", "month", "week", "day":
		if col, ok := r.dimension(by); ok { // a chain may call one of its own so
			return tag.OneOfSeveral(col), nil
		}
		if r.Chain.Root.Time == "" {
			return "", fmt.Errorf("chain %s has no root.time, so it cannot be cut by %s", r.Chain.Name, by)
		}
		return tag.CutTime(r.Chain.Root, tag.TimeCol, by), nil
	}
	if col, ok := r.dimension(by); ok {
		return tag.OneOfSeveral(col), nil
	}
	return "", fmt.Errorf("chain %s has no dimension %s", r.Chain.Name, by)
}

func (r *Result) dimension(name string) (string, bool) {
	for i, d := range r.Chain.Dimensions {
		if d.Name == name {
			return engine.Hidden + "d" + strconv.Itoa(i+1), true
		}
	}
	return "", false
}

// dimensionOf returns the dimension of the name, or nil.
func (r *Result) dimensionOf(name string) *trace.Dimension {
	for i := range r.Chain.Dimensions {
		if d := &r.Chain.Dimensions[i]; d.Name == name {
			return d
		}
	}
	return nil
}

// Where is the slice as SQL over the carried columns.
func (r *Result) Where(s trace.Slice) (string, error) {
	parts := []string{"TRUE"}
	if (!s.From.IsZero() || !s.To.IsZero()) && r.Chain.Root.Time == "" {
		return "", fmt.Errorf("chain %s has no root.time, so it cannot be cut by date", r.Chain.Name)
	}
	if !s.From.IsZero() {
		parts = append(parts, tag.TimeCol+" >= "+timestamp(s.From))
	}
	if !s.To.IsZero() {
		parts = append(parts, tag.TimeCol+" < "+timestamp(s.To))
	}
	for _, d := range s.Where {
		col, ok := r.dimension(d.Dim)
		switch {
		case !ok:
			return "", fmt.Errorf("chain %s has no dimension %s", r.Chain.Name, d.Dim)
		case d.Null:
			parts = append(parts, col+" IS NULL")
		case d.Value == trace.Several:
			parts = append(parts, tag.IsSeveral(col))
		default: // what has several values is in the slice of each
			parts = append(parts, fmt.Sprintf("(%s = %s OR %s AND list_contains(%s, %[2]s))", col, sqltree.Literal(d.Value), tag.IsSeveral(col), tag.ValuesIn(col)))
		}
	}
	return strings.Join(parts, " AND "), nil
}

// pathsIn is SQL for how often a root row of the slice counts there: of one that has several values of a dimension, the copies with that
// of the slice.
func (r *Result) pathsIn(s trace.Slice) string {
	paths := []string{"n"}
	for _, d := range s.Where {
		col, ok := r.dimension(d.Dim)
		if !ok || d.Null || d.Value == trace.Several {
			continue
		}
		values := tag.ValuesIn(col)
		paths = append(paths, fmt.Sprintf("CASE WHEN %s THEN n * len(list_filter(%s, lambda x: x = %s)) // len(%[2]s) ELSE n END", tag.IsSeveral(col), values, sqltree.Literal(d.Value)))
	}
	if len(paths) == 1 {
		return "n"
	}
	return "least(" + strings.Join(paths, ", ") + ")"
}

func timestamp(t time.Time) string {
	return "TIMESTAMP '" + t.UTC().Format("2006-01-02 15:04:05.999999") + "'"
}

// newLedger is a ledger without counts.
func (r *Result) newLedger(s trace.Slice, label string) *trace.Ledger {
	l := &trace.Ledger{Chain: r.Chain.Name, Title: r.Chain.Title, Unit: r.Chain.Root.Unit, Slice: label, Notes: append([]string(nil), r.Meta.Notes...), Clock: r.Meta.Clock, Incomplete: r.Meta.Incomplete}
	if l.Slice == "" {
		l.Slice = allSlice
	}
	for _, s := range r.Meta.Steps {
		c := s
		c.Causes = append([]trace.Cause(nil), s.Causes...)
		c.FanOuts = append([]trace.FanOut(nil), s.FanOuts...)
		c.Marks = slices.Clone(s.Marks)
		l.Steps = append(l.Steps, c)
	}
	if r.Meta.Unreadable > 0 && (!s.From.IsZero() || !s.To.IsZero()) {
		note := trace.Units(r.Meta.Unreadable, r.Chain.Root.Unit) + " have no readable date and belong to no year"
		if r.Meta.Unreadable == 1 {
			note = fmt.Sprintf("1 %s has no readable date and belongs to no year", r.Chain.Root.Unit)
		}
		l.Notes = append(l.Notes, note)
	}
	return l
}

// ledgers counts the fates of the slice for each value of bucket, SQL over the carried columns.
func (r *Result) ledgers(ctx context.Context, s trace.Slice, bucket string) ([]*trace.Ledger, error) {
	where, err := r.Where(s)
	if err != nil {
		return nil, err
	}
	byBucket := map[string]*trace.Ledger{}
	paths := map[*trace.Ledger]int64{}
	lines := r.lines()
	marks := r.marksAt()
	query := fmt.Sprintf("SELECT %s AS b, cause, count(*), count(*) FILTER (WHERE bit_count(mask) = 1), sum(%s)::BIGINT%s FROM %s WHERE %s GROUP BY ALL", bucket, r.pathsIn(s), marks.counts(), r.fatesWith(bucket, where), where)
	if (buckets{bucket: bucket, where: where}).whole() && r.countsFrom != "" && len(marks) == 0 {
		query = "SELECT '', cause, sum(clicks)::BIGINT, coalesce(sum(clicks) FILTER (WHERE bit_count(mask) = 1), 0)::BIGINT, sum(n)::BIGINT FROM " + r.countsFrom + " GROUP BY cause"
	}
	rows, err := r.conn.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("count fates: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var b string
		var code int
		var clicks, only, n int64
		marked := make([]int64, len(marks))
		if err := rows.Scan(append([]any{&b, &code, &clicks, &only, &n}, engine.Pointers(marked)...)...); err != nil {
			return nil, err
		}
		l := byBucket[b]
		if l == nil {
			l = r.newLedger(s, b)
			byBucket[b] = l
		}
		reached := len(l.Steps) // the steps whose output the clicks are in
		if code != 0 {
			p := lines[code]
			reached = p.step
			l.Steps[p.step].Causes[p.cause].Clicks += clicks
			l.Steps[p.step].Causes[p.cause].OnlyCause += only
		}
		for i := range l.Steps {
			if i <= reached {
				l.Steps[i].In += clicks
			}
			if i < reached {
				l.Steps[i].Out += clicks
				l.Steps[i].RowsOut += clicks
			}
		}
		paths[l] += n
		marks.add(l, marked)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	b := buckets{byBucket, bucket, where}
	if err := r.countAlone(ctx, b, lines); err != nil {
		return nil, fmt.Errorf("count only causes: %w", err)
	}
	if err := r.countLooks(ctx, b, lines); err != nil {
		return nil, fmt.Errorf("count looks: %w", err)
	}
	if err := r.countRows(ctx, b); err != nil {
		return nil, err
	}
	return r.ordered(s, byBucket, paths), nil
}

// line is where a cause stands in a ledger.
type line struct{ step, cause int }

// lines are the places of the causes by their codes in the fates.
func (r *Result) lines() map[int]line {
	out := map[int]line{}
	for i, codes := range r.Meta.Codes {
		for j, c := range codes {
			out[c] = line{i, j}
		}
	}
	return out
}

// countAlone adds to the only causes the root rows that another cause dropped, and of which a copy fails nothing but this one.
func (r *Result) countAlone(ctx context.Context, b buckets, lines map[int]line) error {
	query := fmt.Sprintf("SELECT %s AS b, code, 0, count(*), 0 FROM (SELECT c.*, a.cause AS code FROM %s AS a JOIN %s AS c ON c.id = a.id) WHERE %s GROUP BY ALL", b.bucket, r.alone, r.fatesWith(b.bucket, b.where), b.where)
	return b.each(ctx, r, query, func(l *trace.Ledger, code, _ int, n, _ int64) {
		at := lines[code]
		l.Steps[at.step].Causes[at.cause].OnlyCause += n
	})
}

func (r *Result) ordered(s trace.Slice, byBucket map[string]*trace.Ledger, paths map[*trace.Ledger]int64) []*trace.Ledger {
	var out []*trace.Ledger
	for _, k := range slices.Sorted(maps.Keys(byBucket)) {
		l := byBucket[k]
		l.Bucket = k
		l.Number = r.reconcile(s, l, paths[l])
		out = append(out, l)
	}
	return out
}

// reconcile compares the number with the clicks that reached it.
func (r *Result) reconcile(s trace.Slice, l *trace.Ledger, paths int64) trace.Reconciliation {
	n := trace.Reconciliation{Label: r.Chain.Number.Label, Measure: r.Chain.Number.Measure, Clicks: l.Out(), FanOut: paths - l.Out()}
	if n.Label == "" {
		n.Label = r.Chain.Number.Model
	}
	if n.Measure == "" {
		n.Measure = "count(*)"
	}
	if stop := r.Meta.Incomplete; stop != nil {
		n.Why = stop.Why()
		return n
	}
	whole := l.In() == r.Meta.Roots
	if whole {
		n.Plain, n.PlainRun = r.Meta.Number.Plain, r.Meta.Number.PlainRun
	}
	counts := r.Meta.Number.Value == float64(r.Meta.Number.Paths)
	switch {
	case whole:
		n.Value, n.Known = r.Meta.Number.Value, true
		if !counts {
			n.Why = fmt.Sprintf("%s is not a count of %s", n.Measure, trace.Plural(r.Chain.Root.Unit))
		}
	case counts:
		n.Value, n.Known = float64(paths), true
	default:
		n.Why = fmt.Sprintf("%s is not a count of %s, so it is known only for all of them", n.Measure, trace.Plural(r.Chain.Root.Unit))
	}
	if r.complete() {
		return n
	}
	n.Known = n.Known && whole
	n.Why = "a model could not be followed, so how the number comes about is not explained"
	return n
}

// complete says whether every step could be followed.
func (r *Result) complete() bool {
	for _, d := range r.Meta.Dead {
		if d {
			return false
		}
	}
	for _, s := range r.Meta.Steps {
		for _, c := range s.Causes {
			if c.Kind == trace.Unattributed {
				return false
			}
		}
	}
	return true
}
