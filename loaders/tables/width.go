package tables

import (
	"context"
	"database/sql"
	"fmt"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/textfile"
)

// How deep Parquet may be: the engine's time doubles with every second list.
const (
	maxParquetDeep = 64 // groups within each other
	maxRepeated    = 16 // of these, how many are lists: 0.8 s
)

// checkParquetWidth refuses a Parquet file that is too wide or too deep for the engine. Only the schema in its footer is read.
func checkParquetWidth(ctx context.Context, conn *sql.Conn, path string) error {
	rows, err := conn.QueryContext(ctx, "SELECT name, coalesce(repetition_type = 'REPEATED', false), coalesce(num_children, 0) FROM parquet_schema("+engine.QuotePath(path)+")")
	if err != nil {
		return engine.Plain(err)
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
			return &refusedError{fmt.Sprintf("column %q has more than %d lists within each other; write it as text, such as JSON", engine.Visible(column), maxRepeated)}
		case len(open) > maxParquetDeep:
			return &refusedError{fmt.Sprintf("column %q is nested more than %d deep; write it as text, such as JSON", engine.Visible(column), maxParquetDeep)}
		case children == 0:
			columns++
		default:
			open = append(open, group{children, lists})
		}
	}
	if columns > textfile.MaxColumns {
		return &refusedError{textfile.TooWide(columns)}
	}
	return rows.Err()
}
