package dbt

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// relation is what ref, source and this are: a text, when printed, and parts for macros.
type relation struct {
	name      trace.SourceName
	ephemeral *node // of an ephemeral model, which is no table but a WITH
	onlyTable bool  // include(schema=false)
}

func (r relation) String() string {
	switch {
	case r.ephemeral != nil:
		return cteName(r.ephemeral)
	case r.onlyTable || r.name.Schema == "":
		return sqltree.Quote(r.name.Table)
	}
	return sqltree.Quote(r.name.Schema) + "." + sqltree.Quote(r.name.Table)
}

func (r relation) Type() string          { return "relation" }
func (r relation) Freeze()               {}
func (r relation) Truth() starlark.Bool  { return true }
func (r relation) Hash() (uint32, error) { return starlark.String(r.String()).Hash() }

// Attr returns a part of the relation, as dbt's BaseRelation has it.
func (r relation) Attr(name string) (starlark.Value, error) {
	switch name {
	case "identifier", "name", "table":
		return starlark.String(r.name.Table), nil
	case "schema":
		return starlark.String(r.name.Schema), nil
	case "database":
		return starlark.String("memory"), nil
	case "type":
		if r.ephemeral != nil {
			return starlark.String("cte"), nil
		}
		return starlark.String("table"), nil
	case "is_table":
		return starlark.Bool(r.ephemeral == nil), nil
	case "is_view", "is_materialized_view", "is_dynamic_table":
		return starlark.False, nil
	case "is_cte":
		return starlark.Bool(r.ephemeral != nil), nil
	case "metadata": // by it, macros tell a relation from a text
		d := starlark.NewDict(1)
		return d, d.SetKey(starlark.String("type"), starlark.String("DuckDBRelation"))
	case "render":
		return jinja.Func(name, func(starlark.Tuple, []starlark.Tuple) (jinja.Value, error) { return starlark.String(r.String()), nil }), nil
	case "quote", "without_identifier", "information_schema":
		return jinja.Func(name, func(starlark.Tuple, []starlark.Tuple) (jinja.Value, error) { return r, nil }), nil
	case "include":
		return jinja.Func(name, func(_ starlark.Tuple, kwargs []starlark.Tuple) (jinja.Value, error) {
			out := r
			for _, kv := range kwargs {
				if jinja.Text(kv[0]) == "schema" {
					out.onlyTable = !bool(kv[1].Truth())
				}
			}
			return out, nil
		}), nil
	}
	return nil, nil
}

// Get returns a part: dbt's relations are mappings too.
func (r relation) Get(key starlark.Value) (starlark.Value, bool, error) {
	name, _ := key.(starlark.String)
	v, err := r.Attr(string(name))
	return v, v != nil, err
}

// AttrNames returns the names of the parts.
func (r relation) AttrNames() []string {
	return []string{"database", "schema", "identifier", "name", "table", "type", "is_table", "is_view", "is_cte", "render", "quote", "include"}
}

const ctePrefix = "__dbt__cte__"

// cteName is what an ephemeral model is called where it is inlined.
func cteName(n *node) string { return ctePrefix + n.step }

// column is a column of a relation, as dbt's Column.
func column(name, typ string) jinja.Value {
	upper := strings.ToUpper(typ)
	is := func(types ...string) jinja.Value {
		var ok bool
		for _, t := range types {
			ok = ok || strings.HasPrefix(upper, t)
		}
		return jinja.Func("is", func(starlark.Tuple, []starlark.Tuple) (jinja.Value, error) { return starlark.Bool(ok), nil })
	}
	ints := []string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
	floats := []string{"FLOAT", "DOUBLE"}
	s := func(s string) jinja.Value { return starlark.String(s) }
	// DuckDB's texts have no length: what dbt says of one without it.
	size := jinja.Func("string_size", func(starlark.Tuple, []starlark.Tuple) (jinja.Value, error) { return starlark.MakeInt(256), nil })
	return &jinja.Object{Kind: "column", Print: "<Column " + name + " (" + typ + ")>", Parts: map[string]jinja.Value{
		"name": s(name), "column": s(name), "dtype": s(typ), "data_type": s(typ), "quoted": s(sqltree.Quote(name)),
		"char_size": starlark.None, "numeric_precision": starlark.None, "numeric_scale": starlark.None,
		"string_size": size, "is_string": is("VARCHAR", "CHAR", "TEXT"), "is_integer": is(ints...), "is_float": is(floats...), "is_numeric": is("DECIMAL", "NUMERIC"),
		"is_number": is(append(append([]string{"DECIMAL", "NUMERIC"}, ints...), floats...)...),
	}}
}

// refused is something that templates can ask for and do not get.
type refused struct{ what, why string }

func (r refused) String() string        { return "" }
func (r refused) Type() string          { return r.what }
func (r refused) Freeze()               {}
func (r refused) Truth() starlark.Bool  { return true }
func (r refused) Hash() (uint32, error) { return 0, errors.New(r.why) }
func (r refused) Name() string          { return r.what }

// Attr is an error.
func (r refused) Attr(string) (starlark.Value, error) { return nil, r.error() }

// AttrNames returns none.
func (r refused) AttrNames() []string { return nil }

// CallInternal is an error.
func (r refused) CallInternal(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return nil, r.error()
}

func (r refused) error() error { return fmt.Errorf("%s is refused: %s", r.what, r.why) }
