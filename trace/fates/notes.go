package fates

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"funneltrace/trace"
	"funneltrace/trace/tag"
)

// valuesNamed is how many values of a dimension a note names.
const valuesNamed = 8

// noteSlice adds to a ledger what the reader of its slice must know: that a value is not there, or that root rows that fan-out
// gave several values are left out.
func (r *Result) noteSlice(ctx context.Context, s trace.Slice, l *trace.Ledger) error {
	if l.In() == 0 && (!s.From.IsZero() || !s.To.IsZero()) {
		if err := r.noteTimes(ctx, l); err != nil {
			return err
		}
	}
	for _, d := range s.Where {
		if !d.Null && d.Value != trace.Several {
			if err := r.noteUnknown(ctx, s, d.Dim, l); err != nil {
				return err
			}
		}
		if l.In() == 0 {
			if err := r.noteAbsent(ctx, d, l); err != nil {
				return err
			}
		}
		if d.Null || d.Value == trace.Several || len(r.Meta.Steps) == 0 || !r.fanned(len(r.Meta.Steps)-1) {
			continue
		}
		among := s
		among.Where = append(slices.Clone(s.Where), trace.DimValue{Dim: d.Dim, Value: trace.Several})
		n, err := r.in(ctx, among)
		if err != nil {
			return err
		}
		if n > 0 {
			l.Notes = append(l.Notes, fmt.Sprintf("%s of this slice also %s for other values of %s: %s in the slice of each, where the number counts what is of that value; %s=%s is theirs alone",
				trace.Units(n, l.Unit), verb(n, "counts", "count"), d.Dim, verb(n, "it is", "they are"), d.Dim, trace.Several))
		}
	}
	return nil
}

// noteSeveral says of ledgers by a dimension how many root rows are in none of a value's, since they have several: each row is counted
// once, so that the ledgers add up to the whole.
func (r *Result) noteSeveral(by string, ls []*trace.Ledger) {
	at := slices.IndexFunc(ls, func(l *trace.Ledger) bool { return l.Bucket == trace.Several })
	if at < 0 || r.dimensionOf(by) == nil {
		return
	}
	n := ls[at].In()
	note := fmt.Sprintf("%s %s several values of %s, one in each of the rows that a join made: they are counted once, under %s, and not under each value; --where %s=VALUE has them too",
		trace.Units(n, r.Chain.Root.Unit), verb(n, "has", "have"), by, trace.Several, by)
	for _, l := range ls {
		l.Notes = append(l.Notes, note)
	}
}

