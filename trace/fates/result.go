package fates

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// Result is a traced chain: one fate for each root row. It lives in tables of a connection.
type Result struct {
	conn  *sql.Conn
	Chain *trace.Chain
	Meta  Meta
	Trace *tag.Tracer // of a run; nil for a result that was loaded

	Whole *trace.Ledger // of all root rows, once it was counted

	FatesFrom, groups, fan, alone, looks string // what to put after FROM
	countsFrom                           string // the same, of a run
	heldRoots                            bool   // Hold has joined the root rows that fan out with their fates
}

// Meta is what a result is beside its tables. It is written as JSON.
type Meta struct {
	Steps      []trace.Step
	Codes      [][]int // the code in the fates of each cause of each step
	Levels     []int   // what the output rows of each step stand for
	Number     tag.Number
	Notes      []string
	Clock      string // of these, the one that says what time it was; empty if nothing asks
	Roots      int64  // root rows
	Unreadable int64  // root rows without a readable time
	Dead       []bool
	Subjects   map[string]string      // what filters compare with constants, by their causes' codes, where a dropped value is near one
	Joins      map[string][]string    // for each dimension of a step, the joins without which its value is none
	Incomplete *trace.IncompleteError // nil if the trace came to the number
}

// newResult checks the trace's invariants and makes it a Result.
func newResult(ctx context.Context, t *tag.Tracer) (*Result, error) {
	r := &Result{conn: t.Conn, Chain: t.Chain, Trace: t, FatesFrom: FatesTable, countsFrom: countsView, groups: GroupsTable, fan: fanTable, alone: aloneTable, looks: looksTable}
	rules := readRules(ctx, t)
	for _, s := range t.Steps {
		step := trace.Step{Name: s.Name, Model: s.Model, Description: t.Described(s), Rollup: s.Rollup, FanOuts: s.FanOuts, Ties: s.Ties, Marks: t.MarksOf(s.Name)}
		var codes []int
		for _, c := range s.Causes {
			cause := c.Cause
			if c.Split == nil {
				rules.classify(s.Name, &cause, c.Hint)
			} else {
				rules.classifySplit(c, &cause, step.Causes)
			}
			step.Causes = append(step.Causes, cause)
			codes = append(codes, c.Code)
		}
		r.Meta.Steps = append(r.Meta.Steps, step)
		r.Meta.Codes = append(r.Meta.Codes, codes)
		r.Meta.Levels = append(r.Meta.Levels, s.Level)
		r.Meta.Dead = append(r.Meta.Dead, s.Dead)
	}
	r.Meta.Number, r.Meta.Notes, r.Meta.Clock = t.Number, t.Notes, t.ClockNote()
	r.Meta.Incomplete = t.Stop
	r.Meta.Notes = append(r.Meta.Notes, rules.idle(t.Stop)...)
	r.Meta.Joins = map[string][]string{}
	for _, d := range t.Chain.Dimensions {
		if d.Step != "" {
			r.Meta.Joins[d.Name] = t.JoinsOf(d.Step, d.Column)
		}
	}
	var err error
	if r.Meta.Subjects, err = lookedAt(ctx, t); err != nil {
		return nil, err
	}
	if r.Meta.Roots, err = t.Count(ctx, fmt.Sprintf("SELECT count(*) FROM %s", r.rootTable())); err != nil {
		return nil, err
	}
	return r, r.checkInvariants(ctx)
}

// Incomplete says why the trace does not come to the number, or returns nil if it does.
func (r *Result) Incomplete() *trace.IncompleteError { return r.Meta.Incomplete }

// rootTable is the root source without the rows' numbers.
func (r *Result) rootTable() string {
	src := r.Chain.Root.Source
	return sqltree.QuoteAll([]string{src.Schema}) + "." + sqltree.QuoteAll([]string{src.Table})
}

// Close drops the result's tables. Of a result that was loaded these are the ones that Hold made: what another connection
// works with stays.
func (r *Result) Close() error {
	ctx := context.Background()
	switch {
	case r.Trace != nil:
		return engine.Reset(ctx, r.conn)
	case r.isHeld():
		return r.letGo(ctx)
	}
	return nil
}

