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
// Everything is drawn from hash(i), in integers, and put in order before it is written: the data are the same on every
// machine, with any number of threads. The figures to change are in sql: the years and their clicks in 1_calendar.sql,
// what goes wrong with which links in 2_links.sql, the shares of the lanes in 6_traffic.sql.
package sample

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"funneltrace/snapshots"
)

// Name is the snapshot's name.
const Name = "rebrandly_20260612"

//go:embed sql
var files embed.FS

// Options change how much is made. The zero value is the built-in snapshot.
type Options struct {
	Scale float64 // of the number of clicks; 0 is 1, which makes 2.7 million
}

// Write makes the built-in snapshot as the folder dir, which appears when it is complete; a folder that is there
// already is replaced. conn must be allowed to write next to dir; what it holds is left alone. progress, which may
// be nil, is told the part that is done, from 0 to 1, one call at a time.
func Write(ctx context.Context, conn *sql.Conn, dir string, progress func(done float64)) error {
	return Options{}.Write(ctx, conn, dir, progress)
}

// Write is like the function [Write], at another scale.
func (o Options) Write(ctx context.Context, conn *sql.Conn, dir string, progress func(done float64)) error {
	if err := o.write(ctx, conn, dir, progress); err != nil {
		return fmt.Errorf("write the sample snapshot: %w", err)
	}
	return nil
}

func (o Options) write(ctx context.Context, conn *sql.Conn, dir string, progress func(done float64)) error {
	if o.Scale == 0 {
		o.Scale = 1
	}
	if o.Scale < 0.001 || o.Scale > 1000 {
		return fmt.Errorf("scale %g: use 0.001 to 1000", o.Scale)
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
	w := watch(temp, o.Scale, progress)
	if err := o.generate(ctx, conn, temp, w); err != nil {
		return err
	}
	m, err := snapshots.Describe(temp, Name)
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

// generate runs the scripts in the order of their names, then writes a file for each query of sql/tables.
func (o Options) generate(ctx context.Context, conn *sql.Conn, dir string, w *watcher) error {
	defer w.stop()
	clean := script("sql/clean.sql")
	if _, err := conn.ExecContext(ctx, clean); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), clean) }() // only memory is at stake
	if _, err := conn.ExecContext(ctx, "CREATE TEMP TABLE sample_options AS SELECT ?::DOUBLE AS scale", o.Scale); err != nil {
		return err
	}
	steps, err := fs.Glob(files, "sql/[0-9]_*.sql")
	if err != nil {
		return err
	}
	for i, step := range steps {
		w.step(i, len(steps))
		if _, err := conn.ExecContext(ctx, script(step)); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
	}
	tables, err := fs.Glob(files, "sql/tables/*.sql")
	if err != nil {
		return err
	}
	w.writing()
	for _, t := range tables {
		file := filepath.Join(dir, strings.TrimSuffix(path.Base(t), ".sql")+".parquet")
		// LZ4 takes more room than Zstandard and is scanned in half the time.
		write := "COPY (\n" + script(t) + ") TO " + literal(file) + " (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 122880)"
		if _, err := conn.ExecContext(ctx, write); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	return nil
}

// source is what the manifest says of the data: that they are made up, and by which recipe.
func (o Options) source() string {
	return fmt.Sprintf("synthetic: made up by trace, scale %g, recipe %s", o.Scale, recipe())
}

// recipe identifies the SQL that makes the data.
func recipe() string {
	h := sha256.New()
	err := fs.WalkDir(files, "sql", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			fmt.Fprintf(h, "%s\n%s\n", p, script(p))
		}
		return err
	})
	if err != nil {
		panic(err) // the files are part of the program
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func script(name string) string {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err) // the files are part of the program
	}
	return string(text)
}

// literal quotes s for SQL, where COPY takes no bound value.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
