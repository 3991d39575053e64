package tables

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"funneltrace/loaders/textfile"
	"funneltrace/snapshots"
	"funneltrace/trace/sqltree"
)

// readCSV reads a table of CSV files, all as text.
func (f *TextFiles) readCSV() (t TextTable, err error) {
	shapes := make([]textfile.CSVShape, len(f.Sources))
	for i := range f.Sources {
		s := &f.Sources[i]
		err := s.Check(f.Format, func(text io.Reader) (err error) {
			shapes[i], err = textfile.CheckCSV(text, s.Form)
			return err
		})
		if err != nil {
			return t, err
		}
		if strings.ContainsAny(strings.Join(shapes[i].Header, ""), "\r\n") { // the engine takes that for the end of all lines
			s.Form.Header, s.Head = shapes[i].HeaderEnd+1, plainHeader(len(shapes[i].Header), s.Form.Delimiter)+cmp.Or(shapes[i].Newline, "\n")
		}
		if !s.Plain() {
			if *s, err = s.CopyTo(f.Format, f.Work(i), nil); err != nil {
				return t, err
			}
		}
		t.Rows += shapes[i].Rows
	}
	columns, has := unionOf(shapes)
	f.folders.without(func(name string) bool { return slices.Contains(folded(columns), strings.ToLower(name)) })
	t.Notes, err = lacking(f.names(), columns, f.Strict, func(i int, c string) bool {
		_, ok := f.folders.insideValue(i, c, "VARCHAR")
		return ok || has(i, c)
	})
	if err != nil {
		return t, err
	}
	more, err := f.folders.lacking(f.names(), f.Strict)
	if err != nil {
		return t, err
	}
	t.Notes = append(t.Notes, more...)
	for i, s := range f.Sources {
		if note := shapes[i].Totals.Note(s); note != "" {
			t.Notes = append(t.Notes, note)
		}
	}
	same := func(i, j int) bool {
		a, b := shapes[i], shapes[j]
		return slices.Equal(a.Header, b.Header) && f.Sources[i].Form == f.Sources[j].Form &&
			cmp.Or(a.Newline, b.Newline) == cmp.Or(b.Newline, a.Newline)
	}
	t.makeParts(f, columns, has, same, func(from, to int) string { return f.csvRelation(shapes, from, to) })
	t.Typed = f.folders.names()
	return t, nil
}

// plainHeader is a header that the engine only passes over.
func plainHeader(columns int, delimiter string) string {
	name := "c"
	if delimiter == name {
		name = "d"
	}
	return strings.Repeat(name+delimiter, columns-1) + name
}

func (f *TextFiles) names() []string {
	var names []string
	for _, s := range f.Sources {
		names = append(names, s.Name)
	}
	return names
}

// unionOf returns the columns that any file has, in the order in which they appear, and which file has which.
func unionOf(shapes []textfile.CSVShape) (columns []string, has func(i int, column string) bool) {
	seen := map[string]bool{}
	sets := make([]map[string]bool, len(shapes))
	for i, s := range shapes {
		sets[i] = map[string]bool{}
		for j, low := range folded(s.Header) {
			sets[i][low] = true
			if !seen[low] {
				seen[low] = true
				columns = append(columns, s.Header[j])
			}
		}
	}
	return columns, func(i int, column string) bool { return sets[i][strings.ToLower(column)] }
}

// csvRelation is the SQL that reads files of one header and form, as text.
func (f *TextFiles) csvRelation(shapes []textfile.CSVShape, from, to int) string {
	form := f.Sources[from].Form
	options := fmt.Sprintf(", auto_detect = false, header = true, strict_mode = true, delim = %s, quote = %s, escape = %s",
		sqltree.Literal(form.Delimiter), sqltree.Literal(form.Quote), sqltree.Literal(form.Quote))
	longest := 0
	for _, s := range shapes[from:to] {
		longest = max(longest, s.Longest)
	}
	const usual = 2 << 20 // the engine's own limit for a line
	if longest >= usual {
		options += ", max_line_size = " + strconv.Itoa(longest+1)
	}
	columns := make([]string, len(shapes[from].Header))
	for i, name := range shapes[from].Header {
		columns[i] = sqltree.Literal(name) + ": 'VARCHAR'"
	}
	return "read_csv(" + f.paths(from, to) + ", columns = {" + strings.Join(columns, ", ") + "}" + options + ", hive_partitioning = false)"
}

// findForms finds out how each CSV file is read and says so where that is not usual.
func (f *TextFiles) findForms() (notes []string, err error) {
	if f.Format != snapshots.CSV {
		return nil, nil
	}
	files := map[string][]string{}
	var order []string
	for i := range f.Sources {
		s := &f.Sources[i]
		if err := s.FindForm(f.Given); err != nil {
			return nil, err
		}
		said := s.Form.String()
		if said == "" {
			continue
		}
		if files[said] == nil {
			order = append(order, said)
		}
		files[said] = append(files[said], s.Name)
	}
	for _, said := range order {
		notes = append(notes, fmt.Sprintf("%s: read as %s", fileNames(files[said]), said))
	}
	return notes, nil
}

// DecimalComma reports whether the files are of a country whose numbers have a comma before their fraction: their fields are
// separated by a semicolon.
func (f *TextFiles) DecimalComma() bool {
	return slices.ContainsFunc(f.Sources, func(s textfile.Source) bool { return s.Form.Delimiter == ";" })
}
