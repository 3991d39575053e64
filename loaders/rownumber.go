package loaders

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// unionAtMost is up to how many files are read by a scan each. A plan grows with its scans: one of 12 takes 10 ms longer
// than one of a single scan, which the files that are passed over pay back; one of 50 takes 40 ms, one of 500 a second.
const unionAtMost = 16

// numbered returns the SELECT of the table's rows with their numbers.
//
// The engine's own file_row_number costs nothing. Where a file has a column of that name the column would win, and the rows
// are counted instead, which is right but reads on one thread.
func (t parquetTable) numbered(ctx context.Context, tx querier) (string, error) {
	for _, c := range t.columns {
		if strings.EqualFold(c.name, trace.RowColumn) {
			return "", fmt.Errorf("it has a column %q, which is what the row number is called here; rename the column", c.name)
		}
	}
	switch {
	case t.holds("file_row_number") || t.holds("file_index"):
		return selectNumbered("*", "row_number() OVER () - 1", t.relation()), nil
	case len(t.paths) == 1 && t.alike():
		return selectNumbered("*", "file_row_number", scan(t.paths)), nil
	}
	before, err := t.rowsBefore(ctx, tx)
	if err != nil {
		return "", err
	}
	if len(t.paths) <= unionAtMost {
		return t.union(before), nil
	}
	parts := t.parts(len(t.paths), func(r run) string {
		offsets := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(before[r.from:r.to])), ", "), "[]")
		return asNumber("file_row_number + CAST([" + offsets + "] AS BIGINT[])[CAST(file_index AS BIGINT) + 1]")
	})
	return strings.Join(parts, " UNION ALL "), nil
}

// union reads each file by a scan of its own, so that the engine can pass over the files in which a row cannot be:
// file_row_number, when it is asked for as a column, has a least and a greatest value, and so has its sum with a constant.
func (t parquetTable) union(before []int64) string {
	parts := t.parts(1, func(r run) string { return asNumber(fmt.Sprintf("file_row_number + %d", before[r.from])) }, "file_row_number = true")
	return strings.Join(parts, " UNION ALL ")
}

func asNumber(number string) string { return number + " AS " + sqltree.Quote(trace.RowColumn) }

func selectNumbered(list, number, from string) string {
	return "SELECT " + list + ", " + asNumber(number) + " FROM " + from
}

// rowsBefore returns for each file how many rows the files before it have.
func (t parquetTable) rowsBefore(ctx context.Context, tx querier) ([]int64, error) {
	before := make([]int64, len(t.paths))
	var sum int64
	for i, f := range t.paths {
		before[i] = sum
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT num_rows FROM parquet_file_metadata("+quotePath(f)+")").Scan(&n); err != nil {
			return nil, damaged(t.names[i], err)
		}
		sum += n
	}
	return before, nil
}
