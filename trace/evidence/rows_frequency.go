package evidence

import (
	"context"
	"database/sql"
	"fmt"

	"funneltrace/trace"
)

// Frequency is how often the values of a column are there.
type Frequency struct {
	Column   string
	Values   []ValueCount // the most frequent first
	Distinct int64        // how many values there are, NULL counted as one: more than Values if they were limited
	Rows     int64        // of all values
}

// ValueCount is a value with the rows that have it.
type ValueCount struct {
	Value trace.Value
	Rows  int64
}

// Frequency counts the values of a column among the matching rows of the set; limit is how many values are listed.
func (s *RowSet) Frequency(ctx context.Context, column string, limit int) (*Frequency, error) {
	c, err := s.in.column(column)
	if err != nil {
		return nil, err
	}
	f := &Frequency{Column: c.Name}
	query := fmt.Sprintf(`SELECT v, n, count(*) OVER (), sum(n) OVER ()::BIGINT FROM (
		SELECT %s AS v, count(*) AS n FROM %s AS x JOIN %s AS s ON s.%s = x.%s GROUP BY v
	) ORDER BY n DESC, v NULLS FIRST LIMIT %d`, printed(c), s.in.from, s.table, setKey, s.in.key, limit)
	rows, err := s.trace.Conn.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("count the values of %s: %w", c.Name, err)
	}
	defer rows.Close()
	for rows.Next() {
		var v sql.NullString
		var one ValueCount
		if err := rows.Scan(&v, &one.Rows, &f.Distinct, &f.Rows); err != nil {
			return nil, err
		}
		one.Value = trace.Value{Name: c.Name, Text: v.String, Null: !v.Valid}
		f.Values = append(f.Values, one)
	}
	return f, rows.Err()
}
