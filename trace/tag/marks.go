package tag

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// countedMark is a mark of the chain with the hidden column that carries it, which is NULL before the mark's step.
type countedMark struct {
	trace.Mark
	col     string
	printed string      // the condition as DuckDB prints it
	sql     string      // whether it holds, at the moment of the run; NULL where that raises an error
	names   spine.Names // the columns that it names
}

// MarkPrefix is how the hidden columns of marks begin.
const MarkPrefix = engine.Hidden + "m_"

// readMarks prepares the chain's marks: each is one condition.
func (t *Tracer) readMarks(ctx context.Context) error {
	for i, m := range t.Chain.Marks {
		_, expr, err := t.chainExpr(ctx, "mark "+m.Label, m.When)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Pos, err)
		}
		if t.HasAggregate(expr) || sqltree.HasWindow(expr) || sqltree.HasSubquery(expr) {
			return fmt.Errorf("%s: mark %s: %s: a condition over one row of step %s is wanted", m.Pos, m.Label, m.When, m.Step)
		}
		sql, err := t.PrintExpr(ctx, t.careful(sqltree.CastTo("BOOLEAN", expr)))
		if err != nil {
			return fmt.Errorf("%s: mark %s: %w", m.Pos, m.Label, err)
		}
		printed, err := t.PredicateText(ctx, expr)
		if err != nil {
			return fmt.Errorf("%s: mark %s: %w", m.Pos, m.Label, err)
		}
		t.marks = append(t.marks, countedMark{Mark: m, col: MarkPrefix + strconv.Itoa(i+1), printed: printed, sql: sql, names: spine.Mentioned(sqltree.SelectOf(expr))})
	}
	return nil
}

// carryMarks adds to a step's output a hidden column for each mark of the step.
func (t *Tracer) carryMarks(ctx context.Context, s *Step, f *Flow) {
	for _, m := range t.marks {
		if m.Step != s.Name || f.Level != 0 || f.hasCarried(m.col) {
			continue
		}
		if err := t.bindMark(ctx, m, f.From.String(), f.Columns); err != nil {
			if t.markFault == nil {
				t.markFault = err
			}
			continue
		}
		var columns []string
		for _, c := range f.ColumnNames() {
			if m.names.Has(c) {
				columns = append(columns, c)
			}
		}
		f.carry(columns, m.value()+" AS "+m.col, m.col)
	}
}

// value is SQL over the step's columns: whether the condition is TRUE.
func (m *countedMark) value() string {
	return "coalesce(" + m.sql + ", FALSE)"
}

// bindMark returns an error if the mark is no condition over a relation with the columns.
func (t *Tracer) bindMark(ctx context.Context, m countedMark, from string, columns []trace.Column) error {
	_, err := t.Describe(ctx, "SELECT "+m.value()+" FROM "+from)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	message, _, _ := engine.SplitMessage(err.Error())
	return fmt.Errorf("%s: mark %s: %s; step %s has %s", m.Pos, m.Label, engine.InWords(message).Text, m.Step, strings.Join(NameList(columns), ", "))
}

// bindMarks binds the marks of whole models over the tables in schema ref that bound names, before anything runs.
func (t *Tracer) bindMarks(ctx context.Context, bound map[string]bool) error {
	for _, m := range t.marks {
		if !bound[m.Step] {
			continue
		}
		from := sqltree.Quote(trace.RefSchema) + "." + sqltree.Quote(m.Step)
		columns, err := t.Describe(ctx, "SELECT * FROM "+from)
		if err != nil {
			return err
		}
		if err := t.bindMark(ctx, m, from, columns); err != nil {
			return err
		}
	}
	return nil
}

// carry adds a hidden column made of others, of which columns are those that it may be made of.
func (f *Flow) carry(columns []string, expr, col string) {
	g := f.derived(sqltree.FromQuery(fmt.Sprintf("SELECT *, %s FROM %s", expr, f.From)))
	if raw := f.raw.with(columns, expr); raw != nil {
		g.raw, g.Rows = raw, f.Rows
	}
	g.cheap, g.ids = f.cheap || f.Table != "", nil
	g.Carried = append(g.Carried, col)
	*f = *g
}

// checkMarks returns an error if a mark is of no step, or of one that has no rows of its own to mark.
func (t *Tracer) checkMarks() error {
	if t.markFault != nil {
		return t.markFault
	}
	var names []string
	for _, s := range t.Steps {
		names = append(names, s.Name)
	}
	for _, m := range t.marks {
		i := slices.Index(names, m.Step)
		switch {
		case i < 0 && t.Stop != nil && t.Stop.Missed(m.Step): // the trace did not come there
		case i < 0:
			return fmt.Errorf("%s: mark %s: there is no step %s; the steps are %s", m.Pos, m.Label, m.Step, strings.Join(names, ", "))
		case t.Steps[i].Level > 0:
			return fmt.Errorf("%s: mark %s: a row of step %s stands for many %s; mark them in a step before", m.Pos, m.Label, m.Step, trace.Plural(t.Chain.Root.Unit))
		}
	}
	return nil
}

// MarksOf are the marks of a step, not counted yet.
func (t *Tracer) MarksOf(step string) []trace.MarkCount {
	var out []trace.MarkCount
	for _, m := range t.marks {
		if m.Step == step {
			out = append(out, trace.MarkCount{Label: m.Label, Class: m.Class, When: m.printed, Pos: m.Pos})
		}
	}
	return out
}
