package tables

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// UnionAtMost is up to how many files are read by a scan each. A plan grows with its scans: one of 12 takes 10 ms longer
// than one of a single scan, which the files that are passed over pay back; one of 50 takes 40 ms, one of 500 a second.
const UnionAtMost = 16

// Numbered returns the SELECT of the table's rows with their numbers.
//
// The engine's own file_row_number costs nothing. Where a file has a column of that name the column would win, and the rows
// are counted instead, which is right but reads on one thread.
func (t ParquetTable) Numbered(ctx context.Context, tx engine.Querier) (string, error) {
	for _, c := range t.columns {
		if strings.EqualFold(c.Name, trace.RowColumn) {
			return "", fmt.Errorf("it has a column %q, which is what the row number is called here; rename the column", c.Name)
		}
	}
	switch {
	case t.holds("file_row_number") || t.holds("file_index"):
		return selectNumbered("*", "row_number() OVER () - 1", t.Relation()), nil
	case len(t.paths) == 1 && t.alike():
		return selectNumbered("*", "file_row_number", ReadParquet(t.paths)), nil
	}
	before, err := t.rowsBefore(ctx, tx)
	if err != nil {
		return "", err
	}
	if len(t.paths) <= UnionAtMost {
		return t.union(before), nil
	}
	parts := t.Parts(len(t.paths), func(r Run) string {
		offsets := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(before[r.From:r.to])), ", "), "[]")
		return asNumber("file_row_number + CAST([" + offsets + "] AS BIGINT[])[CAST(file_index AS BIGINT) + 1]")
	})
	return strings.Join(parts, " UNION ALL "), nil
}

// union reads each file by a scan of its own, so that the engine can pass over the files in which a row cannot be:
// file_row_number, when it is asked for as a column, has a least and a greatest value, and so has its sum with a constant.
func (t ParquetTable) union(before []int64) string {
	parts := t.Parts(1, func(r Run) string { return asNumber(fmt.Sprintf("file_row_number + %d", before[r.From])) }, "file_row_number = true")
	return strings.Join(parts, " UNION ALL ")
}

func asNumber(number string) string { return number + " AS " + sqltree.Quote(trace.RowColumn) }

func selectNumbered(list, number, from string) string {
	return "SELECT " + list + ", " + asNumber(number) + " FROM " + from
}

// rowsBefore returns for each file how many rows the files before it have.
func (t ParquetTable) rowsBefore(ctx context.Context, tx engine.Querier) ([]int64, error) {
	before := make([]int64, len(t.paths))
	var sum int64
	for i, f := range t.paths {
		before[i] = sum
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT num_rows FROM parquet_file_metadata("+engine.QuotePath(f)+")").Scan(&n); err != nil {
			return nil, engine.Damaged(t.names[i], err)
		}
		sum += n
	}
	return before, nil
}
