package loaders

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"funneltrace/snapshots"
)

type column struct{ name, typ string }

// parquetFiles are the files of a table of Parquet.
type parquetFiles struct {
	paths, names []string
	folders      folderColumns
	strict       bool // each file has all columns
}

// parquetTable is how they are read as one relation: by the names of their columns, whatever their order.
type parquetTable struct {
	parquetFiles
	columns []column // of the table, those of the folders last
	own     [][]column
	notes   []string
}

// columnsOf reads the columns of each file and takes them together. A column that a file lacks is NULL there; a type
// that differs is widened if that changes no value, else it is an error.
func columnsOf(ctx context.Context, q querier, f parquetFiles) (t parquetTable, err error) {
	t = parquetTable{parquetFiles: f, own: make([][]column, len(f.paths))}
	whose := map[string]int{} // the file that a column's type is from
	for i, path := range f.paths {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return t, fmt.Errorf("file %s is not there; fetch the snapshot again", f.names[i])
		}
		if t.own[i], err = describe(ctx, q, scan([]string{path})); err != nil {
			return t, damaged(f.names[i], err)
		}
		for _, c := range t.own[i] {
			low := strings.ToLower(c.name)
			at := indexColumn(t.columns, c.name)
			if at < 0 {
				whose[low] = i
				t.columns = append(t.columns, c)
				continue
			}
			wide, ok := snapshots.Widen(t.columns[at].typ, c.typ)
			if !ok {
				return t, fmt.Errorf("column %q is %s in file %s and %s in file %s, and no type holds the values of both as they are; write the table's files with one type",
					visible(c.name), visible(t.columns[at].typ), f.names[whose[low]], visible(c.typ), f.names[i])
			}
			if wide != t.columns[at].typ {
				whose[low], t.columns[at].typ = i, wide
			}
		}
	}
	t.folders.without(func(name string) bool { return indexColumn(t.columns, name) >= 0 })
	var columns []string
	for _, c := range t.columns {
		columns = append(columns, c.name)
	}
	t.notes, err = lacking(f.names, columns, f.strict, func(i int, c string) bool {
		_, ok := t.folders.insideValue(i, c, "VARCHAR")
		return ok || indexColumn(t.own[i], c) >= 0
	})
	if err != nil {
		return t, err
	}
	more, err := t.folders.lacking(f.names, f.strict)
	t.notes = append(t.notes, more...)
	t.columns = append(t.columns, t.folders.columns...)
	return t, err
}

func indexColumn(columns []column, name string) int {
	return slices.IndexFunc(columns, func(c column) bool { return strings.EqualFold(c.name, name) })
}

// describe returns the columns of a relation.
func describe(ctx context.Context, tx querier, relation string) ([]column, error) {
	rows, err := tx.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "+relation+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var cols []column
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.name, &c.typ); err != nil {
			return nil, err
		}
		cols = append(cols, c)
	}
	return cols, rows.Err()
}

// querier is a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
