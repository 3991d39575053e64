package evidence

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// RowSet is the rows of a [trace.RowsQuery] in their order, which does not change. It lives in a temporary table until Close.
type RowSet struct {
	Columns  []trace.Column // the failing ones first, then the others in the order of the model
	Failing  int            // how many of Columns the cause's predicate names
	Total    int64          // rows of the cause in the slice
	Matching int64          // of these, the ones that match Search and Where
	Grouped  bool           // after a rollup: a row is a group of root rows

	trace reader
	in    *entered
	table string          // the keys in order, quoted; of groups also the first root row and how many there are
	fates string          // of all root rows
	row   string          // what the number of a row is called; empty is after the root's unit
	known []tag.Dimension // what is known of the rows from the joins of their step or one before, beside their columns
}

// Columns of a set's table.
const (
	setKey   = engine.Hidden + "key"
	setRoot  = engine.Hidden + "root"
	setCount = engine.Hidden + "n"
)

// Rows returns the rows that the query asks for. The caller closes the set.
// A step, cause, dimension or column that there is not is an error.
func (e *Evidence) Rows(ctx context.Context, q trace.RowsQuery) (*RowSet, error) {
	t, r := e.trace, e.result
	at := slices.IndexFunc(t.Steps, func(s *tag.Step) bool { return s.Name == q.Step })
	if stop := r.Meta.Incomplete; at < 0 && stop.Missed(q.Step) {
		return nil, stop
	}
	if at < 0 {
		return nil, fmt.Errorf("chain %s has no step %s", r.Chain.Name, q.Step)
	}
	if t.Steps[at].In == nil {
		return nil, fmt.Errorf("the rows of step %s are not known: a model before it could not be followed", q.Step)
	}
	fate, predicate, err := t.fateOf(at, q.Cause)
	if err != nil {
		return nil, err
	}
	slice, err := r.Where(q.Slice)
	if err != nil {
		return nil, err
	}
	in, err := e.entered(ctx, t.Steps[at])
	if err != nil {
		return nil, fmt.Errorf("read the rows that entered %s: %w", q.Step, err)
	}
	s := &RowSet{Grouped: in.level > 0, trace: t, in: in}
	s.Columns, s.Failing = t.failingFirst(ctx, in.columns, predicate, t.Steps[at].Aliases...)
	s.table, s.fates = sqltree.Quote(t.Name("set")), fates.FatesWith(t.Tracer)
	if !s.Grouped {
		s.known = t.knownAt(at, in.columns)
	}
	p := plan{in: in, members: t.members(in.level, fate+" AND "+slice)}
	p.alone = in.single && in.level == 0 && t.Steps[at].In.Known() == r.Whole.Steps[at].In
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
	err := s.trace.Exec(ctx, "CREATE TEMP TABLE "+s.table+" AS "+p.keys())
	if err != nil {
		return err
	}
	if s.Matching, err = s.trace.Count(ctx, "SELECT count(*) FROM "+s.table); err != nil {
		return err
	}
	s.Total = s.Matching
	if len(p.where) > 0 {
		s.Total, err = s.trace.Count(ctx, p.total())
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
	unit, last := s.trace.Chain.Root.Unit, ""
	if s.row != "" {
		last = "x." + tag.IDCol + " AS " + sqltree.Quote(s.row)
	} else if s.Grouped {
		last = "s." + setCount + " AS " + sqltree.Quote(unit+"_count")
	} else {
		last = "x." + tag.IDCol + " AS " + sqltree.Quote(unit+"_row")
	}
	list, fates := qualified("x", names), ""
	for _, d := range s.known {
		list += fmt.Sprintf(", %s AS %s", tag.AllOfSeveral("f."+d.Col), sqltree.Quote(d.Name))
		fates = fmt.Sprintf(" LEFT JOIN %s AS f ON f.id = x.%s", s.fates, tag.IDCol)
	}
	return fmt.Sprintf("SELECT %s, %s FROM %s AS x JOIN %s AS s ON s.%s = x.%s%s ORDER BY s.rowid",
		list, last, s.in.from, s.table, setKey, s.in.key, fates)
}

// knownAt returns the dimensions that a step up to the one at the index gives, and that are none of the columns.
func (t reader) knownAt(at int, columns []trace.Column) []tag.Dimension {
	var out []tag.Dimension
	for _, d := range t.Dimensions {
		given := slices.ContainsFunc(t.Steps[:at+1], func(s *tag.Step) bool { return s.Name == d.Step })
		isColumn := slices.ContainsFunc(columns, func(c trace.Column) bool { return strings.EqualFold(c.Name, d.Name) })
		if given && !isColumn {
			out = append(out, d)
		}
	}
	return out
}

// Close drops the set's table, also when the context is cancelled.
func (s *RowSet) Close(ctx context.Context) error {
	return s.trace.Exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS "+s.table)
}
