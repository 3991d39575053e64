package fates

import (
	"context"
	"database/sql"
	"fmt"

	"funneltrace/trace"
	"funneltrace/trace/tag"
)

// Values returns the values of a dimension among the root rows, the most frequent first; limit 0 is all of them.
func (r *Result) Values(ctx context.Context, dim string, limit int) ([]trace.DimValue, error) {
	col, ok := r.dimension(dim)
	if !ok {
		return nil, fmt.Errorf("chain %s has no dimension %s", r.Chain.Name, dim)
	}
	query := fmt.Sprintf("SELECT %s FROM %s GROUP BY ALL ORDER BY count(*) DESC, 1", tag.OneOfSeveral(col), r.fatesWith(col))
	if limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", limit)
	}
	rows, err := r.conn.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("list the values of %s: %w", dim, err)
	}
	defer rows.Close()
	var out []trace.DimValue
	for rows.Next() {
		var v sql.NullString
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, trace.DimValue{Dim: dim, Value: v.String, Null: !v.Valid})
	}
	return out, rows.Err()
}
