package tag

import (
	"context"
	"errors"
	"fmt"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// Tracer builds the tagged chain, one temporary table after the other.
type Tracer struct {
	*engine.Printer
	Chain   *trace.Chain
	Options trace.Options
	Path
	Traced
	relations
	carriage
	Plainly          bool // spare no work: raw flows are not used
	unions, branches int  // how many there were so far
}

// Path is the models that are traced.
type Path struct {
	Graph   *spine.Graph
	Spine   []string               // from the root to the number
	Reached []string               // those that this run comes to
	Stop    *trace.IncompleteError // why these are not all; nil if they are
	live    map[string]spine.Live
}

// relations are those of the plain models that stand already.
type relations struct {
	plain  map[string]bool       // models in schema ref
	tagged map[*spine.CTE]*Flow  // the rows of the root in a CTE
	views  map[*spine.CTE]string // of CTEs that were looked up
	eager  bool                  // models are tables, so that each fails where it stands
}

// carriage is what goes on with each root row, and what it is at the root.
type carriage struct {
	root       *Flow  // the root rows
	timeKey    string // the SQL of their time, as Node.Key, if it is a timestamp as it stands
	Dimensions []Dimension
	OfRoots    string // a query for those that the root source gives: id and their columns; empty if there are none
	marks      []countedMark
	markFault  error           // why a mark is not one
	clockNames map[string]bool // names that may ask for the time, but are columns somewhere
}

// Dimension is a chain dimension with the hidden column that carries it.
type Dimension struct {
	trace.Dimension
	Col string
}

// unsupported is SQL whose rows cannot be followed, with the reason for the reader.
type unsupported struct{ reason string }

func (u *unsupported) Error() string { return u.reason }

func cannot(format string, args ...any) error { return &unsupported{fmt.Sprintf(format, args...)} }

// chainExpr returns an expression of chain.yml as DuckDB prints it: whatever stands there, it is one expression.
func (t *Tracer) chainExpr(ctx context.Context, what, text string) (string, sqltree.Node, error) {
	expr, err := t.ParseExpr(ctx, text)
	if err != nil {
		return "", nil, fmt.Errorf("chain %s: %s: %q: %w", t.Chain.Name, what, text, err)
	}
	expr = t.TellClock(expr, t.clockNames)
	printed, err := t.PrintExpr(ctx, expr)
	return printed, expr, err
}

func isUnsupported(err error) (string, bool) {
	var u *unsupported
	switch {
	case errors.As(err, &u):
		return u.reason, true
	case errors.Is(err, sqltree.ErrUnprintable):
		return sqltree.ErrUnprintable.Error(), true
	}
	return "", false
}

// Described is what its author says of the model that the step is the whole of.
func (t *Tracer) Described(s *Step) string {
	if s.Name != s.Model {
		return ""
	}
	m, _ := t.Chain.Model(s.Model)
	return m.Description
}