func verb(n int64, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// noteUnknown says how many root rows were lost before it was known which value of a dimension they have: they are in no slice but
// that of unknown ones.
func (r *Result) noteUnknown(ctx context.Context, s trace.Slice, dim string, ls ...*trace.Ledger) error {
	d := r.dimensionOf(dim)
	if d == nil || d.Step == "" {
		return nil
	}
	var lost []string
	for i, step := range r.Meta.Steps {
		for j, c := range step.Causes {
			if c.Class == trace.Loss {
				lost = append(lost, strconv.Itoa(r.Meta.Codes[i][j]))
			}
		}
	}
	if len(lost) == 0 {
		return nil
	}
	col, _ := r.dimension(dim)
	rest := slices.DeleteFunc(slices.Clone(s.Where), func(d trace.DimValue) bool { return d.Dim == dim })
	where, err := r.Where(trace.Slice{From: s.From, To: s.To, Where: rest})
	if err != nil {
		return err
	}
	var n int64
	query := fmt.Sprintf("SELECT count(*) FROM %s WHERE %s AND %s IS NULL AND cause IN (%s)", r.fatesWith(where, col), where, col, strings.Join(lost, ", "))
	if err := r.conn.QueryRowContext(ctx, query).Scan(&n); n == 0 || err != nil {
		return err
	}
	note := fmt.Sprintf("%s is known from %s on; %s that %s lost without one %s in %s=%s", dim, d.Step, trace.Units(n, r.Chain.Root.Unit), verb(n, "was", "were"), verb(n, "is", "are"), dim, trace.Unknown)
	for _, l := range ls {
		l.Notes = append(l.Notes, note)
	}
	return nil
}

// noteTimes says of which days there are root rows, for a slice that has none.
func (r *Result) noteTimes(ctx context.Context, l *trace.Ledger) error {
	var first, last sql.NullTime
	if err := r.conn.QueryRowContext(ctx, fmt.Sprintf("SELECT min(%[1]s), max(%[1]s) FROM %[2]s", tag.TimeCol, r.fatesWith())).Scan(&first, &last); err != nil {
		return err
	}
	zone, err := r.Chain.Root.Location()
	if err != nil || !first.Valid {
		return err
	}
	day := func(t sql.NullTime) string { return t.Time.In(zone).Format(time.DateOnly) }
	l.Notes = append(l.Notes, fmt.Sprintf("no %s of this slice is there; the %s are of %s to %s", l.Unit, trace.Plural(l.Unit), day(first), day(last)))
	return nil
}

// noteAbsent says that no root row has the value, if that is so, and which values there are.
func (r *Result) noteAbsent(ctx context.Context, d trace.DimValue, l *trace.Ledger) error {
	n, err := r.having(ctx, d)
	if n > 0 || err != nil {
		return err
	}
	values, err := r.Values(ctx, d.Dim, valuesNamed+1)
	if err != nil {
		return err
	}
	var names []string
	for _, v := range values {
		name := v.Value
		switch {
		case v.Null:
			name = trace.Unknown
		case name == "":
			name = "''"
		}
		names = append(names, name)
	}
	names = FirstOf(names, valuesNamed)
	value := d.Value
	if d.Null {
		value = trace.Unknown
	}
	near, err := r.elsewhere(ctx, d)
	if near == "" && err == nil {
		near, err = r.nearest(ctx, d)
	}
	if err != nil {
		return err
	}
	l.Notes = append(l.Notes, fmt.Sprintf("no %s has %s=%s%s; the values of %s are %s", l.Unit, d.Dim, value, near, d.Dim, strings.Join(names, ", ")))
	return nil
}

// elsewhere names the other dimensions that have the value, as " (strategy has it: strategy=x)"; empty if none does.
func (r *Result) elsewhere(ctx context.Context, d trace.DimValue) (string, error) {
	if d.Null || d.Value == trace.Several {
		return "", nil
	}
	var found []string
	for _, other := range r.Chain.Dimensions {
		if other.Name == d.Dim {
			continue
		}
		n, err := r.having(ctx, trace.DimValue{Dim: other.Name, Value: d.Value})
		if err != nil {
			return "", err
		}
		if n > 0 {
			found = append(found, fmt.Sprintf("%s has it: %[1]s=%s", other.Name, d.Value))
		}
	}
	if len(found) == 0 {
		return "", nil
	}
	return " (" + strings.Join(found, ", ") + ")", nil
}

// nearest names the value of the dimension that looks most like one that is not there, as " (did you mean x?)"; empty if none does.
func (r *Result) nearest(ctx context.Context, d trace.DimValue) (string, error) {
	col, _ := r.dimension(d.Dim)
	var near sql.NullString
	query := fmt.Sprintf(`SELECT v FROM (SELECT DISTINCT v, levenshtein(lower(trim(v)), lower(trim(?))) AS far FROM (SELECT unnest(%s) AS v FROM %s) WHERE v <> '')
		WHERE far <= length(v) // 4 ORDER BY far, v LIMIT 1`, tag.ValuesIn(col), r.fatesWith(col))
	switch err := r.conn.QueryRowContext(ctx, query, d.Value).Scan(&near); {
	case errors.Is(err, sql.ErrNoRows), d.Null:
		return "", nil
	case err != nil:
		return "", err
	}
	return fmt.Sprintf(" (did you mean %s?)", near.String), nil
}

// having counts the root rows with a value of a dimension.
func (r *Result) having(ctx context.Context, d trace.DimValue) (n int64, err error) {
	return r.in(ctx, trace.Slice{Where: []trace.DimValue{d}})
}

// in counts the root rows of a slice.
func (r *Result) in(ctx context.Context, s trace.Slice) (n int64, err error) {
	where, err := r.Where(s)
	if err != nil {
		return 0, err
	}
	err = r.conn.QueryRowContext(ctx, "SELECT count(*) FROM "+r.fatesWith(where)+" WHERE "+where).Scan(&n)
	return n, err
}

// FirstOf is a list, or its first few and a sign that there are more.
func FirstOf(list []string, n int) []string {
	if len(list) <= n {
		return list
	}
	return append(slices.Clone(list[:n]), "…")
}
