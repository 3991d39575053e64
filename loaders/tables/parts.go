package tables

import (
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/trace/sqltree"
)

// Run is files of a table that follow each other and have the same columns.
type Run struct {
	From, to int    // the first file and the one after the last
	list     string // SQL: the table's columns
}

// runs returns the table's files as runs of at most so many files.
func (t ParquetTable) runs(most int) []Run {
	var runs []Run
	for from := 0; from < len(t.paths); {
		to := from + 1
		for to < len(t.paths) && to-from < most && sameSet(t.own[from], t.own[to]) && (len(t.folders.inside) == 0 || t.folders.same(from, to)) {
			to++
		}
		runs = append(runs, Run{from, to, t.list(from, to)})
		from = to
	}
	return runs
}

// list is the SQL of the table's columns, read from a run of files.
func (t ParquetTable) list(from, to int) string {
	var list []string
	for _, c := range t.columns[:len(t.columns)-len(t.folders.columns)] {
		name := sqltree.Quote(c.Name)
		value := name
		switch at, ok := t.at[from][strings.ToLower(c.Name)]; {
		case !ok:
			if value, ok = t.folders.insideValue(from, c.Name, c.Type); !ok {
				value = "CAST(NULL AS " + c.Type + ")"
			}
		case t.own[from][at].Type != c.Type:
			value = "CAST(" + name + " AS " + c.Type + ")"
		}
		if value != name {
			value += " AS " + name
		}
		list = append(list, value)
	}
	files := make([]int, to-from)
	for i := range files {
		files[i] = from + i
	}
	for i, c := range t.folders.columns {
		list = append(list, t.folders.valueAmong(files, i)+" AS "+sqltree.Quote(c.Name))
	}
	return strings.Join(list, ", ")
}

// alike reports whether the engine reads the table by itself: all files have the same columns and their folders say none.
func (t ParquetTable) alike() bool {
	return len(t.folders.columns) == 0 && !slices.ContainsFunc(t.own, func(own []engine.Column) bool { return !sameSet(own, t.columns) })
}

// sameSet reports whether two files have the same columns, in whatever order: the engine goes by their names.
func sameSet(a, b []engine.Column) bool {
	return slices.Equal(a, b) || len(a) == len(b) && !slices.ContainsFunc(a, func(c engine.Column) bool { return !slices.Contains(b, c) })
}

// Parts are SELECTs of the table's columns whose rows follow each other. number, if there is one, adds a column.
func (t ParquetTable) Parts(most int, number func(Run) string, options ...string) []string {
	var parts []string
	for _, r := range t.runs(most) {
		list := r.list
		if number != nil {
			list += ", " + number(r)
		}
		parts = append(parts, "SELECT "+list+" FROM "+ReadParquet(t.paths[r.From:r.to], options...))
	}
	return parts
}

// Most is how many files a run may have: one, where a column is called as what would tell the files of a run apart.
func (t ParquetTable) Most() int {
	if t.holds("file_index") {
		return 1
	}
	return len(t.paths)
}

func (t ParquetTable) holds(name string) bool { return indexColumn(t.columns, name) >= 0 }

// Relation is the SQL of the table's rows.
func (t ParquetTable) Relation() string {
	if t.alike() {
		return ReadParquet(t.paths)
	}
	return "(" + strings.Join(t.Parts(t.Most(), nil), " UNION ALL ") + ")"
}
