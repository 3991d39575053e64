package loaders

import (
	"context"
	"database/sql"
	"fmt"
)

// How wide and deep a table may be: the engine's time grows with the square of the columns, and doubles with every second list.
const (
	maxColumns     = 5000 // of a table, the fields of its objects counted: 25 s
	maxParquetDeep = 64   // groups within each other
	maxRepeated    = 16   // of these, how many are lists: 0.8 s
)

func tooWide(columns int) error {
	return &refusedError{fmt.Sprintf("it has %d columns, and a table has %d at most; write those that are needed, or a row for each column", columns, maxColumns)}
}

// checkParquetWidth refuses a Parquet file that is too wide or too deep for the engine. Only the schema in its footer is read.
func checkParquetWidth(ctx context.Context, conn *sql.Conn, path string) error {
	rows, err := conn.QueryContext(ctx, "SELECT name, coalesce(repetition_type = 'REPEATED', false), coalesce(num_children, 0) FROM parquet_schema("+quotePath(path)+")")
	if err != nil {
		return plain(err)
	}
	defer rows.Close()
	type group struct{ left, lists int64 } // children that are still to come, and the lists that they are in
	var open []group
	columns, column := 0, ""
	for rows.Next() {
		var name string
		var repeated bool
		var children int64
		if err := rows.Scan(&name, &repeated, &children); err != nil {
			return err
		}
		for len(open) > 0 && open[len(open)-1].left == 0 {
			open = open[:len(open)-1]
		}
		var lists int64
		if len(open) > 0 {
			open[len(open)-1].left--
			lists = open[len(open)-1].lists
		}
		if len(open) == 1 {
			column = name
		}
		if repeated {
			lists++
		}
		switch {
		case lists > maxRepeated:
			return &refusedError{fmt.Sprintf("column %q has more than %d lists within each other; write it as text, such as JSON", visible(column), maxRepeated)}
		case len(open) > maxParquetDeep:
			return &refusedError{fmt.Sprintf("column %q is nested more than %d deep; write it as text, such as JSON", visible(column), maxParquetDeep)}
		case children == 0:
			columns++
		default:
			open = append(open, group{children, lists})
		}
	}
	if columns > maxColumns {
		return tooWide(columns)
	}
	return rows.Err()
}
