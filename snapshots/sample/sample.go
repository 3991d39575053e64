// Package sample makes the built-in snapshot rebrandly_20260612: five years of clicks on the short links of a creators
// program, the sheet that its marketing team keeps, and what was planted in each click. All of it is synthetic.
//
//	dir, err := sample.Ensure(ctx, conn, cacheDir, progress) // written on first use, in some seconds
//	snap, err := snapshots.Open(dir)
//
// The tables are
//
//   - rebrandly_raw: 2.7 million clicks in the shape of Rebrandly's click stream, in the order of their arrival, which
//     is almost that of their timestamps;
//   - creators_sheet: which link belongs to which creator, platform and campaign, with a sheet's usual accidents;
//   - planted: for each row of rebrandly_raw, by its number, the fate that it should have in the creators chain and why.
//     No model reads it; tests do. See sql/tables/planted.sql for its columns.
//
// The same tables a week later are rebrandly_20260619, for those who compare snapshots. It is made only where it is asked for:
//
//	o := sample.Options{Date: sample.Later}
//	err := o.Ensure(ctx, conn, filepath.Join(dir, o.Name()), progress)
//
// It has a week of new clicks, others that arrived late, a sheet that was worked on, and a few clicks that are gone, were
// corrected or come in another order. It has one table more:
//
//   - planted_changes: each row of either snapshot that is new, gone, changed or has another fate, and what was done to it.
//     See sql/week/tables/planted_changes.sql for its columns. Nothing else differs.
//
// Everything is drawn from hash(i), in integers, and put in order before it is written: the data are the same on every
// machine, with any number of threads. The figures to change are in sql: the years and their clicks in 1_calendar.sql,
// what goes wrong with which links in 2_links.sql, the shares of the lanes in 6_traffic.sql; and in sql/week what the
// week brings.
package sample

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/snapshots"
)

// The dates of the snapshots that can be made: that of the built-in one, and a week later.
const (
	First = "20260612"
	Later = "20260619"
)

// Name is the name of the built-in snapshot.
const Name = family + First

const family = "rebrandly_"

// Dates returns the dates of the snapshots that can be made, the built-in one's first.
func Dates() []string { return []string{First, Later} }

// Options say which snapshot is made, and how much of it. The zero value is the built-in one.
type Options struct {
	Scale float64 // of the number of clicks; 0 is 1, which makes 2.7 million
	Date  string  // one of [Dates]; none is First
}

// Name returns the snapshot's name.
func (o Options) Name() string { return family + o.orDefault().Date }

func (o Options) orDefault() Options {
	if o.Scale == 0 {
		o.Scale = 1
	}
	if o.Date == "" {
		o.Date = First
	}
	return o
}

// Write makes the built-in snapshot as the folder dir, which appears when it is complete; a folder that is there
// already is replaced. conn must be allowed to write next to dir; what it holds is left alone. progress, which may
// be nil, is told the part that is done, from 0 to 1, one call at a time.
func Write(ctx context.Context, conn *sql.Conn, dir string, progress func(done float64)) error {
	return Options{}.Write(ctx, conn, dir, progress)
}

// Write is like the function [Write], for another scale or date.
func (o Options) Write(ctx context.Context, conn *sql.Conn, dir string, progress func(done float64)) error {
	if err := o.write(ctx, conn, dir, progress); err != nil {
		return fmt.Errorf("write the sample snapshot: %w", err)
	}
	return nil
}

func (o Options) write(ctx context.Context, conn *sql.Conn, dir string, progress func(done float64)) error {
	o = o.orDefault()
	if o.Scale < 0.001 || o.Scale > 1000 {
		return fmt.Errorf("scale %g: use 0.001 to 1000", o.Scale)
	}
	if !slices.Contains(Dates(), o.Date) {
		return fmt.Errorf("date %q: use %s", o.Date, strings.Join(Dates(), " or "))
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".*") // hidden, so that it is no snapshot yet
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	if err := os.Chmod(temp, 0o755); err != nil {
		return err
	}
	w := o.watch(temp, progress)
	if err := o.generate(ctx, conn, temp, w); err != nil {
		return err
	}
	m, err := snapshots.Describe(temp, o.Name())
	if err != nil {
		return err
	}
	m.Synthetic, m.Source, m.Program = true, o.source(), program()
	if err := snapshots.WriteManifest(temp, m); err != nil {
		return err
	}
	if err := replace(temp, dir); err != nil {
		return err
	}
	w.report(1)
	return nil
}

// generate runs the statements of the recipe, then writes a file for each of its tables.
func (o Options) generate(ctx context.Context, conn *sql.Conn, dir string, w *watcher) error {
	defer w.stop()
	clean := script("sql/week/clean.sql") + script("sql/clean.sql")
	if _, err := conn.ExecContext(ctx, clean); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), clean) }() // only memory is at stake
	if _, err := conn.ExecContext(ctx, "CREATE TEMP TABLE sample_options AS SELECT ?::DOUBLE AS scale", o.Scale); err != nil {
		return err
	}
	steps := o.steps()
	for i, step := range steps {
		w.step(i, len(steps))
		if _, err := conn.ExecContext(ctx, step.statement); err != nil {
			return fmt.Errorf("%s: %w", step.file, err)
		}
	}
	w.writing()
	for _, t := range o.tables() {
		file := filepath.Join(dir, strings.TrimSuffix(path.Base(t), ".sql")+".parquet")
		// LZ4 takes more room than Zstandard and is scanned in half the time.
		write := "COPY (\n" + script(t) + ") TO " + literal(file) + " (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 122880)"
		if _, err := conn.ExecContext(ctx, write); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	return nil
}

// literal quotes s for SQL, where COPY takes no bound value.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
