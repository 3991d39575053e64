package loaders

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"funneltrace/snapshots"
)

// readCSV reads a table of CSV files, all as text.
func (f *textFiles) readCSV() (t textTable, err error) {
	shapes := make([]csvShape, len(f.sources))
	for i := range f.sources {
		s := &f.sources[i]
		err := s.check(f.format, func(text io.Reader) (err error) {
			shapes[i], err = checkCSV(text, s.form)
			return err
		})
		if err != nil {
			return t, err
		}
		if strings.ContainsAny(strings.Join(shapes[i].header, ""), "\r\n") { // the engine takes that for the end of all lines
			s.form.Header, s.head = shapes[i].headerEnd+1, plainHeader(len(shapes[i].header), s.form.Delimiter)+cmp.Or(shapes[i].newline, "\n")
		}
		if !s.plain() {
			if *s, err = s.copyTo(f.format, f.work(i), nil); err != nil {
				return t, err
			}
		}
		t.rows += shapes[i].rows
	}
	columns, has := unionOf(shapes)
	f.folders.without(func(name string) bool { return slices.Contains(folded(columns), strings.ToLower(name)) })
	t.notes, err = lacking(f.names(), columns, f.strict, func(i int, c string) bool {
		_, ok := f.folders.insideValue(i, c, "VARCHAR")
		return ok || has(i, c)
	})
	if err != nil {
		return t, err
	}
	more, err := f.folders.lacking(f.names(), f.strict)
	if err != nil {
		return t, err
	}
	t.notes = append(t.notes, more...)
	for i, s := range f.sources {
		if note := shapes[i].totals.note(s); note != "" {
			t.notes = append(t.notes, note)
		}
	}
	same := func(i, j int) bool {
		a, b := shapes[i], shapes[j]
		return slices.Equal(a.header, b.header) && f.sources[i].form == f.sources[j].form &&
			cmp.Or(a.newline, b.newline) == cmp.Or(b.newline, a.newline)
	}
	t.makeParts(f, columns, has, same, func(from, to int) string { return f.csvRelation(shapes, from, to) })
	t.typed = f.folders.names()
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

func (f *textFiles) names() []string {
	var names []string
	for _, s := range f.sources {
		names = append(names, s.name)
	}
	return names
}

// unionOf returns the columns that any file has, in the order in which they appear, and which file has which.
func unionOf(shapes []csvShape) (columns []string, has func(i int, column string) bool) {
	seen := map[string]bool{}
	sets := make([]map[string]bool, len(shapes))
	for i, s := range shapes {
		sets[i] = map[string]bool{}
		for j, low := range folded(s.header) {
			sets[i][low] = true
			if !seen[low] {
				seen[low] = true
				columns = append(columns, s.header[j])
			}
		}
	}
	return columns, func(i int, column string) bool { return sets[i][strings.ToLower(column)] }
}

// csvRelation is the SQL that reads files of one header and form, as text.
func (f *textFiles) csvRelation(shapes []csvShape, from, to int) string {
	form := f.sources[from].form
	options := fmt.Sprintf(", auto_detect = false, header = true, strict_mode = true, delim = %s, quote = %s, escape = %s",
		quoteText(form.Delimiter), quoteText(form.Quote), quoteText(form.Quote))
	longest := 0
	for _, s := range shapes[from:to] {
		longest = max(longest, s.longest)
	}
	const usual = 2 << 20 // the engine's own limit for a line
	if longest >= usual {
		options += ", max_line_size = " + strconv.Itoa(longest+1)
	}
	columns := make([]string, len(shapes[from].header))
	for i, name := range shapes[from].header {
		columns[i] = quoteText(name) + ": 'VARCHAR'"
	}
	return "read_csv(" + f.paths(from, to) + ", columns = {" + strings.Join(columns, ", ") + "}" + options + ", hive_partitioning = false)"
}

// findForms finds out how each CSV file is read and says so where that is not usual.
func (f *textFiles) findForms() (notes []string, err error) {
	if f.format != snapshots.CSV {
		return nil, nil
	}
	files := map[string][]string{}
	var order []string
	for i := range f.sources {
		s := &f.sources[i]
		if err := s.findForm(f.given); err != nil {
			return nil, err
		}
		said := s.form.String()
		if said == "" {
			continue
		}
		if files[said] == nil {
			order = append(order, said)
		}
		files[said] = append(files[said], s.name)
	}
	for _, said := range order {
		notes = append(notes, fmt.Sprintf("%s: read as %s", fileNames(files[said]), said))
	}
	return notes, nil
}
