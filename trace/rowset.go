package trace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// RowsQuery asks for rows that entered a step, as they were on entering it.
type RowsQuery struct {
	Step   string
	Cause  string  // whose rows: empty is all causes of the step, "kept" the rows that it kept
	Slice  Slice   // of the root rows
	Search string  // a text that some cell of the row holds, whatever its case; empty is no search
	Where  []Value // cells that the row must have: the same printed text, or NULL with NULL
	Sort   string  // the column to sort by; empty is the order of the snapshot
	Desc   bool    // the greatest first; NULLs come last either way, and equal cells in the order of the snapshot
}

// Column is a column of a [RowSet].
type Column struct {
	Name string
	Type string // as DuckDB prints it
}

// RowSet is the rows of a [RowsQuery] in their order, which does not change. It lives in a temporary table until Close.
type RowSet struct {
	Columns  []Column // the failing ones first, then the others in the order of the model
	Failing  int      // how many of Columns the cause's predicate names
	Total    int64    // rows of the cause in the slice
	Matching int64    // of these, the ones that match Search and Where
	Grouped  bool     // after a rollup: a row is a group of root rows

	trace *tracer
	in    *entered
	table string      // the keys in order, quoted; of groups also the first root row and how many there are
	fates string      // of all root rows
	known []dimension // what is known of the rows from the joins of their step or one before, beside their columns
}

// Columns of a set's table.
const (
	setKey   = hidden + "key"
	setRoot  = hidden + "root"
	setCount = hidden + "n"
)

// Rows returns the rows that the query asks for. The caller closes the set.
// A step, cause, dimension or column that there is not is an error.
func (e *Evidence) Rows(ctx context.Context, q RowsQuery) (*RowSet, error) {
	t, r := e.trace, e.result
	at := slices.IndexFunc(t.steps, func(s *stepTrace) bool { return s.name == q.Step })
	if stop := r.meta.Incomplete; at < 0 && stop.Missed(q.Step) {
		return nil, stop
	}
	if at < 0 {
		return nil, fmt.Errorf("chain %s has no step %s", r.chain.Name, q.Step)
	}
	if t.steps[at].in == nil {
		return nil, fmt.Errorf("the rows of step %s are not known: a model before it could not be followed", q.Step)
	}
	fate, predicate, err := t.fateOf(at, q.Cause)
	if err != nil {
		return nil, err
	}
	slice, err := r.where(q.Slice)
	if err != nil {
		return nil, err
	}
	in, err := e.entered(ctx, t.steps[at])
	if err != nil {
		return nil, fmt.Errorf("read the rows that entered %s: %w", q.Step, err)
	}
	s := &RowSet{Grouped: in.level > 0, trace: t, in: in}
	s.Columns, s.Failing = t.failingFirst(ctx, in.columns, predicate, t.steps[at].aliases...)
	s.table, s.fates = sqltree.Quote(t.name("set")), r.fates
	if !s.Grouped {
		s.known = t.knownAt(at, in.columns)
	}
	p := plan{in: in, members: t.members(in.level, fate+" AND "+slice)}
	p.alone = in.single && in.level == 0 && t.steps[at].in.known() == r.whole.Steps[at].In
	if err := p.match(q); err != nil {
		return nil, fmt.Errorf("rows of %s: %w", q.Step, err)
	}
	if err := s.fill(ctx, p); err != nil {
		return nil, errors.Join(fmt.Errorf("rows of %s: %w", q.Step, err), s.Close(ctx))
	}
	return s, nil
}

// fill makes the set's table.
func (s *RowSet) fill(ctx context.Context, p plan) error {
	err := s.trace.exec(ctx, "CREATE TEMP TABLE "+s.table+" AS "+p.keys())
	if err != nil {
		return err
	}
	if s.Matching, err = s.trace.count(ctx, "SELECT count(*) FROM "+s.table); err != nil {
		return err
	}
	s.Total = s.Matching
	if len(p.where) > 0 {
		s.Total, err = s.trace.count(ctx, p.total())
	}
	return err
}

// Query returns SQL for all matching rows in the order of the set, with their real types, for as long as the set is open.
// After the set's columns come the dimensions that the joins up to the rows' step made known, as far as they came. The last column,
// named after the unit ("click_row"), is the root row's number; after a rollup it is "click_count", the root rows in the group.
func (s *RowSet) Query() string {
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = c.Name
	}
	unit, last := s.trace.chain.Root.Unit, ""
	if s.Grouped {
		last = "s." + setCount + " AS " + sqltree.Quote(unit+"_count")
	} else {
		last = "x." + idCol + " AS " + sqltree.Quote(unit+"_row")
	}
	list, fates := qualified("x", names), ""
	for _, d := range s.known {
		list += fmt.Sprintf(", f.%s AS %s", d.col, sqltree.Quote(d.Name))
		fates = fmt.Sprintf(" LEFT JOIN %s AS f ON f.id = x.%s", s.fates, idCol)
	}
	return fmt.Sprintf("SELECT %s, %s FROM %s AS x JOIN %s AS s ON s.%s = x.%s%s ORDER BY s.rowid",
		list, last, s.in.from, s.table, setKey, s.in.key, fates)
}

// knownAt returns the dimensions that a step up to the one at the index gives, and that are none of the columns.
func (t *tracer) knownAt(at int, columns []column) []dimension {
	var out []dimension
	for _, d := range t.dims {
		given := slices.ContainsFunc(t.steps[:at+1], func(s *stepTrace) bool { return s.name == d.Step })
		isColumn := slices.ContainsFunc(columns, func(c column) bool { return strings.EqualFold(c.name, d.Name) })
		if given && !isColumn {
			out = append(out, d)
		}
	}
	return out
}

// Close drops the set's table, also when the context is cancelled.
func (s *RowSet) Close(ctx context.Context) error {
	return s.trace.exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS "+s.table)
}
