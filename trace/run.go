package trace

import (
	"context"
	"database/sql"
	"errors"
)

// Options of a [Run].
type Options struct {
	Progress func(Progress) // called now and then, from other goroutines too; nil is silent
	Full     bool           // keep every column of every step, as Rows, Row and Verify need; slower
	Version  string         // the program's version, part of the cache key
}

// Progress says how far a run is.
type Progress struct {
	What string  // "rebrandly_prep"
	Done float64 // 0 to 1 of the whole run
}

// Run traces every root row of the chain through its models, over the sources attached to conn.
// It reads and writes nothing but temporary tables of conn.
func Run(ctx context.Context, conn *sql.Conn, c *Chain, opt Options) (*Result, error) {
	return nil, errors.New("not written yet")
}

// Result is a traced chain: one fate per root row.
type Result struct{ _ int }

// Close drops the result's tables.
func (r *Result) Close() error { return nil }

// Ledger returns the counts of the slice.
func (r *Result) Ledger(ctx context.Context, s Slice) (*Ledger, error) { return nil, nil }

// By returns a ledger for each value of by ("year", "month" or a dimension) within the slice, in order.
func (r *Result) By(ctx context.Context, s Slice, by string) ([]*Ledger, error) { return nil, nil }

// Values returns the values of a dimension, the most frequent first, with their clicks.
func (r *Result) Values(ctx context.Context, dim string, limit int) ([]DimValue, error) {
	return nil, nil
}

// Check is what verifying one step found.
type Check struct {
	Step    string
	OK      bool
	Rows    int64  // rows of the plain model
	Message string // what differs, or what could not be compared and why
}

// Verify runs every plain model beside its tagged form and compares count and hash of whole rows.
// The result must come from a run with Options.Full.
func (r *Result) Verify(ctx context.Context) ([]Check, error) { return nil, nil }

// Dropped streams the rows that a cause of a step dropped, as they were on entering the step, failing values first.
// An empty cause is all of them; "kept" is the rows that the step kept. limit 0 is no limit.
// It runs what it needs of the chain again, with all columns. The caller closes the rows;
// the query is returned for COPY, it reads temporary tables of conn.
func Dropped(ctx context.Context, conn *sql.Conn, c *Chain, step, cause string, s Slice, limit int) (query string, err error) {
	return "", nil
}

// Row returns the journeys of the root rows that the predicate selects, at most limit.
func Row(ctx context.Context, conn *sql.Conn, c *Chain, predicate string, limit int) ([]Journey, error) {
	return nil, nil
}

// Save writes the result to dir, at once or not at all.
func (r *Result) Save(ctx context.Context, dir string) error { return nil }

// Load returns a result that Save wrote. An error that wraps [ErrStale] says that it must be computed again.
func Load(ctx context.Context, conn *sql.Conn, c *Chain, dir string) (*Result, error) {
	return nil, nil
}

// ErrStale says that a saved result is damaged or of another version.
var ErrStale = errors.New("saved result cannot be used")
