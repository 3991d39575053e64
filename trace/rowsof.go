package trace

import (
	"context"
	"database/sql"
)

// Dropped makes a relation of the rows that a cause of a step dropped, as they were on entering the step, failing values first.
func Dropped(ctx context.Context, conn *sql.Conn, c *Chain, step, cause string, s Slice, limit int) (query string, err error) {
	return "", nil
}

// Row returns the journeys of the root rows that the predicate selects, at most limit.
func Row(ctx context.Context, conn *sql.Conn, c *Chain, predicate string, limit int) ([]Journey, error) {
	return nil, nil
}

// Values returns the values of a dimension, the most frequent first.
func (r *Result) Values(ctx context.Context, dim string, limit int) ([]DimValue, error) {
	return nil, nil
}
