package loaders

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"

	"funneltrace/trace"
)

// rowNumber returns the SQL that numbers the rows of a scan of the files.
//
// The engine's own file_row_number costs nothing. Where a file has a column of that name the column would win, and the rows
// are counted instead, which is right but reads on one thread.
func rowNumber(ctx context.Context, tx *sql.Tx, files []string, columns []column) (string, error) {
	shadowed := false
	for _, c := range columns {
		if strings.EqualFold(c.name, trace.RowColumn) {
			return "", fmt.Errorf("it has a column %q, which is what the row number is called here; rename the column", c.name)
		}
		shadowed = shadowed || strings.EqualFold(c.name, "file_row_number") || strings.EqualFold(c.name, "file_index")
	}
	switch {
	case shadowed:
		return "row_number() OVER () - 1", nil
	case len(files) == 1:
		return "file_row_number", nil
	}
	offsets := make([]string, len(files))
	var sum int64
	for i, f := range files {
		offsets[i] = fmt.Sprint(sum)
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT num_rows FROM parquet_file_metadata("+quotePath(f)+")").Scan(&n); err != nil {
			return "", damaged(filepath.Base(f), err)
		}
		sum += n
	}
	return "file_row_number + CAST([" + strings.Join(offsets, ", ") + "] AS BIGINT[])[CAST(file_index AS BIGINT) + 1]", nil
}
