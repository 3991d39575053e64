package trace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"funneltrace/trace/sqltree"
)

// tracer builds the tagged chain, one temporary table after the other.
type tracer struct {
	conn  *sql.Conn
	chain *Chain
	graph *graph
	live  map[string]live
	opt   Options

	catalog   catalog
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
	sequence  int

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

// name makes a fresh name for a temporary object or hidden column.
func (t *tracer) name(what string) string {
	t.sequence++
	return hidden + what + strconv.Itoa(t.sequence)
}

func (t *tracer) exec(ctx context.Context, query string) error {
	_, err := t.conn.ExecContext(ctx, query)
	return err
}

func (t *tracer) count(ctx context.Context, query string) (int64, error) {
	var n int64
	err := t.conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// materialise runs the query into a temporary table and returns its name.
func (t *tracer) materialise(ctx context.Context, what, query string) (string, error) {
	table := t.name(what)
	if err := t.exec(ctx, "CREATE TEMP TABLE "+sqltree.Quote(table)+" AS "+query); err != nil {
		return "", err
	}
	return table, nil
}

// describe returns the columns of a query.
func (t *tracer) describe(ctx context.Context, query string) ([]column, error) {
	rows, err := t.conn.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+query+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []column
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.name, &c.typ); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

func (t *tracer) print(ctx context.Context, n sqltree.Node) (string, error) {
	text, err := sqltree.Print(ctx, t.conn, t.atOnce(n))
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
	return sqltree.PrintExpr(ctx, t.conn, t.atOnce(n))
}

// fromItem parses what stands after FROM.
func (t *tracer) fromItem(ctx context.Context, text string) (sqltree.Node, error) {
	tree, err := sqltree.Parse(ctx, t.conn, "SELECT * FROM "+text)
	if err != nil {
		return nil, fmt.Errorf("parse %q: %w", text, err)
	}
	return tree.Child("from_table"), nil
}

// parseExpr parses one expression.
func (t *tracer) parseExpr(ctx context.Context, text string) (sqltree.Node, error) {
	return sqltree.ParseExpr(ctx, t.conn, text)
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

// catalog is what DuckDB says of its functions.
type catalog struct{ aggregate, volatile map[string]bool }

// known is the catalog once it was read: the engine's functions are the same for the whole process.
var known struct {
	sync.Mutex
	catalog catalog
}

func readCatalog(ctx context.Context, conn *sql.Conn) (catalog, error) {
	known.Lock()
	defer known.Unlock()
	if known.catalog.aggregate != nil {
		return known.catalog, nil
	}
	c := catalog{aggregate: map[string]bool{}, volatile: map[string]bool{}}
	rows, err := conn.QueryContext(ctx, `SELECT DISTINCT function_name, function_type = 'aggregate', coalesce(stability = 'VOLATILE', FALSE)
		FROM duckdb_functions() WHERE function_type = 'aggregate' OR stability = 'VOLATILE'`)
	if err != nil {
		return c, fmt.Errorf("list DuckDB's functions: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var agg, vol bool
		if err := rows.Scan(&name, &agg, &vol); err != nil {
			return c, err
		}
		c.aggregate[name] = c.aggregate[name] || agg
		c.volatile[name] = c.volatile[name] || vol && !agg
	}
	if err := rows.Err(); err != nil {
		return c, err
	}
	known.catalog = c
	return c, nil
}

func itoa(n int) string { return strconv.Itoa(n) }

func isUnsupported(err error) (string, bool) {
	var u *unsupported
	if errors.As(err, &u) {
		return u.reason, true
	}
	return "", false
}

// oneLine is SQL or an engine's message without its line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
