package trace

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// marked is a mark of the chain with the hidden column that carries it, which is NULL before the mark's step.
type marked struct {
	Mark
	col     string
	printed string // the condition as DuckDB prints it
	sql     string // whether it holds, at the moment of the run; NULL where that raises an error
	said    names  // the columns that it names
}

// markPrefix is how the hidden columns of marks begin.
const markPrefix = hidden + "m_"

// readMarks prepares the chain's marks: each is one condition.
func (t *tracer) readMarks(ctx context.Context) error {
	for i, m := range t.chain.Marks {
		_, expr, err := t.chainExpr(ctx, "mark "+m.Label, m.When)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Pos, err)
		}
		if t.hasAggregate(expr) || hasWindow(expr) || hasSubquery(expr) {
			return fmt.Errorf("%s: mark %s: %s: a condition over one row of step %s is wanted", m.Pos, m.Label, m.When, m.Step)
		}
		sql, err := t.printExpr(ctx, t.careful(sqltree.CastTo("BOOLEAN", expr)))
		if err != nil {
			return fmt.Errorf("%s: mark %s: %w", m.Pos, m.Label, err)
		}
		printed, err := t.predicateText(ctx, expr)
		if err != nil {
			return fmt.Errorf("%s: mark %s: %w", m.Pos, m.Label, err)
		}
		t.marks = append(t.marks, marked{Mark: m, col: markPrefix + strconv.Itoa(i+1), printed: printed, sql: sql, said: mentioned(sqltree.SelectOf(expr))})
	}
	return nil
}

// carryMarks adds to a step's output a hidden column for each mark of the step.
func (t *tracer) carryMarks(ctx context.Context, s *stepTrace, f *flow) {
	for _, m := range t.marks {
		if m.Step != s.name || f.level != 0 || f.hasCarried(m.col) {
			continue
		}
		if err := t.bindMark(ctx, m, f.from, f.columns); err != nil {
			if t.markFault == nil {
				t.markFault = err
			}
			continue
		}
		var columns []string
		for _, c := range f.columnNames() {
			if m.said.has(c) {
				columns = append(columns, c)
			}
		}
		f.carry(columns, m.value()+" AS "+m.col, m.col)
	}
}

// value is SQL over the step's columns: whether the condition is TRUE.
func (m *marked) value() string {
	return "coalesce(" + m.sql + ", FALSE)"
}

// bindMark returns an error if the mark is no condition over a relation with the columns.
func (t *tracer) bindMark(ctx context.Context, m marked, from string, columns []column) error {
	_, err := t.describe(ctx, "SELECT "+m.value()+" FROM "+from)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	message, _, _ := engineMessage(err.Error())
	return fmt.Errorf("%s: mark %s: %s; step %s has %s", m.Pos, m.Label, inWords(message).message, m.Step, strings.Join(nameList(columns), ", "))
}

// bindMarks binds the marks of whole models over the tables in schema ref that bound names, before anything runs.
func (t *tracer) bindMarks(ctx context.Context, bound map[string]bool) error {
	for _, m := range t.marks {
		if !bound[m.Step] {
			continue
		}
		from := sqltree.Quote(RefSchema) + "." + sqltree.Quote(m.Step)
		columns, err := t.describe(ctx, "SELECT * FROM "+from)
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
func (f *flow) carry(columns []string, expr, col string) {
	rows := f.known()
	if raw := f.raw.with(columns, expr); raw != nil {
		f.raw = raw
	} else if f.raw != nil {
		f.raw, f.rows = nil, rows
	}
	f.from = fmt.Sprintf("(SELECT *, %s FROM %s)", expr, f.from)
	f.cheap = f.cheap || f.table != ""
	f.table, f.alive = "", ""
	f.carried = append(f.carried, col)
}

// checkMarks returns an error if a mark is of no step, or of one that has no rows of its own to mark.
func (t *tracer) checkMarks() error {
	if t.markFault != nil {
		return t.markFault
	}
	var names []string
	for _, s := range t.steps {
		names = append(names, s.name)
	}
	for _, m := range t.marks {
		i := slices.Index(names, m.Step)
		switch {
		case i < 0 && t.stop != nil && t.stop.Missed(m.Step): // the trace did not come there
		case i < 0:
			return fmt.Errorf("%s: mark %s: there is no step %s; the steps are %s", m.Pos, m.Label, m.Step, strings.Join(names, ", "))
		case t.steps[i].level > 0:
			return fmt.Errorf("%s: mark %s: a row of step %s stands for many %ss; mark them in a step before", m.Pos, m.Label, m.Step, t.chain.Root.Unit)
		}
	}
	return nil
}

// marksOf are the marks of a step, not counted yet.
func (t *tracer) marksOf(step string) []MarkCount {
	var out []MarkCount
	for _, m := range t.marks {
		if m.Step == step {
			out = append(out, MarkCount{Label: m.Label, When: m.printed, Pos: m.Pos})
		}
	}
	return out
}

// markPlace is a step's mark, by their places in the ledger, with the column of the fates that has it.
type markPlace struct {
	step, mark int
	col        string
}

type markPlaces []markPlace

// markPlaces returns the marks of all steps.
func (r *Result) markPlaces() markPlaces {
	var out markPlaces
	seen := map[string]int{} // marks of a step so far
	for i, m := range r.chain.Marks {
		step := slices.IndexFunc(r.meta.Steps, func(s Step) bool { return s.Name == m.Step })
		if step >= 0 {
			out = append(out, markPlace{step, seen[m.Step], markPrefix + strconv.Itoa(i+1)})
			seen[m.Step]++
		}
	}
	return out
}

// counts lists the counts of marked fates, each after a comma.
func (m markPlaces) counts() string {
	var b strings.Builder
	for _, p := range m {
		fmt.Fprintf(&b, ", count(*) FILTER (WHERE %s)", p.col)
	}
	return b.String()
}

// add adds marked fates, one number for each mark, to a ledger.
func (m markPlaces) add(l *Ledger, marked []int64) {
	for i, p := range m {
		l.Steps[p.step].Marks[p.mark].Clicks += marked[i]
	}
}
