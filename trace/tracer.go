package trace

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// tracer builds the tagged chain, one temporary table after the other.
type tracer struct {
	*engine
	catalog
	chain *Chain
	graph *graph
	live  map[string]live
	opt   Options

	clock     map[string]sqltree.Node // what now() and its kin were when the run began
	steps     []*stepTrace
	events    []deaths
	rollups   []*rollup
	pendings  []*pending
	windows   []string // tables of windows whose rowCol is the id of a flow's row
	plainly   bool     // spare no work: raw flows are not used
	eager     bool     // plain models are tables, so that each fails where it stands
	dims      []dimension
	marks     []marked
	markFault error            // why a mark is not one
	flows     map[string]*flow // the finished models of the spine
	plain     map[string]bool  // models that stand in schema ref
	tagged    map[*cte]*flow   // the rows of the root in a CTE
	views     map[*cte]string  // the plain relations of CTEs that were looked up
	step      *stepTrace       // the one being built
	open      []string         // the names of the sub-steps that are being built
	model     Model            // the one being built
	pooled    bool             // inside a set operation: no sub-steps
	union     int              // the UNION whose branches are being built, from 1; 0 is none
	unions    int              // how many there were
	branch    int              // the branch that is being built
	branches  int              // how many there were
	ctes      int              // how many CTEs are being built, one in the other
	output    bool             // the columns of the SELECT that comes next are those of the model
	notes     []string
	written   map[string]sqltree.Node // what hidden columns stand for

	spineNames []string
	reached    []string         // the models of the spine that this run comes to
	stop       *IncompleteError // why these are not all; nil if they are
	index      int              // of the model being built in spineNames
	root       *flow            // the root rows
	timeKey    string           // the SQL of their time, as Node.Key, if it is a timestamp as it stands
	number     numberTrace
}

// stepTrace is a step while it is traced.
type stepTrace struct {
	name, model string
	causes      []*causeTrace
	fanOuts     []FanOut
	fanned      []string // the root rows of each fan-out: tables of id and extra
	ties        []Tie
	in          *flow // what entered it
	out         *flow
	lookups     []lookupTrace
	aliases     []string // by which its SELECTs call their lookups
	level       int
	rollup      bool
	dead        bool // nothing flows on: the model could not be followed
}

type causeTrace struct {
	Cause
	hint     *Hint                 // that it drops nothing; nil if nobody says so
	code     int                   // position in the ladder of the whole chain, from 1
	union    int                   // the UNION in one of whose branches it is, from 1; 0 is none
	branch   int                   // which branch, of all UNIONs
	inCTE    bool                  // it is in a CTE that the branch is the first to read
	relation string                // the lookup that was missed, for a blamed join
	winner   func(id int64) string // for a dedup: SQL for the id that stayed in place of the id; nil if it cannot be told
}

// deaths is a table with rows that a stage dropped: where mask is not 0, bit i stands for causes[i].
type deaths struct {
	table   string // what to put after FROM
	carried []string
	level   int
	causes  []*causeTrace
	step    *stepTrace
	shift   int  // the bit of the mask that stands for the first cause
	shared  bool // its root rows may be elsewhere too: in another row, group or branch
}

// dimension is a chain dimension with the hidden column that carries it.
type dimension struct {
	Dimension
	col string
}

// unsupported is SQL whose rows cannot be followed, with the reason for the reader.
type unsupported struct{ reason string }

func (u *unsupported) Error() string { return u.reason }

func cannot(format string, args ...any) error { return &unsupported{fmt.Sprintf(format, args...)} }

func (t *tracer) print(ctx context.Context, n sqltree.Node) (string, error) {
	n, err := t.truncatedSafely(ctx, t.atOnce(n))
	if err != nil {
		return "", err
	}
	text, err := sqltree.Print(ctx, t.conn, n)
	if errors.Is(err, sqltree.ErrUnprintable) {
		return "", cannot("%v", err)
	}
	return text, err
}

func (t *tracer) printExpr(ctx context.Context, n sqltree.Node) (string, error) {
	if n.Class() == "COLUMN_REF" && asksTime(n) == "" { // most are, and asking DuckDB takes its time
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
	return sqltree.PrintExpr(ctx, t.conn, n)
}

// chainExpr returns an expression of chain.yml as DuckDB prints it: whatever stands there, it is one expression.
func (t *tracer) chainExpr(ctx context.Context, what, text string) (string, sqltree.Node, error) {
	expr, err := t.parseExpr(ctx, text)
	if err != nil {
		return "", nil, fmt.Errorf("chain %s: %s: %q: %w", t.chain.Name, what, text, err)
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

// oneLine is SQL or an engine's message without its line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
