package dbt

import (
	"cmp"
	"errors"
	"fmt"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
	"funneltrace/trace"
)

// relation is what ref, source and this are: a text, when printed, and parts for macros.
type relation struct {
	name      trace.SourceName
	in        warehouse
	alias     string // what the template sees as its name, if that is another
	found     bool   // the warehouse was asked for it
	ephemeral *node  // of an ephemeral model, which is no table but a WITH
	onlyTable bool   // include(schema=false)
}

func (r relation) String() string {
	switch {
	case r.ephemeral != nil:
		return cteName(r.ephemeral)
	case r.onlyTable || r.name.Schema == "":
		return r.in.quote(r.name.Table)
	}
	name := r.in.quote(r.name.Schema) + "." + r.in.quote(r.name.Table)
	if r.in == bigQuery { // with its project: a name of two parts can be a field of a table
		return r.in.quote(database) + "." + name
	}
	return name
}

func (r relation) Type() string          { return "relation" }
func (r relation) Freeze()               {}
func (r relation) Truth() starlark.Bool  { return true }
func (r relation) Hash() (uint32, error) { return starlark.String(r.String()).Hash() }

// Attr returns a part of the relation, as dbt's BaseRelation has it.
func (r relation) Attr(name string) (starlark.Value, error) {
	switch name {
	case "identifier", "name", "table":
		return starlark.String(cmp.Or(r.alias, r.name.Table)), nil
	case "schema":
		return starlark.String(r.name.Schema), nil
	case "database":
		return starlark.String(database), nil
	case "type":
		switch {
		case r.ephemeral != nil:
			return starlark.String("cte"), nil
		case r.found:
			return starlark.String("table"), nil
		}
		return starlark.None, nil // what ref and source give knows nothing of the warehouse
	case "is_table":
		return starlark.Bool(r.found), nil
	case "is_view", "is_materialized_view", "is_dynamic_table":
		return starlark.False, nil
	case "is_cte":
		return starlark.Bool(r.ephemeral != nil), nil
	case "metadata": // by it, macros tell a relation from a text
		d := starlark.NewDict(1)
		return d, d.SetKey(starlark.String("type"), starlark.String(r.in.title()+"Relation"))
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

// database is what templates see as the name of the database, or of the project.
const database = "memory"

const ctePrefix = "__dbt__cte__"

// cteName is what an ephemeral model is called where it is inlined.
func cteName(n *node) string { return ctePrefix + n.step }

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