// checkInvariants counts the fates, and proves that they are complete and exclusive, and that each step's output holds those it kept.
func (r *Result) checkInvariants(ctx context.Context) error {
	unreadable := "0::BIGINT"
	if r.Chain.Root.Time != "" {
		unreadable = "count(*) FILTER (WHERE " + tag.TimeCol + " IS NULL)"
	}
	// The ids of the root rows are 0, 1, 2…: as many fates, with the same sum of ids, of their squares and of their bits, are one for each.
	var rows int64
	var once bool
	query := fmt.Sprintf("SELECT count(*), %s, %s, coalesce(sum(n), 0)::BIGINT FROM %s", onceEach(r.Meta.Roots), unreadable, r.fatesWith())
	if err := r.conn.QueryRowContext(ctx, query).Scan(&rows, &once, &r.Meta.Unreadable, &r.Meta.Number.Paths); err != nil {
		return err
	}
	unit := r.Chain.Root.Unit
	if rows != r.Meta.Roots {
		return &trace.InvariantError{Message: fmt.Sprintf("%s of %s have a fate", trace.Grouped(rows), trace.Units(r.Meta.Roots, unit))}
	}
	if !once {
		return &trace.InvariantError{Message: fmt.Sprintf("some %s have several fates", trace.Plural(unit))}
	}
	l, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		return err
	}
	r.Whole = l
	for i, s := range l.Steps {
		if r.Meta.Dead[i] || r.Trace.Steps[i].Out == nil {
			continue
		}
		if i == len(l.Steps)-1 && r.Trace.Steps[i].Level > 0 { // its rows are where the fates of those that it kept come from
			continue
		}
		alive, err := r.rootsIn(ctx, r.Trace.Steps[i].Out)
		if err != nil {
			return err
		}
		if alive != s.Out {
			return &trace.InvariantError{Message: fmt.Sprintf("step %s: %s %s are in its output, %s were kept", s.Name, trace.Grouped(alive), trace.Plural(unit), trace.Grouped(s.Out))}
		}
	}
	return nil
}

// onceEach is SQL that is TRUE for n rows if their ids are 0, 1, … n-1: these have the sum, the sum of squares and the bits of those.
func onceEach(n int64) string {
	if n == 0 {
		return "TRUE"
	}
	product := func(factors ...int64) *big.Int {
		out := big.NewInt(1)
		for _, f := range factors {
			out.Mul(out, big.NewInt(f))
		}
		return out
	}
	sum, squares := product(n, n-1), product(n, n-1, 2*n-1)
	bits := [...]int64{0, n - 1, 1, n}[n%4]
	return fmt.Sprintf("min(id) = 0 AND max(id) = %d AND sum(id) = %s::HUGEINT AND sum(id::BIGINT * id::BIGINT) = %s::HUGEINT AND bit_xor(id::BIGINT) = %d",
		n-1, sum.Rsh(sum, 1), squares.Quo(squares, big.NewInt(6)), bits)
}

// rootsIn counts the root rows in a flow.
func (r *Result) rootsIn(ctx context.Context, f *tag.Flow) (int64, error) {
	t := r.Trace
	if f.Single && f.Level == 0 && f.Rows >= 0 && !f.Rootless {
		return f.Count(), nil
	}
	if n, known := t.RootsIn(f); known {
		return n, nil
	}
	if f.Level == 0 {
		return t.Count(ctx, "SELECT count(DISTINCT "+tag.IDCol+") FROM "+f.From.String())
	}
	return t.Count(ctx, fmt.Sprintf("SELECT count(DISTINCT l.id) FROM %s AS x JOIN %s AS l ON l.gid = x.%s", f.From, t.Rollups[f.Level-1].Lineage, tag.IDCol))
}

// PlainCause is a cause without its counts.
func (r *Result) PlainCause(step, code int) *trace.Cause {
	for k, c := range r.Meta.Codes[step] {
		if c == code {
			cause := r.Meta.Steps[step].Causes[k]
			cause.Clicks, cause.OnlyCause = 0, 0
			return &cause
		}
	}
	return nil
}
