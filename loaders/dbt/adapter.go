package dbt

import (
	"errors"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
	"funneltrace/trace"
)

// adapter is dbt's adapter: what it knows of relations comes from the snapshot.
func (r *rendering) adapter(k *pkg) jinja.Value {
	text := func(name, s string) jinja.Value {
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.String(s), nil })
	}
	parts := map[string]jinja.Value{
		"dispatch": jinja.Func("dispatch", func(args tuple, kw kwargs) (jinja.Value, error) {
			var name string
			var space, packages jinja.Value
			if err := starlark.UnpackArgs("dispatch", args, kw, "macro_name", &name, "macro_namespace?", &space, "packages?", &packages); err != nil {
				return nil, err
			}
			in := ""
			if s, ok := space.(starlark.String); ok {
				in = string(s)
			}
			if list, ok := packages.(*starlark.List); ok && in == "" && list.Len() > 0 { // before dbt 0.20
				in = jinja.Text(list.Index(list.Len() - 1))
			}
			return r.dispatch(k, name, in)
		}),
		"type": text("type", string(r.p.warehouse)),
		"quote": jinja.Func("quote", func(args tuple, _ kwargs) (jinja.Value, error) {
			if len(args) == 0 {
				return nil, errors.New("quote wants a name")
			}
			return starlark.String(r.p.warehouse.quote(jinja.Text(args[0]))), nil
		}),
		"get_columns_in_relation": jinja.Func("get_columns_in_relation", r.columns),
		"get_relation":            jinja.Func("get_relation", r.getRelation),
		"check_schema_exists":     jinja.Func("check_schema_exists", func(tuple, kwargs) (jinja.Value, error) { return starlark.True, nil }),
		"is_replaceable":          jinja.Func("is_replaceable", func(tuple, kwargs) (jinja.Value, error) { return starlark.True, nil }),
	}
	parts["quote_as_configured"] = parts["quote"]
	return &adapterValue{jinja.Object{Kind: "adapter", Print: "<adapter>", Parts: parts}}
}

// adapterValue is an object whose other parts are refused.
type adapterValue struct{ jinja.Object }

// Attr returns what the adapter can do, or something that says that it cannot.
func (a *adapterValue) Attr(name string) (starlark.Value, error) {
	if v := a.Parts[name]; v != nil {
		return v, nil
	}
	return refused{"adapter." + name, noQuery}, nil
}

func (r *rendering) api() jinja.Value {
	create := jinja.Func("create", func(args tuple, kw kwargs) (jinja.Value, error) {
		var database, schema, identifier, typ jinja.Value
		if err := starlark.UnpackArgs("create", args, kw, "database?", &database, "schema?", &schema, "identifier?", &identifier, "type?", &typ); err != nil {
			return nil, err
		}
		text := func(v jinja.Value) string {
			if v == nil || v == starlark.None {
				return ""
			}
			return jinja.Text(v)
		}
		name := trace.SourceName{Schema: text(schema), Table: text(identifier)}
		if n := r.p.aliased(name.Table); n != nil && n.called().Schema == name.Schema {
			return r.p.relationOf(n), nil
		}
		return r.p.relation(name), nil
	})
	prefix := jinja.Func("add_ephemeral_prefix", func(args tuple, _ kwargs) (jinja.Value, error) {
		if len(args) != 1 {
			return nil, errors.New("add_ephemeral_prefix wants a name")
		}
		return starlark.String(ctePrefix + jinja.Text(args[0])), nil
	})
	return &jinja.Object{Kind: "api", Print: "<api>", Parts: map[string]jinja.Value{
		"Relation": &jinja.Object{Kind: "Relation", Print: "<Relation>", Parts: map[string]jinja.Value{"create": create, "add_ephemeral_prefix": prefix}},
		"Column": &callableObject{name: "Column", call: func(args tuple, _ kwargs) (jinja.Value, error) {
			if len(args) < 2 {
				return nil, errors.New("a Column wants a name and a type")
			}
			return r.p.warehouse.column(jinja.Text(args[0]), jinja.Text(args[1])), nil
		}, parts: map[string]jinja.Value{"translate_type": jinja.Func("translate_type", func(args tuple, _ kwargs) (jinja.Value, error) {
			if len(args) != 1 {
				return nil, errors.New("translate_type wants the name of a type")
			}
			return starlark.String(r.p.warehouse.typeName(jinja.Text(args[0]))), nil
		})}},
	}}
}
