package loaders

import (
	"cmp"
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"funneltrace/snapshots"
)

// importText converts a table's CSV or NDJSON files into one Parquet file, rows in the order of the lines. It reads
// every line itself first; the engine is only given files that it cannot misunderstand.
func importText(ctx context.Context, conn *sql.Conn, f snapshots.Format, files []string, out string) error {
	rows, relation, err := textRelation(f, files)
	if err != nil {
		return err
	}
	if err := convert(ctx, conn, f, relation, rows, out); err != nil {
		return fmt.Errorf("file %s: %w", filepath.Base(files[0]), plain(err))
	}
	return nil
}

func textRelation(f snapshots.Format, files []string) (rows int64, relation string, err error) {
	if f == snapshots.CSV {
		return csvRelation(files)
	}
	return ndjsonRelation(files)
}

// convert writes the relation, which must have so many rows, as Parquet.
func convert(ctx context.Context, conn *sql.Conn, f snapshots.Format, relation string, rows int64, out string) error {
	if f == snapshots.CSV {
		// Text first, for the types are chosen from all of it.
		if _, err := conn.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE lines AS SELECT * FROM "+relation); err != nil {
			return err
		}
		defer conn.ExecContext(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp.lines") //nolint:errcheck // it goes with the connection
		var err error
		if relation, err = typed(ctx, conn, "temp.lines"); err != nil {
			return err
		}
	}
	var written int64
	copyTo := "COPY (SELECT * FROM " + relation + ") TO " + quoteText(out) + " (FORMAT parquet, COMPRESSION zstd)"
	if err := conn.QueryRowContext(ctx, copyTo).Scan(&written); err != nil {
		return err
	}
	if written != rows {
		return fmt.Errorf("the engine read %d rows where the files have %d", written, rows)
	}
	return nil
}

// csvRelation checks the files and returns how many rows they have and the SQL that reads them, all as text.
func csvRelation(files []string) (rows int64, relation string, err error) {
	var first csvShape
	newline, longest := "", 0
	for i, f := range files {
		shape, err := checkFile(f, checkCSV)
		if err != nil {
			return 0, "", err
		}
		if i == 0 {
			first = shape
		} else if !slices.Equal(shape.header, first.header) {
			return 0, "", fmt.Errorf("file %s: its header differs from that of file %s", filepath.Base(f), filepath.Base(files[0]))
		}
		if shape.newline != "" && newline != "" && shape.newline != newline {
			return 0, "", fmt.Errorf("file %s: its lines end in %q, those of the files before in %q", filepath.Base(f), shape.newline, newline)
		}
		newline = cmp.Or(newline, shape.newline)
		longest = max(longest, shape.longest)
		rows += shape.rows
	}
	options := ", auto_detect = false, header = true, strict_mode = true, delim = ',', quote = '\"', escape = '\"'"
	const usual = 2 << 20 // the engine's own limit for a line
	if longest >= usual {
		options += ", max_line_size = " + strconv.Itoa(longest+1)
	}
	columns := make([]string, len(first.header))
	for i, name := range first.header {
		columns[i] = quoteText(name) + ": 'VARCHAR'"
	}
	return rows, "read_csv(" + quotePaths(files) + ", columns = {" + strings.Join(columns, ", ") + "}" + options + ", hive_partitioning = false)", nil
}

// ndjsonRelation checks the files and returns how many rows they have and the SQL that reads them with the types that
// fit all of them.
func ndjsonRelation(files []string) (rows int64, relation string, err error) {
	root := &jsonType{}
	longest := 0
	for _, f := range files {
		shape, err := checkFile(f, func(r io.Reader) (ndjsonShape, error) { return checkNDJSON(r, root) })
		if err != nil {
			return 0, "", err
		}
		rows += shape.rows
		longest = max(longest, shape.longest)
	}
	if len(root.keys) == 0 {
		return 0, "", fmt.Errorf("its objects have no keys")
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
	return rows, "read_json(" + quotePaths(files) + ", columns = {" + strings.Join(columns, ", ") + "}" + options + ", hive_partitioning = false)", nil
}

// checkFile opens a file for check and names it in the error.
func checkFile[T any](file string, check func(io.Reader) (T, error)) (T, error) {
	var none T
	f, err := openText(file)
	if err != nil {
		return none, err
	}
	defer f.Close()
	t, err := check(f)
	if err != nil {
		return none, fmt.Errorf("file %s: %w", filepath.Base(file), err)
	}
	return t, nil
}

//go:embed types.sql
var typesSQL string

// typed returns SQL over a table of text columns that gives each column the type that it can have without any value
// of it being printed differently afterwards.
func typed(ctx context.Context, conn *sql.Conn, table string) (string, error) {
	columns, err := describe(ctx, conn, table)
	if err != nil {
		return "", err
	}
	casts := make([]string, len(columns))
	for i, c := range columns {
		var typ string
		query := strings.NewReplacer("$COLUMN", quoteName(c.name), "$TABLE", table).Replace(typesSQL)
		if err := conn.QueryRowContext(ctx, query).Scan(&typ); err != nil {
			return "", err
		}
		casts[i] = "CAST(" + quoteName(c.name) + " AS " + typ + ") AS " + quoteName(c.name)
	}
	return "(SELECT " + strings.Join(casts, ", ") + " FROM " + table + ")", nil
}
