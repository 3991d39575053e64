package tables

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
)

// parquetFiles are the files of a table of Parquet.
type parquetFiles struct {
	paths, names []string
	folders      folderColumns
	strict       bool // each file has all columns
}

// ParquetTable is how they are read as one relation: by the names of their columns, whatever their order.
type ParquetTable struct {
	parquetFiles
	columns []engine.Column   // of the table, those of the folders last
	own     [][]engine.Column // of each file
	at      []map[string]int  // where in these a column is, by its name in lower case
	notes   []string
}

// columnsOf reads the columns of each file and takes them together. A column that a file lacks is NULL there; a type
// that differs is widened if that changes no value, else it is an error.
func columnsOf(ctx context.Context, q engine.Querier, f parquetFiles) (t ParquetTable, err error) {
	t = ParquetTable{parquetFiles: f, own: make([][]engine.Column, len(f.paths)), at: make([]map[string]int, len(f.paths))}
	for i, path := range f.paths {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return t, fmt.Errorf("file %s is not there; fetch the snapshot again", f.names[i])
		}
		if t.own[i], err = engine.Describe(ctx, q, ReadParquet([]string{path})); err != nil {
			return t, engine.Damaged(f.names[i], err)
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
		columns = append(columns, c.Name)
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
func (t *ParquetTable) join() (whose map[string]int, err error) {
	whose = map[string]int{}
	index := map[string]int{}
	for i, own := range t.own {
		if i > 0 && slices.Equal(own, t.own[i-1]) {
			continue
		}
		for _, c := range own {
			low := strings.ToLower(c.Name)
			at, ok := index[low]
			if !ok {
				index[low], whose[low] = len(t.columns), i
				t.columns = append(t.columns, c)
				continue
			}
			wide, ok := snapshots.Widen(t.columns[at].Type, c.Type)
			if !ok {
				return nil, fmt.Errorf("column %q is %s in file %s and %s in file %s, and no type holds the values of both as they are; write the table's files with one type",
					engine.Visible(c.Name), engine.Visible(t.columns[at].Type), t.names[whose[low]], engine.Visible(c.Type), t.names[i])
			}
			if wide != t.columns[at].Type {
				whose[low], t.columns[at].Type = i, wide
			}
		}
	}
	return whose, nil
}

// places returns where each column is, by its name in lower case.
func places(columns []engine.Column) map[string]int {
	at := make(map[string]int, len(columns))
	for i, c := range columns {
		at[strings.ToLower(c.Name)] = i
	}
	return at
}

func indexColumn(columns []engine.Column, name string) int {
	return slices.IndexFunc(columns, func(c engine.Column) bool { return strings.EqualFold(c.Name, name) })
}

// TableFiles are the Parquet files of a table, and what their folders' names say.
type TableFiles struct {
	Paths, Names []string
	Folders      [][]snapshots.Partition
}

// Read takes the columns of the files together.
func (f TableFiles) Read(ctx context.Context, q engine.Querier, strict bool) (ParquetTable, error) {
	folders, err := ReadFolders(ctx, q, f.Folders)
	if err != nil {
		return ParquetTable{}, err
	}
	return columnsOf(ctx, q, parquetFiles{f.Paths, f.Names, folders, strict})
}

// ReadParquet is the table function that reads the files, with nothing added that is not in them unless an option asks for it.
func ReadParquet(files []string, options ...string) string {
	options = append([]string{engine.QuotePaths(files), "hive_partitioning = false"}, options...)
	return "read_parquet(" + strings.Join(options, ", ") + ")"
}
