package evidence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tag"
)

// Evidence is a full run that is kept: rows and journeys of every step come from its tables, without another run.
// It lives in temporary tables of its connection until Close, or until another run on the connection takes their place.
// It is not for concurrent use. A call whose context is cancelled leaves it as it was.
type Evidence struct {
	result *fates.Result
	trace  reader
	known  map[*tag.Flow]*entered // what was made ready for reading by row
}

// reader asks a traced chain about single rows.
type reader struct{ *tag.Tracer }

// Gather traces the chain as [fates.Run] does, with all columns, and keeps what it made.
func Gather(ctx context.Context, conn *sql.Conn, c *trace.Chain, opt trace.Options) (*Evidence, error) {
	opt.Full = true
	r, err := fates.Run(ctx, conn, c, opt)
	if err != nil {
		return nil, err
	}
	return &Evidence{result: r, trace: reader{r.Trace}, known: map[*tag.Flow]*entered{}}, nil
}

// Result returns the run's own result; it ends with the evidence.
func (e *Evidence) Result() *fates.Result { return e.result }

// Journey follows the root row with this number, from 0, through the chain.
func (e *Evidence) Journey(ctx context.Context, row int64) (*trace.Journey, error) {
	unit := e.result.Chain.Root.Unit
	j, err := e.journey(ctx, row)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("there is no %s %d; the snapshot has %s, numbered from 0", unit, row, trace.Grouped(e.result.Meta.Roots))
	}
	if err != nil {
		return nil, fmt.Errorf("follow %s %d: %w", unit, row, err)
	}
	return j, nil
}

// Find returns the numbers of the root rows for which the predicate, SQL over the root source, is TRUE, in the order of
// the snapshot; limit 0 is all of them.
func (e *Evidence) Find(ctx context.Context, predicate string, limit int) ([]int64, error) {
	return findRoots(ctx, e.trace.Conn, e.result.Chain, predicate, limit)
}

// Verify proves that the tagged chain is faithful, as [fates.Result.Verify] does.
func (e *Evidence) Verify(ctx context.Context, progress func(trace.Progress)) ([]trace.Check, error) {
	return e.result.Verify(ctx, progress)
}

// Close drops the tables.
func (e *Evidence) Close() error { return e.result.Close() }
