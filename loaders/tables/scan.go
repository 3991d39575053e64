package tables

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
)

// Remarks are what is to be said of how the files go together.
func (t ParquetTable) Remarks(ctx context.Context, conn *sql.Conn) ([]string, error) {
	if len(t.folders.inside) == 0 {
		return t.notes, nil
	}
	first := make([]int, len(t.paths))
	for i := range first {
		first[i] = i
	}
	parts := t.Parts(1, nil)
	over, err := t.folders.overlap(ctx, conn, t.names, first, func(i int) string { return "(" + parts[i] + ")" })
	return append(t.notes, over...), err
}

// ScanFile decodes every value of a Parquet file: a hash needs each. It also reads the statistics, since plans use them,
// compares the count of rows
// with the footer's, since row numbers are computed from that, and refuses values that the engine would round.
func ScanFile(ctx context.Context, conn *sql.Conn, file string) error {
	if err := snapshots.CheckEnds(file); err != nil {
		return err
	}
	if err := checkParquetWidth(ctx, conn, file); err != nil {
		return err
	}
	var promised, stats, counted int64
	if err := conn.QueryRowContext(ctx, "SELECT num_rows FROM parquet_file_metadata("+engine.QuotePath(file)+")").Scan(&promised); err != nil {
		return engine.Plain(err)
	}
	if err := conn.QueryRowContext(ctx, "SELECT count(stats_min_value) + count(stats_max_value) FROM parquet_metadata("+engine.QuotePath(file)+")").Scan(&stats); err != nil {
		return engine.Plain(err)
	}
	rows, err := conn.QueryContext(ctx, "SELECT count(*), bit_xor(hash(COLUMNS(*))) FROM "+ReadParquet([]string{file}))
	if err != nil {
		return engine.Plain(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	into := make([]any, len(columns))
	into[0] = &counted
	for i := range into[1:] {
		into[i+1] = new(any)
	}
	if !rows.Next() {
		return errors.Join(engine.Plain(rows.Err()), io.ErrUnexpectedEOF)
	}
	if err := rows.Scan(into...); err != nil {
		return engine.Plain(err)
	}
	if counted != promised {
		return fmt.Errorf("it has %d rows where its footer says %d", counted, promised)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	return checkExact(ctx, conn, file)
}
