package tables

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/csvform"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/textfile"
	"funneltrace/snapshots"
	"funneltrace/trace/sqltree"
)

// TextFiles are the files of a table of text.
type TextFiles struct {
	Format  snapshots.Format
	Sources []textfile.Source
	Given   csvform.Given
	folders folderColumns
	Strict  bool               // each file has all columns
	Totals  []string           // notes about lines that are left out
	Work    func(i int) string // where a copy of a file may be written that the engine is given instead
}

// TextTable is how they are read as one relation.
type TextTable struct {
	Rows  int64
	Parts []string // SELECTs of the same columns; their rows follow each other
	first []int    // the file that each part begins with
	Typed []string // columns whose type is known without a look at the values
	Notes []string
}

// Open reads what the folders' names say, and finds out how each file is read, which it tells where that is not usual.
func (f *TextFiles) Open(ctx context.Context, conn engine.Querier) (notes []string, err error) {
	if f.folders, err = readFolders(ctx, conn, foldersOf(f.Sources)); err != nil {
		return nil, err
	}
	return f.findForms()
}

// Read looks at every line, so that the engine is only given files that it cannot misunderstand.
func (f *TextFiles) Read() (TextTable, error) {
	if f.Format == snapshots.CSV {
		return f.readCSV()
	}
	return f.readNDJSON()
}

// MakeLines makes the temporary table lines of the rows of several SELECTs, in their order.
func MakeLines(ctx context.Context, conn *sql.Conn, parts []string) error {
	for i, part := range parts {
		into := "CREATE OR REPLACE TEMP TABLE lines AS "
		if i > 0 {
			into = "INSERT INTO temp.lines "
		}
		if _, err := conn.ExecContext(ctx, into+part); err != nil {
			return err
		}
	}
	return nil
}

// makeParts makes a part of each run of files that are read alike, which same decides; read is the relation of a run. has tells
// which file has which of the columns.
func (t *TextTable) makeParts(f *TextFiles, columns []string, has func(i int, column string) bool, same func(i, j int) bool, read func(from, to int) string) {
	for from := 0; from < len(f.Sources); {
		to := from + 1
		for to < len(f.Sources) && same(from, to) && f.folders.same(from, to) {
			to++
		}
		var list []string
		for _, c := range columns {
			name := sqltree.Quote(c)
			if !has(from, c) {
				value, ok := f.folders.insideValue(from, c, "VARCHAR")
				if !ok {
					value = "CAST(NULL AS VARCHAR)"
				}
				name = value + " AS " + name
			}
			list = append(list, name)
		}
		for i, c := range f.folders.columns {
			list = append(list, f.folders.value(from, i)+" AS "+sqltree.Quote(c.Name))
		}
		t.Parts = append(t.Parts, "SELECT "+strings.Join(list, ", ")+" FROM "+read(from, to))
		t.first = append(t.first, from)
		from = to
	}
}

// Overlap says where the folders' names contradict the files.
func (t TextTable) Overlap(ctx context.Context, conn engine.Querier, f *TextFiles) ([]string, error) {
	return f.folders.overlap(ctx, conn, f.names(), t.first, func(part int) string { return "(" + t.Parts[part] + ")" })
}

// paths returns the files from one to before another as an SQL list.
func (f *TextFiles) paths(from, to int) string {
	var paths []string
	for _, s := range f.Sources[from:to] {
		paths = append(paths, s.Path)
	}
	return engine.QuotePaths(paths)
}

// lacking says which files lack which of the columns, in a note for each set of columns, or in an error where that is not
// allowed. has tells of a file.
func lacking(names, columns []string, strict bool, has func(i int, column string) bool) (notes []string, err error) {
	lack := map[string][]string{}
	var order []string
	for i, name := range names {
		var missing []string
		for _, c := range columns {
			if !has(i, c) {
				missing = append(missing, engine.Visible(c))
			}
		}
		if len(missing) == 0 {
			continue
		}
		key := strings.Join(missing, ", ")
		if lack[key] == nil {
			order = append(order, key)
		}
		lack[key] = append(lack[key], name)
	}
	for _, key := range order {
		what := "column " + key
		if strings.Contains(key, ", ") {
			what = "columns " + key
		}
		files := fileNames(lack[key])
		if strict {
			return nil, fmt.Errorf("%s: the %s of other files is missing; write the table's files with the same columns, or leave out --strict", files, what)
		}
		notes = append(notes, fmt.Sprintf("%s: no %s, so that it is NULL there", files, what))
	}
	return notes, nil
}

// fileNames names a few files.
func fileNames(names []string) string {
	const named = 3
	if len(names) == 1 {
		return "file " + names[0]
	}
	text := "files " + strings.Join(names[:min(named, len(names))], ", ")
	if more := len(names) - named; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// folded returns the names in lower case, which is how SQL tells them apart.
func folded(names []string) []string {
	low := slices.Clone(names)
	for i, n := range low {
		low[i] = strings.ToLower(n)
	}
	return low
}
