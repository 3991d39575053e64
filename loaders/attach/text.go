package attach

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"funneltrace/loaders/csvform"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/loaders/textfile"
	"funneltrace/snapshots"
	"funneltrace/trace/sqltree"
)

// importText converts a table's CSV or NDJSON files into one Parquet file, rows in the order of the lines, and returns what is to
// be said of how they were read.
func importText(ctx context.Context, conn *sql.Conn, j job) (notes []string, err error) {
	f := &tables.TextFiles{Format: j.Format, Work: func(i int) string { return fmt.Sprintf("%s.%d.%s", j.Out, i, j.Format) }}
	defer func() {
		for i := range j.Files {
			_ = os.Remove(f.Work(i)) // few files need a copy
		}
	}()
	for i, path := range j.Files {
		s := textfile.Source{Path: path, Name: filepath.Base(path)}
		if i < len(j.Names) {
			s.Name, s.Folders = j.Names[i], snapshots.Partitions(j.Names[i])
		}
		f.Sources = append(f.Sources, s)
	}
	if f.Folders, err = tables.ReadFolders(ctx, conn, tables.FoldersOf(f.Sources)); err != nil {
		return nil, err
	}
	if notes, err = f.FindForms(); err != nil {
		var unclear *csvform.UnclearError
		if errors.As(err, &unclear) {
			err = fmt.Errorf("%w; trace snapshots freeze takes the flag", err)
		}
		return nil, err
	}
	t, err := f.Read()
	if err != nil {
		return nil, err
	}
	more, err := convert(ctx, conn, f, t, j.Out)
	if err != nil {
		return nil, fmt.Errorf("file %s: %w", f.Sources[0].Name, engine.Plain(err))
	}
	return append(append(notes, t.Notes...), more...), nil
}

// convert writes the table as Parquet.
func convert(ctx context.Context, conn *sql.Conn, f *tables.TextFiles, t tables.TextTable, out string) (notes []string, err error) {
	relation := "(" + t.Parts[0] + ")"
	if f.Format == snapshots.CSV || len(t.Parts) > 1 {
		// Types are chosen from all of the text, so it is there first.
		if err := t.MakeLines(ctx, conn); err != nil {
			return nil, err
		}
		defer conn.ExecContext(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp.lines") //nolint:errcheck // it goes with the connection
		relation = "temp.lines"
	}
	columns, err := engine.Describe(ctx, conn, relation)
	if err != nil {
		return nil, err
	}
	if f.Format == snapshots.CSV {
		if columns, notes, err = tables.TypeColumns(ctx, conn, relation, columns, t.Typed, f.DecimalComma()); err != nil {
			return nil, err
		}
	}
	over, err := t.Overlap(ctx, conn, f)
	if err != nil {
		return nil, err
	}
	var written int64
	copyTo := "COPY (SELECT " + tables.SelectList(columns).Casts + " FROM " + relation + ") TO " + sqltree.Literal(out) + " (FORMAT parquet, COMPRESSION zstd)"
	if err := conn.QueryRowContext(ctx, copyTo).Scan(&written); err != nil {
		return nil, err
	}
	if written != t.Rows {
		return nil, fmt.Errorf("the engine read %d rows where the files have %d", written, t.Rows)
	}
	return append(notes, over...), nil
}
