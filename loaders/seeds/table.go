package seeds

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/loaders/csvform"
	"funneltrace/snapshots/near"
)

// maxValues is how many values a seed may have. A file cannot have more than it has bytes, but for those that are filled in
// where lines are short.
const maxValues = maxBytes

// table is a seed that was looked at whole.
type table struct {
	seed    Seed
	text    []byte // in UTF-8, with \n at the end of lines
	columns []column
	rows    int64
}

// column is a column of a table.
type column struct {
	name string
	typ  string              // the engine's
	read func(string) string // the value as the engine reads it; nil is as it is
	said string              // the type as the project says it; empty if it was chosen from the values
}

// survey reads all of a seed's lines, chooses the columns' types and notes what does not fit.
func survey(ctx context.Context, seed Seed, text []byte, found *problems) (*table, error) {
	t := &table{seed: seed, text: text}
	r, err := newReader(text, seed.Delimiter)
	if err != nil {
		return nil, err
	}
	if err := t.header(r, found); err != nil {
		return nil, err
	}
	guesses := make([]guess, len(t.columns))
	for n := 0; ; n++ {
		rec, ok, err := r.next()
		if err == nil && n%1024 == 0 {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		note(rec, len(t.columns), found)
		if len(rec.fields) > len(t.columns) {
			continue
		}
		if t.rows++; t.rows*int64(len(t.columns)) > maxValues {
			return nil, lineError(rec.line, "its rows and columns make more than %d million values; load it as a source, see trace freeze", maxValues/1_000_000)
		}
		for i, v := range rec.fields {
			if t.columns[i].said == "" && !isNull(v) {
				guesses[i].see(v)
			}
		}
	}
	for i, c := range t.columns {
		if c.said == "" {
			t.columns[i] = guesses[i].column(c.name)
		}
	}
	return t, nil
}

// note notes a line that has not as many fields as there are columns.
func note(rec record, columns int, found *problems) {
	fields := csvform.FieldCount(len(rec.fields))
	switch {
	case len(rec.fields) == 0:
		found.add(Blank, rec.line, rec.text, "a blank line")
	case len(rec.fields) < columns:
		found.add(Short, rec.line, rec.text, "%s where the header has %d", fields, columns)
	case len(rec.fields) > columns:
		found.add(Long, rec.line, rec.text, "%s where the header has %d", fields, columns)
	}
}

// header reads the columns' names, and gives those a type to which the project does.
func (t *table) header(r *reader, found *problems) error {
	rec, _, err := r.next()
	switch {
	case err != nil:
		return err
	case len(rec.fields) == 0:
		return lineError(1, "it is blank; a header line with the columns' names is wanted")
	case len(rec.fields) > maxColumns:
		return lineError(1, "the header has %d columns, and a seed may have %d; is %q the delimiter?", len(rec.fields), maxColumns, r.delimiter)
	}
	names, changed := columnNames(rec.fields)
	if len(changed) > 0 {
		found.add(Header, rec.line, rec.text, "%s", strings.Join(changed[:min(len(changed), firstFew)], ", "))
	}
	for _, name := range names {
		t.columns = append(t.columns, column{name: name})
	}
	for _, name := range slices.Sorted(maps.Keys(t.seed.ColumnTypes)) {
		i := slices.IndexFunc(t.columns, func(c column) bool { return strings.EqualFold(c.name, name) })
		if i < 0 {
			// A folder's types are for all its seeds, so only what looks like a slip of the pen is worth a word.
			if hint := near.Hint(name, names); hint != "" {
				found.add(Types, 0, nil, "there is no column %s%s", name, hint)
			}
			continue
		}
		said := t.seed.ColumnTypes[name]
		typ, err := engineType(said)
		if err != nil {
			return fmt.Errorf("column %s: column_types: %w", shown(name), err)
		}
		t.columns[i].typ, t.columns[i].said = typ, said
	}
	return nil
}

// each calls do with the line and the values of every row; nil is NULL.
func (t *table) each(ctx context.Context, do func(line int, values []any) error) error {
	r, err := newReader(t.text, t.seed.Delimiter)
	if err != nil {
		return err
	}
	if _, _, err := r.next(); err != nil { // the header
		return err
	}
	for n := 0; ; n++ {
		rec, ok, err := r.next()
		if err == nil && n%1024 == 0 {
			err = ctx.Err()
		}
		if err != nil || !ok {
			return err
		}
		if len(rec.fields) > len(t.columns) {
			continue
		}
		values := make([]any, len(t.columns))
		for i, v := range rec.fields {
			switch c := t.columns[i]; {
			case isNull(v):
			case c.read == nil:
				values[i] = v
			default:
				values[i] = c.read(v)
			}
		}
		if err := do(rec.line, values); err != nil {
			return err
		}
	}
}
