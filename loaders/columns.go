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
	columns []column         // of the table, those of the folders last
	own     [][]column       // of each file
	at      []map[string]int // where in these a column is, by its name in lower case
	notes   []string
}

// columnsOf reads the columns of each file and takes them together. A column that a file lacks is NULL there; a type
// that differs is widened if that changes no value, else it is an error.
func columnsOf(ctx context.Context, q querier, f parquetFiles) (t parquetTable, err error) {
	t = parquetTable{parquetFiles: f, own: make([][]column, len(f.paths)), at: make([]map[string]int, len(f.paths))}
	for i, path := range f.paths {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return t, fmt.Errorf("file %s is not there; fetch the snapshot again", f.names[i])
		}
		if t.own[i], err = describe(ctx, q, scan([]string{path})); err != nil {
			return t, damaged(f.names[i], err)
		}
		if i > 0 && slices.Equal(t.own[i], t.own[i-1]) {
			t.own[i], t.at[i] = t.own[i-1], t.at[i-1]
			continue
		}
		t.at[i] = places(t.own[i])
	}
	whose, err := t.join()
	if err != nil {
		return t, err
	}
	t.folders.without(func(name string) bool { _, ok := whose[strings.ToLower(name)]; return ok })
	var columns []string
	for _, c := range t.columns {
		columns = append(columns, c.name)
	}
	t.notes, err = lacking(f.names, columns, f.strict, func(i int, c string) bool {
		_, ok := t.at[i][strings.ToLower(c)]
		if !ok {
			_, ok = t.folders.insideValue(i, c, "VARCHAR")
		}
		return ok
	})
	if err != nil {
		return t, err
	}
	more, err := t.folders.lacking(f.names, f.strict)
	t.notes = append(t.notes, more...)
	t.columns = append(t.columns, t.folders.columns...)
	return t, err
}

// join takes the columns of the files together and returns the file that each one's type is from.
func (t *parquetTable) join() (whose map[string]int, err error) {
	whose = map[string]int{}
	index := map[string]int{}
	for i, own := range t.own {
		if i > 0 && slices.Equal(own, t.own[i-1]) {
			continue
		}
		for _, c := range own {
			low := strings.ToLower(c.name)
			at, ok := index[low]
			if !ok {
				index[low], whose[low] = len(t.columns), i
				t.columns = append(t.columns, c)
				continue
			}
			wide, ok := snapshots.Widen(t.columns[at].typ, c.typ)
			if !ok {
				return nil, fmt.Errorf("column %q is %s in file %s and %s in file %s, and no type holds the values of both as they are; write the table's files with one type",
					visible(c.name), visible(t.columns[at].typ), t.names[whose[low]], visible(c.typ), t.names[i])
			}
			if wide != t.columns[at].typ {
				whose[low], t.columns[at].typ = i, wide
			}
		}
	}
	return whose, nil
}

// places returns where each column is, by its name in lower case.
func places(columns []column) map[string]int {
	at := make(map[string]int, len(columns))
	for i, c := range columns {
		at[strings.ToLower(c.name)] = i
	}
	return at
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
