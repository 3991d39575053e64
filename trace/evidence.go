package trace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Evidence is a full run that is kept: rows and journeys of every step come from its tables, without another run.
// It lives in temporary tables of its connection until Close, or until another run on the connection takes their place.
// It is not for concurrent use. A call whose context is cancelled leaves it as it was.
type Evidence struct {
	result *Result
	trace  *tracer
	known  map[*flow]*entered // what was made ready for reading by row
}

// Gather traces the chain as [Run] does, with all columns, and keeps what it made.
func Gather(ctx context.Context, conn *sql.Conn, c *Chain, opt Options) (*Evidence, error) {
	opt.Full = true
	r, err := Run(ctx, conn, c, opt)
	if err != nil {
		return nil, err
	}
	return &Evidence{result: r, trace: r.trace, known: map[*flow]*entered{}}, nil
}

// Result returns the run's own result; it ends with the evidence.
func (e *Evidence) Result() *Result { return e.result }

// Journey follows the root row with this number, from 0, through the chain.
func (e *Evidence) Journey(ctx context.Context, row int64) (*Journey, error) {
	unit := e.result.chain.Root.Unit
	j, err := e.journey(ctx, row)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("there is no %s %d; the snapshot has %d, numbered from 0", unit, row, e.result.meta.Roots)
	}
	if err != nil {
		return nil, fmt.Errorf("follow %s %d: %w", unit, row, err)
	}
	return j, nil
}

// Find returns the numbers of the root rows for which the predicate, SQL over the root source, is TRUE, in the order of
// the snapshot; limit 0 is all of them.
func (e *Evidence) Find(ctx context.Context, predicate string, limit int) ([]int64, error) {
	return findRoots(ctx, e.trace.conn, e.result.chain, predicate, limit)
}

// Verify proves that the tagged chain is faithful, as [Result.Verify] does.
func (e *Evidence) Verify(ctx context.Context, progress func(Progress)) ([]Check, error) {
	return e.result.Verify(ctx, progress)
}

// Close drops the tables.
func (e *Evidence) Close() error { return e.result.Close() }
