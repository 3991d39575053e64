package loaders

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"funneltrace/snapshots"
)

// job is one table for the child to read whole.
type job struct {
	Table  string
	Format snapshots.Format
	Files  []string
	Names  []string // of the files inside the snapshot's folder
	Out    string   // where a text table goes, as Parquet
}

// scanJob is the child of [Scan] and [Import].
var scanJob = doing(scanChild)

func scanChild(ctx context.Context, conn *sql.Conn, jobs []job, say func(report) error) error {
	var notes []string
	for _, j := range jobs {
		last := report{Table: j.Table}
		start := func(file string) error {
			last.File = filepath.Base(file)
			return say(last)
		}
		more, err := j.run(ctx, conn, start)
		if err != nil {
			last.Error = err.Error()
			return say(last)
		}
		for _, note := range more {
			notes = append(notes, "table "+j.Table+": "+note)
		}
	}
	return say(report{Done: true, Notes: notes})
}

func (j job) run(ctx context.Context, conn *sql.Conn, start func(file string) error) (notes []string, err error) {
	if j.Format != snapshots.Parquet {
		if err := start(j.Files[0]); err != nil {
			return nil, err
		}
		return importText(ctx, conn, j)
	}
	for i, f := range j.Files {
		if err := start(f); err != nil {
			return nil, err
		}
		if err := scanFile(ctx, conn, f); err != nil {
			return nil, unread(j.Names[i], err)
		}
	}
	files := tableFiles{paths: j.Files, names: j.Names}
	for _, name := range j.Names {
		files.folders = append(files.folders, snapshots.Partitions(name))
	}
	t, err := files.read(ctx, conn, false)
	if err != nil {
		return nil, err
	}
	return t.remarks(ctx, conn)
}

// remarks are what is to be said of how the files go together.
func (t parquetTable) remarks(ctx context.Context, conn *sql.Conn) ([]string, error) {
	if len(t.folders.inside) == 0 {
		return t.notes, nil
	}
	first := make([]int, len(t.paths))
	for i := range first {
		first[i] = i
	}
	parts := t.parts(1, nil)
	over, err := t.folders.overlap(ctx, conn, t.names, first, func(i int) string { return "(" + parts[i] + ")" })
	return append(t.notes, over...), err
}

// scanFile decodes every value of a Parquet file: a hash needs each. It also reads the statistics, since plans use them,
// compares the count of rows
// with the footer's, since row numbers are computed from that, and refuses values that the engine would round.
func scanFile(ctx context.Context, conn *sql.Conn, file string) error {
	if err := snapshots.CheckEnds(file); err != nil {
		return err
	}
	var promised, stats, counted int64
	if err := conn.QueryRowContext(ctx, "SELECT num_rows FROM parquet_file_metadata("+quotePath(file)+")").Scan(&promised); err != nil {
		return plain(err)
	}
	if err := conn.QueryRowContext(ctx, "SELECT count(stats_min_value) + count(stats_max_value) FROM parquet_metadata("+quotePath(file)+")").Scan(&stats); err != nil {
		return plain(err)
	}
	rows, err := conn.QueryContext(ctx, "SELECT count(*), bit_xor(hash(COLUMNS(*))) FROM "+scan([]string{file}))
	if err != nil {
		return plain(err)
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
		return errors.Join(plain(rows.Err()), io.ErrUnexpectedEOF)
	}
	if err := rows.Scan(into...); err != nil {
		return plain(err)
	}
	if counted != promised {
		return fmt.Errorf("it has %d rows where its footer says %d", counted, promised)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	return checkExact(ctx, conn, file)
}
