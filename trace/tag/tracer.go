package tag

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// Tracer builds the tagged chain, one temporary table after the other.
type Tracer struct {
	*engine.Session
	engine.Catalog
	Chain   *trace.Chain
	Graph   *spine.Graph
	live    map[string]spine.Live
	Options trace.Options

	clock      map[string]sqltree.Node // what now() and its kin were when the run began
	Steps      []*Step
	Events     []Deaths
	Rollups    []*rollup
	pendings   []*pending
	Windows    []string // tables of windows whose rowCol is the id of a flow's row
	Plainly    bool     // spare no work: raw flows are not used
	eager      bool     // plain models are tables, so that each fails where it stands
	Dimensions []Dimension
	marks      []marked
	markFault  error                 // why a mark is not one
	Flows      map[string]*Flow      // the finished models of the spine
	plain      map[string]bool       // models that stand in schema ref
	tagged     map[*spine.CTE]*Flow  // the rows of the root in a CTE
	views      map[*spine.CTE]string // the plain relations of CTEs that were looked up
	unions     int                   // how many there were
	branches   int                   // how many there were
	Notes      []string
	written    map[string]sqltree.Node // what hidden columns stand for

	Spine   []string
	Reached []string               // the models of the spine that this run comes to
	Stop    *trace.IncompleteError // why these are not all; nil if they are
	root    *Flow                  // the root rows
	timeKey string                 // the SQL of their time, as Node.Key, if it is a timestamp as it stands
	Number  Number
}

// Step is a step while it is traced.
type Step struct {
	Name, Model string
	Causes      []*Cause
	FanOuts     []trace.FanOut
	Fanned      []string // the root rows of each fan-out: tables of id and extra
	Ties        []trace.Tie
	In          *Flow // what entered it
	Out         *Flow
	Lookups     []Lookup
	Aliases     []string // by which its SELECTs call their lookups
	Level       int
	Rollup      bool
	Dead        bool // nothing flows on: the model could not be followed
}

// Cause is a cause while it is traced.
type Cause struct {
	trace.Cause
	Hint     *trace.Hint           // that it drops nothing; nil if nobody says so
	Code     int                   // position in the ladder of the whole chain, from 1
	Union    int                   // the UNION in one of whose branches it is, from 1; 0 is none
	Branch   int                   // which branch, of all UNIONs
	InCTE    bool                  // it is in a CTE that the branch is the first to read
	relation string                // the lookup that was missed, for a blamed join
	Winner   func(id int64) string // for a dedup: SQL for the id that stayed in place of the id; nil if it cannot be told
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

// Print is the tree as SQL to run: at the moment of the run.
func (t *Tracer) Print(ctx context.Context, n sqltree.Node) (string, error) {
	n, err := t.truncatedSafely(ctx, t.atOnce(n))
	if err != nil {
		return "", err
	}
	text, err := sqltree.Print(ctx, t.Conn, n)
	if errors.Is(err, sqltree.ErrUnprintable) {
		return "", cannot("%v", err)
	}
	return text, err
}

func (t *Tracer) printExpr(ctx context.Context, n sqltree.Node) (string, error) {
	if n.Class() == "COLUMN_REF" && sqltree.AsksTime(n) == "" { // most are, and asking DuckDB takes its time
		parts := n.Strings("column_names")
		quoted := make([]string, len(parts))
		for i, p := range parts {
			quoted[i] = sqltree.Quote(p)
		}
		return strings.Join(quoted, "."), nil
	}
	n, err := t.truncatedSafely(ctx, t.atOnce(n))
	if err != nil {
		return "", err
	}
	return sqltree.PrintExpr(ctx, t.Conn, n)
}

// chainExpr returns an expression of chain.yml as DuckDB prints it: whatever stands there, it is one expression.
func (t *Tracer) chainExpr(ctx context.Context, what, text string) (string, sqltree.Node, error) {
	expr, err := t.ParseExpr(ctx, text)
	if err != nil {
		return "", nil, fmt.Errorf("chain %s: %s: %q: %w", t.Chain.Name, what, text, err)
	}
	printed, err := t.printExpr(ctx, expr)
	return printed, expr, err
}

func isUnsupported(err error) (string, bool) {
	var u *unsupported
	if errors.As(err, &u) {
		return u.reason, true
	}
	return "", false
}

// StepIndex is the place of a step among the steps of the chain, or -1.
func (t *Tracer) StepIndex(s *Step) int {
	for i, x := range t.Steps {
		if x == s {
			return i
		}
	}
	return -1
}

// CauseOf returns the cause of the step with this code, or nil.
func (s *Step) CauseOf(code int) *Cause {
	for _, c := range s.Causes {
		if c.Code == code && code != 0 {
			return c
		}
	}
	return nil
}

// Described is what its author says of the model that the step is the whole of.
func (t *Tracer) Described(s *Step) string {
	if s.Name != s.Model {
		return ""
	}
	m, _ := t.Chain.Model(s.Model)
	return m.Description
}
