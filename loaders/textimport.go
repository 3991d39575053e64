package loaders

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"funneltrace/loaders/csvform"
	"funneltrace/snapshots"
)

// importText converts a table's CSV or NDJSON files into one Parquet file, rows in the order of the lines, and returns what is to
// be said of how they were read.
func importText(ctx context.Context, conn *sql.Conn, j job) (notes []string, err error) {
	f := &textFiles{format: j.Format, work: func(i int) string { return fmt.Sprintf("%s.%d.%s", j.Out, i, j.Format) }}
	defer func() {
		for i := range j.Files {
			_ = os.Remove(f.work(i)) // few files need a copy
		}
	}()
	for i, path := range j.Files {
		s := textSource{path: path, name: filepath.Base(path)}
		if i < len(j.Names) {
			s.name, s.folders = j.Names[i], snapshots.Partitions(j.Names[i])
		}
		f.sources = append(f.sources, s)
	}
	if f.folders, err = readFolders(ctx, conn, foldersOf(f.sources)); err != nil {
		return nil, err
	}
	if notes, err = f.findForms(); err != nil {
		var unclear *csvform.UnclearError
		if errors.As(err, &unclear) {
			err = fmt.Errorf("%w; trace snapshots freeze takes the flag", err)
		}
		return nil, err
	}
	t, err := f.read()
	if err != nil {
		return nil, err
	}
	more, err := convert(ctx, conn, f, t, j.Out)
	if err != nil {
		return nil, fmt.Errorf("file %s: %w", f.sources[0].name, plain(err))
	}
	return append(append(notes, t.notes...), more...), nil
}

// convert writes the table as Parquet.
func convert(ctx context.Context, conn *sql.Conn, f *textFiles, t textTable, out string) (notes []string, err error) {
	relation := "(" + t.parts[0] + ")"
	if f.format == snapshots.CSV || len(t.parts) > 1 {
		// Types are chosen from all of the text, so it is there first.
		if err := t.makeLines(ctx, conn); err != nil {
			return nil, err
		}
		defer conn.ExecContext(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp.lines") //nolint:errcheck // it goes with the connection
		relation = "temp.lines"
	}
	columns, err := describe(ctx, conn, relation)
	if err != nil {
		return nil, err
	}
	if f.format == snapshots.CSV {
		if columns, notes, err = typeColumns(ctx, conn, relation, columns, t.typed, f.decimalComma()); err != nil {
			return nil, err
		}
	}
	over, err := t.overlap(ctx, conn, f)
	if err != nil {
		return nil, err
	}
	var written int64
	copyTo := "COPY (SELECT " + selectList(columns).casts + " FROM " + relation + ") TO " + quoteText(out) + " (FORMAT parquet, COMPRESSION zstd)"
	if err := conn.QueryRowContext(ctx, copyTo).Scan(&written); err != nil {
		return nil, err
	}
	if written != t.rows {
		return nil, fmt.Errorf("the engine read %d rows where the files have %d", written, t.rows)
	}
	return append(notes, over...), nil
}

// readNDJSON reads a table of NDJSON files with the types that fit all of them.
func (f *textFiles) readNDJSON() (t textTable, err error) {
	root := &jsonType{}
	longest := 0
	for i := range f.sources {
		s, before := &f.sources[i], root.longs
		err := s.check(f.format, func(text io.Reader) error {
			shape, err := checkNDJSON(text, root)
			t.rows += shape.rows
			longest = max(longest, shape.longest)
			return err
		})
		if err != nil {
			return t, err
		}
		if root.longs > before {
			if *s, err = s.copyTo(f.format, f.work(i), nil); err != nil {
				return t, err
			}
		}
	}
	if len(root.keys) == 0 {
		return t, fmt.Errorf("its objects have no keys")
	}
	columns := make([]string, len(root.keys))
	for i, k := range root.keys {
		columns[i] = quoteText(k) + ": " + quoteText(root.fields[k].sql())
	}
	options := ", format = 'newline_delimited', records = true"
	const usual = 16 << 20 // the engine's own limit for an object
	if longest >= usual {
		options += ", maximum_object_size = " + strconv.Itoa(longest+2)
	}
	f.folders.without(func(name string) bool { _, ok := root.folded[strings.ToLower(name)]; return ok })
	if t.notes, err = f.folders.lacking(f.names(), f.strict); err != nil {
		return t, err
	}
	for _, note := range []string{bareNote(root.bare), root.longNote()} {
		if note != "" {
			t.notes = append(t.notes, note)
		}
	}
	all, alike := func(int, string) bool { return true }, func(int, int) bool { return true }
	t.makeParts(f, root.keys, all, alike, func(from, to int) string {
		return "read_json(" + f.paths(from, to) + ", columns = {" + strings.Join(columns, ", ") + "}" + options + ", hive_partitioning = false)"
	})
	return t, nil
}

// decimalComma reports whether the files are of a country whose numbers have a comma before their fraction: their fields are
// separated by a semicolon.
func (f *textFiles) decimalComma() bool {
	return slices.ContainsFunc(f.sources, func(s textSource) bool { return s.form.Delimiter == ";" })
}
