package trace

import (
	"context"
	"database/sql"
	"fmt"
)

// Result is a traced chain: one fate for each root row. It lives in tables of a connection.
type Result struct {
	conn  *sql.Conn
	chain *Chain
	meta  meta
	trace *tracer // of a run; nil for a result that was loaded

	whole *Ledger // of all root rows, once it was counted

	fates, groups, fan string // what to put after FROM
	heldRoots          bool   // Hold has joined the root rows that fan out with their fates
}

// meta is what a result is beside its tables. It is written as JSON.
type meta struct {
	Steps      []Step
	Codes      [][]int // the code in the fates of each cause of each step
	Levels     []int   // what the output rows of each step stand for
	Number     numberTrace
	Notes      []string
	Roots      int64 // root rows
	Unreadable int64 // root rows without a readable time
	Dead       []bool
	Incomplete *IncompleteError // nil if the trace came to the number
}

// result checks the trace's invariants and makes it a Result.
func (t *tracer) result(ctx context.Context) (*Result, error) {
	r := &Result{conn: t.conn, chain: t.chain, trace: t, fates: fatesTable, groups: groupsTable, fan: fanTable}
	rules := t.readRules(ctx)
	for _, s := range t.steps {
		step := Step{Name: s.name, Model: s.model, Description: t.described(s), Rollup: s.rollup, FanOuts: s.fanOuts, Ties: s.ties, Marks: t.marksOf(s.name)}
		var codes []int
		for _, c := range s.causes {
			cause := c.Cause
			rules.classify(s.name, &cause, c.hint)
			step.Causes = append(step.Causes, cause)
			codes = append(codes, c.code)
		}
		r.meta.Steps = append(r.meta.Steps, step)
		r.meta.Codes = append(r.meta.Codes, codes)
		r.meta.Levels = append(r.meta.Levels, s.level)
		r.meta.Dead = append(r.meta.Dead, s.dead)
	}
	r.meta.Number, r.meta.Notes = t.number, t.notes
	r.meta.Incomplete = t.stop
	r.meta.Notes = append(r.meta.Notes, rules.idle(t.stop)...)
	var err error
	if r.meta.Roots, err = t.count(ctx, fmt.Sprintf("SELECT count(*) FROM %s", r.rootTable())); err != nil {
		return nil, err
	}
	return r, r.checkInvariants(ctx)
}

// Incomplete says why the trace does not come to the number, or returns nil if it does.
func (r *Result) Incomplete() *IncompleteError { return r.meta.Incomplete }

// rootTable is the root source without the rows' numbers.
func (r *Result) rootTable() string {
	src := r.chain.Root.Source
	return quoteAll([]string{src.Schema}) + "." + quoteAll([]string{src.Table})
}

// Close drops the result's tables. Of a result that was loaded these are the ones that Hold made: what another connection
// works with stays.
func (r *Result) Close() error {
	ctx := context.Background()
	switch {
	case r.trace != nil:
		return reset(ctx, r.conn)
	case r.isHeld():
		return r.letGo(ctx)
	}
	return nil
}

// InvariantError says that the trace does not add up. It is a fault of the program, never of the data.
type InvariantError struct{ Message string }

func (e *InvariantError) Error() string {
	return "the trace does not add up: " + e.Message
}

// checkInvariants counts the fates, and proves that they are complete and exclusive, and that each step's output holds those it kept.
func (r *Result) checkInvariants(ctx context.Context) error {
	unreadable := "0::BIGINT"
	if r.chain.Root.Time != "" {
		unreadable = "count(*) FILTER (WHERE " + timeCol + " IS NULL)"
	}
	// The ids of the root rows are 0, 1, 2…: as many fates, with the same sum of hashes, are one fate for each.
	var rows int64
	var once bool
	query := fmt.Sprintf(`SELECT count(*), coalesce(sum(hash(id::BIGINT)), 0) = (SELECT coalesce(sum(hash(i::BIGINT)), 0) FROM range(%d) AS t(i)),
		%s, coalesce(sum(n), 0)::BIGINT FROM %s`, r.meta.Roots, unreadable, r.fates)
	if err := r.conn.QueryRowContext(ctx, query).Scan(&rows, &once, &r.meta.Unreadable, &r.meta.Number.Paths); err != nil {
		return err
	}
	unit := r.chain.Root.Unit
	if rows != r.meta.Roots {
		return &InvariantError{fmt.Sprintf("%d of %d %s have a fate", rows, r.meta.Roots, Plural(unit))}
	}
	if !once {
		return &InvariantError{fmt.Sprintf("some %s have several fates", Plural(unit))}
	}
	l, err := r.Ledger(ctx, Slice{})
	if err != nil {
		return err
	}
	r.whole = l
	for i, s := range l.Steps {
		if r.meta.Dead[i] || r.trace.steps[i].out == nil {
			continue
		}
		alive, err := r.trace.rootsIn(ctx, r.trace.steps[i].out)
		if err != nil {
			return err
		}
		if alive != s.Out {
			return &InvariantError{fmt.Sprintf("step %s: %d %s are in its output, %d were kept", s.Name, alive, Plural(unit), s.Out)}
		}
	}
	return nil
}

// rootsIn counts the root rows in a flow.
func (t *tracer) rootsIn(ctx context.Context, f *flow) (int64, error) {
	if f.single && f.level == 0 && f.rows >= 0 && !f.rootless {
		return f.count(), nil
	}
	if f.level == 0 {
		return t.count(ctx, "SELECT count(DISTINCT "+idCol+") FROM "+f.from)
	}
	return t.count(ctx, fmt.Sprintf("SELECT count(DISTINCT l.id) FROM %s AS x JOIN %s AS l ON l.gid = x.%s", f.from, t.rollups[f.level-1].lineage, idCol))
}

// described is what its author says of the model that the step is the whole of.
func (t *tracer) described(s *stepTrace) string {
	if s.name != s.model {
		return ""
	}
	m, _ := t.chain.Model(s.model)
	return m.Description
}
