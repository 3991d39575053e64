package tables

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"funneltrace/loaders/textfile"
	"funneltrace/trace/sqltree"
)

// readNDJSON reads a table of NDJSON files with the types that fit all of them.
func (f *TextFiles) readNDJSON() (t TextTable, err error) {
	root := &textfile.JsonType{}
	longest := 0
	for i := range f.Sources {
		s, before := &f.Sources[i], root.Longs
		err := s.Check(f.Format, func(text io.Reader) error {
			shape, err := textfile.CheckNDJSON(text, root)
			t.Rows += shape.Rows
			longest = max(longest, shape.Longest)
			return err
		})
		if err != nil {
			return t, err
		}
		if root.Longs > before {
			if *s, err = s.CopyTo(f.Format, f.Work(i), nil); err != nil {
				return t, err
			}
		}
	}
	if len(root.Keys) == 0 {
		return t, fmt.Errorf("its objects have no keys")
	}
	columns := make([]string, len(root.Keys))
	for i, k := range root.Keys {
		columns[i] = sqltree.Literal(k) + ": " + sqltree.Literal(root.Fields[k].SQL())
	}
	options := ", format = 'newline_delimited', records = true"
	const usual = 16 << 20 // the engine's own limit for an object
	if longest >= usual {
		options += ", maximum_object_size = " + strconv.Itoa(longest+2)
	}
	f.folders.without(func(name string) bool { _, ok := root.Folded[strings.ToLower(name)]; return ok })
	if t.Notes, err = f.folders.lacking(f.names(), f.Strict); err != nil {
		return t, err
	}
	for _, note := range []string{textfile.BareNote(root.Bare), root.LongNote()} {
		if note != "" {
			t.Notes = append(t.Notes, note)
		}
	}
	all, alike := func(int, string) bool { return true }, func(int, int) bool { return true }
	t.makeParts(f, root.Keys, all, alike, func(from, to int) string {
		return "read_json(" + f.paths(from, to) + ", columns = {" + strings.Join(columns, ", ") + "}" + options + ", hive_partitioning = false)"
	})
	return t, nil
}
