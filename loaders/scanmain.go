package loaders

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"funneltrace/snapshots"
)

// ScanCommand is the first argument of the program when it is the child of [Scan], [Import], [Freeze] or [ReadFiles].
const ScanCommand = "__scan"

// job is one table for the child to read whole.
type job struct {
	Table  string
	Format snapshots.Format
	Files  []string
	Names  []string // of the files inside the snapshot's folder
	Out    string   // where a text table goes, as Parquet
}

// request is what the child is told, as JSON on its standard input.
type request struct {
	Options Options
	Jobs    []job       // of a scan or an import
	Freeze  []freezeJob // of a freeze
	Accept  bool        // a freeze leaves out what cannot be read
	Read    *readJob    // of files that the engine reads by itself
}

// report is one line that the child prints, as JSON.
type report struct {
	Table, File string  // the file that is read now
	Doing       string  // what a freeze does with the table now, if no file is to blame for what may happen
	Part        float64 // of 1, how much of a freeze is done
	Error       string  // the end: what is wrong with it
	Done        bool    // the end: all was read
	Frozen      []frozen
	Rejects     rejected // of a freeze, when it ends
	Notes       []string // of a scan or an import, when it ends: what is to be said of how files were read
}

// ScanMain is the child process of [Scan], [Import], [Freeze] and [ReadFiles]. The program, and every test binary that scans, must call it first
// thing when its first argument is [ScanCommand], and exit with what it returns. There are no further arguments.
func ScanMain([]string) int {
	signal.Ignore(os.Interrupt) // a Ctrl-C reaches the parent too, which stops this process in its own way
	outliveFileLimit()
	if err := scanMain(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func scanMain(ctx context.Context, in io.Reader, out io.Writer) error {
	var req request
	if err := json.NewDecoder(in).Decode(&req); err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	go func() { // the parent keeps the pipe open as long as it lives
		_, _ = io.Copy(io.Discard, in)
		os.Exit(1)
	}()
	ctx, stop := holdMemory(ctx, req.Options, out)
	defer stop()
	lines := json.NewEncoder(out)
	say := func(r report) error {
		if r.Error != "" && ctx.Err() != nil { // what failed was called off
			r.Error = context.Cause(ctx).Error()
		}
		return lines.Encode(r)
	}
	db, err := Open(ctx, req.Options)
	if err != nil {
		return say(report{Error: err.Error()})
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return say(report{Error: err.Error()})
	}
	defer conn.Close()
	if len(req.Freeze) > 0 {
		return freezeMain(ctx, conn, req, say)
	}
	if req.Read != nil {
		return readMain(ctx, conn, *req.Read, say)
	}
	var notes []string
	for _, j := range req.Jobs {
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
	if err := checkParquetWidth(ctx, conn, file); err != nil {
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
