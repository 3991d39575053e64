package tables

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/textfile"
	"funneltrace/snapshots"
	"funneltrace/trace/sqltree"
)

// folderColumns are the columns that a table has from the names of its files' folders, such as dt=2024-01-31.
type folderColumns struct {
	columns []engine.Column
	values  [][]sql.NullString // by file, then by column
	lacks   [][]bool           // whether no folder of the file says the column
	inside  []engine.Column    // columns that the files have, too
	beside  [][]sql.NullString // what the folders say of those
}

// SuffixColumn says of a table that is made of several, such as events_*, from which of them a row is: a text, as in BigQuery.
const SuffixColumn = "_TABLE_SUFFIX"

//go:embed foldertype.sql
var folderTypeSQL string

// readFolders takes together what the folders of each file say. A column has the type that the engine's hive_partitioning gives it.
func readFolders(ctx context.Context, conn engine.Querier, said [][]snapshots.Partition) (folderColumns, error) {
	var f folderColumns
	index := map[string]int{}
	for _, parts := range said {
		for _, p := range parts {
			low := strings.ToLower(p.Column)
			if _, ok := index[low]; !ok {
				index[low] = len(f.columns)
				f.columns = append(f.columns, engine.Column{Name: p.Column})
			}
		}
	}
	for _, parts := range said {
		values, lacks := make([]sql.NullString, len(f.columns)), make([]bool, len(f.columns))
		for i := range lacks {
			lacks[i] = true
		}
		for _, p := range parts {
			i := index[strings.ToLower(p.Column)]
			if !lacks[i] && values[i].String != p.Value {
				return f, fmt.Errorf("the folders %s=%s and %s=%s stand one in the other; keep one", engine.Visible(p.Column), engine.Visible(values[i].String), engine.Visible(p.Column), engine.Visible(p.Value))
			}
			values[i], lacks[i] = sql.NullString{String: p.Value, Valid: !p.Null}, false
		}
		f.values, f.lacks = append(f.values, values), append(f.lacks, lacks)
	}
	for i := range f.columns {
		if f.columns[i].Name == SuffixColumn {
			f.columns[i].Type = "VARCHAR"
			continue
		}
		var list []string
		for _, v := range f.values {
			if v[i].Valid {
				list = append(list, sqltree.Literal(v[i].String))
			}
		}
		slices.Sort(list)
		query := strings.ReplaceAll(folderTypeSQL, "$VALUES", "["+strings.Join(slices.Compact(list), ", ")+"]")
		if err := conn.QueryRowContext(ctx, query).Scan(&f.columns[i].Type); err != nil {
			return f, err
		}
	}
	return f, nil
}

// foldersOf is what the folders of each file say.
func foldersOf(sources []textfile.Source) [][]snapshots.Partition {
	said := make([][]snapshots.Partition, len(sources))
	for i, s := range sources {
		said[i] = s.Folders
	}
	return said
}

func (f folderColumns) names() []string {
	var names []string
	for _, c := range f.columns {
		names = append(names, c.Name)
	}
	return names
}

// described names the columns with their types.
func (f folderColumns) described() string {
	var text []string
	for _, c := range f.columns {
		text = append(text, engine.Visible(c.Name)+" "+c.Type)
	}
	return strings.Join(text, ", ")
}

// same reports whether the folders of two files say the same.
func (f folderColumns) same(i, j int) bool {
	return len(f.columns)+len(f.inside) == 0 || slices.Equal(f.values[i], f.values[j]) && (len(f.inside) == 0 || slices.Equal(f.beside[i], f.beside[j]))
}

// value is the SQL of what the folders of a file say of a column.
func (f folderColumns) value(file, i int) string {
	return folderValue(f.values[file][i], f.columns[i].Type)
}

func folderValue(v sql.NullString, typ string) string {
	if !v.Valid {
		return "CAST(NULL AS " + typ + ")"
	}
	return "CAST(" + sqltree.Literal(v.String) + " AS " + typ + ")"
}

// valueAmong is the SQL of what the folders of several files say of a column, where file_index is the number of the file
// among them.
func (f folderColumns) valueAmong(files []int, i int) string {
	same := true
	list := make([]string, len(files))
	for j, file := range files {
		v := f.values[file][i]
		same = same && v == f.values[files[0]][i]
		if list[j] = "NULL"; v.Valid {
			list[j] = sqltree.Literal(v.String)
		}
	}
	if same {
		return f.value(files[0], i)
	}
	return "CAST(CAST([" + strings.Join(list, ", ") + "] AS VARCHAR[])[CAST(file_index AS BIGINT) + 1] AS " + f.columns[i].Type + ")"
}

// without takes the columns out that the files have themselves: what is in the files is the data.
func (f *folderColumns) without(inFiles func(name string) bool) {
	var columns []engine.Column
	values, lacks := make([][]sql.NullString, len(f.values)), make([][]bool, len(f.values))
	f.beside = make([][]sql.NullString, len(f.values))
	for i, c := range f.columns {
		if inFiles(c.Name) {
			f.inside = append(f.inside, c)
			for j := range f.values {
				f.beside[j] = append(f.beside[j], f.values[j][i])
			}
			continue
		}
		columns = append(columns, c)
		for j := range f.values {
			values[j], lacks[j] = append(values[j], f.values[j][i]), append(lacks[j], f.lacks[j][i])
		}
	}
	f.columns, f.values, f.lacks = columns, values, lacks
}

// insideValue is the SQL of what the folder of a file says of a column that other files have themselves.
func (f folderColumns) insideValue(file int, name, typ string) (value string, ok bool) {
	i := slices.IndexFunc(f.inside, func(c engine.Column) bool { return strings.EqualFold(c.Name, name) })
	if i < 0 || !f.beside[file][i].Valid {
		return "", false
	}
	return "CAST(" + folderValue(f.beside[file][i], f.inside[i].Type) + " AS " + typ + ")", true
}

// lacking is [lacking] of the folders' columns.
func (f folderColumns) lacking(names []string, strict bool) ([]string, error) {
	if len(f.columns) == 0 {
		return nil, nil
	}
	notes, err := lacking(names, f.names(), strict, func(i int, c string) bool { return !f.lacks[i][slices.Index(f.names(), c)] })
	return append([]string{"from the names of the folders: " + f.described()}, notes...), err
}

// overlap says where files have another value in a column than their folder says. first are the files that parts of the table begin
// with, and relation is the SQL of a part.
func (f folderColumns) overlap(ctx context.Context, conn engine.Querier, names []string, first []int, relation func(part int) string) (notes []string, err error) {
	for i, c := range f.inside {
		var differ int64
		where := ""
		for part, file := range first {
			var rows int64
			query := fmt.Sprintf("SELECT count(*) FROM %s WHERE TRY_CAST(CAST(%s AS VARCHAR) AS %s) IS DISTINCT FROM %s",
				relation(part), sqltree.Quote(c.Name), c.Type, folderValue(f.beside[file][i], c.Type))
			if err := conn.QueryRowContext(ctx, query).Scan(&rows); err != nil {
				return nil, err
			}
			if rows > 0 && where == "" {
				where = names[file]
			}
			differ += rows
		}
		if differ > 0 {
			notes = append(notes, fmt.Sprintf("column %q is in the files and in their folders' names, and %d rows differ, the first in file %s; what is in the files is taken",
				engine.Visible(c.Name), differ, where))
		}
	}
	return notes, nil
}
