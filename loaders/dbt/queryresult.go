package dbt

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
)

// sequence is a list whose items have names too, as a table of agate's and its rows and columns are.
type sequence struct {
	kind  string
	names []string
	items []jinja.Value
	parts map[string]jinja.Value
}

func (s *sequence) String() string             { return "<" + s.kind + ">" }
func (s *sequence) Type() string               { return s.kind }
func (s *sequence) Freeze()                    {}
func (s *sequence) Truth() starlark.Bool       { return s.kind == "table" || len(s.items) > 0 }
func (s *sequence) Hash() (uint32, error)      { return 0, fmt.Errorf("a %s cannot be a key", s.kind) }
func (s *sequence) Len() int                   { return len(s.items) }
func (s *sequence) Index(i int) starlark.Value { return s.items[i] }
func (s *sequence) Iterate() starlark.Iterator { return starlark.NewList(s.items).Iterate() }

// Attr returns a part, or the item of this name.
func (s *sequence) Attr(name string) (starlark.Value, error) {
	if v, ok := s.parts[name]; ok {
		return v, nil
	}
	if i := s.named(name); i >= 0 {
		return s.items[i], nil
	}
	list := func(values []jinja.Value) (starlark.Value, error) {
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.Tuple(values), nil }), nil
	}
	switch name {
	case "values":
		return list(s.items)
	case "keys":
		return list(texts(s.names))
	case "items", "dict":
		d := starlark.NewDict(len(s.names))
		for i, n := range s.names {
			if err := d.SetKey(starlark.String(n), s.items[i]); err != nil {
				return nil, err
			}
		}
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) {
			if name == "items" {
				return jinja.List(tuplesOf(d)...), nil
			}
			return d, nil
		}), nil
	case "get":
		return jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			var key string
			var otherwise jinja.Value = starlark.None
			if err := starlark.UnpackArgs(name, args, kw, "key", &key, "default?", &otherwise); err != nil {
				return nil, err
			}
			if i := s.named(key); i >= 0 {
				return s.items[i], nil
			}
			return otherwise, nil
		}), nil
	}
	return nil, nil
}

// named is the place of the item of this name. Warehouses differ in the case of columns' names, so it does not matter if it is all that differs.
func (s *sequence) named(name string) int {
	if i := slices.Index(s.names, name); i >= 0 {
		return i
	}
	return slices.IndexFunc(s.names, func(n string) bool { return strings.EqualFold(n, name) })
}

// AttrNames returns the names of the items.
func (s *sequence) AttrNames() []string { return s.names }

func texts(list []string) []jinja.Value {
	out := make([]jinja.Value, len(list))
	for i, s := range list {
		out[i] = starlark.String(s)
	}
	return out
}

func tuplesOf(d *starlark.Dict) []jinja.Value {
	var out []jinja.Value
	for _, kv := range d.Items() {
		out = append(out, kv)
	}
	return out
}

// table is the result of a query: it loops over its rows, and has columns.
func table(names []string, rows [][]jinja.Value) jinja.Value {
	all := make([]jinja.Value, len(rows))
	for i, row := range rows {
		all[i] = &sequence{kind: "row", names: names, items: row}
	}
	columns := make([]jinja.Value, len(names))
	for i, name := range names {
		var values []jinja.Value
		for _, row := range rows {
			values = append(values, row[i])
		}
		columns[i] = &sequence{kind: "column", items: values, parts: map[string]jinja.Value{"name": starlark.String(name)}}
	}
	return &sequence{kind: "table", items: all, parts: map[string]jinja.Value{
		"rows": &sequence{kind: "rows", items: all}, "columns": &sequence{kind: "columns", names: names, items: columns},
		"column_names": starlark.Tuple(texts(names)), "print_table": jinja.Func("print_table", func(tuple, kwargs) (jinja.Value, error) { return starlark.String(""), nil }),
	}}
}
