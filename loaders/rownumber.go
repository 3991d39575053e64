package loaders

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"

	"funneltrace/trace"
)

// unionAtMost is up to how many files are read by a scan each. A plan grows with its scans: one of 12 takes 10 ms longer
// than one of a single scan, which the files that are passed over pay back; one of 50 takes 40 ms, one of 500 a second.
const unionAtMost = 16

// numbered returns the SELECT of the files' rows with their numbers.
//
// The engine's own file_row_number costs nothing. Where a file has a column of that name the column would win, and the rows
// are counted instead, which is right but reads on one thread.
func numbered(ctx context.Context, tx *sql.Tx, files []string, columns []column) (string, error) {
	shadowed := false
	for _, c := range columns {
		if strings.EqualFold(c.name, trace.RowColumn) {
			return "", fmt.Errorf("it has a column %q, which is what the row number is called here; rename the column", c.name)
		}
		shadowed = shadowed || strings.EqualFold(c.name, "file_row_number") || strings.EqualFold(c.name, "file_index")
	}
	switch {
	case shadowed:
		return selectNumbered("*", "row_number() OVER () - 1", scan(files)), nil
	case len(files) == 1:
		return selectNumbered("*", "file_row_number", scan(files)), nil
	}
	before, err := rowsBefore(ctx, tx, files)
	if err != nil {
		return "", err
	}
	if len(files) <= unionAtMost {
		return union(files, before, columns), nil
	}
	offsets := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(before)), ", "), "[]")
	return selectNumbered("*", "file_row_number + CAST(["+offsets+"] AS BIGINT[])[CAST(file_index AS BIGINT) + 1]", scan(files)), nil
}

// union reads each file by a scan of its own, so that the engine can pass over the files in which a row cannot be:
// file_row_number, when it is asked for as a column, has a least and a greatest value, and so has its sum with a constant.
// The columns are named since those of another file may come in another order.
func union(files []string, before []int64, columns []column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = quoteName(c.name)
	}
	list := strings.Join(names, ", ")
	scans := make([]string, len(files))
	for i, f := range files {
		scans[i] = selectNumbered(list, fmt.Sprintf("file_row_number + %d", before[i]), scan([]string{f}, "file_row_number = true"))
	}
	return strings.Join(scans, " UNION ALL ")
}

func selectNumbered(list, number, from string) string {
	return "SELECT " + list + ", " + number + " AS " + quoteName(trace.RowColumn) + " FROM " + from
}

// rowsBefore returns for each file how many rows the files before it have.
func rowsBefore(ctx context.Context, tx *sql.Tx, files []string) ([]int64, error) {
	before := make([]int64, len(files))
	var sum int64
	for i, f := range files {
		before[i] = sum
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT num_rows FROM parquet_file_metadata("+quotePath(f)+")").Scan(&n); err != nil {
			return nil, damaged(filepath.Base(f), err)
		}
		sum += n
	}
	return before, nil
}
