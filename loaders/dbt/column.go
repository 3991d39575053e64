package dbt

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
)

// kinds are what a warehouse's types are to dbt.
type kinds struct{ strings, integers, numerics, floats []string }

var kindsOf = map[warehouse]kinds{
	duckDB: {
		strings:  []string{"VARCHAR", "TEXT", "CHARACTER", "CHARACTER VARYING"},
		integers: []string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"},
		numerics: []string{"NUMERIC", "DECIMAL"}, floats: []string{"REAL", "FLOAT", "DOUBLE"},
	},
	bigQuery: {strings: []string{"STRING"}, integers: []string{"INT64"}, numerics: []string{"NUMERIC"}, floats: []string{"FLOAT64"}},
}

// column is a column of a relation, as dbt's Column.
func (w warehouse) column(name, typ string) jinja.Value {
	k := kindsOf[w]
	is := func(lists ...[]string) jinja.Value {
		ok := slices.Contains(slices.Concat(lists...), strings.ToUpper(typ))
		return jinja.Func("is", func(tuple, kwargs) (jinja.Value, error) { return starlark.Bool(ok), nil })
	}
	s := func(s string) jinja.Value { return starlark.String(s) }
	dataType := typ
	if w == duckDB && slices.Contains(k.strings, strings.ToUpper(typ)) {
		dataType = "character varying(256)" // texts have no length here: what dbt says of one without it
	}
	size := jinja.Func("string_size", func(tuple, kwargs) (jinja.Value, error) { return starlark.MakeInt(256), nil })
	return &jinja.Object{Kind: "column", Print: "<" + w.title() + "Column " + name + " (" + typ + ")>", Parts: map[string]jinja.Value{
		"name": s(name), "column": s(name), "dtype": s(typ), "data_type": s(dataType), "quoted": s(w.quote(name)),
		"char_size": starlark.None, "numeric_precision": starlark.None, "numeric_scale": starlark.None, "string_size": size,
		"is_string": is(k.strings), "is_integer": is(k.integers), "is_float": is(k.floats), "is_numeric": is(k.numerics),
		"is_number": is(k.integers, k.numerics, k.floats),
	}}
}
