package dbt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
	"funneltrace/loaders/near"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

type (
	tuple  = starlark.Tuple
	kwargs = []starlark.Tuple
)

// rendering is a template that is being rendered, with the macros that it uses.
type rendering struct {
	p       *Project
	n       *node                  // nil for a value of a YAML file
	in      *pkg                   // whose template it is
	loaded  map[string]jinja.Value // what statements gave, by their names
	peeking bool                   // only its config is wanted
	ask     *scratch
	ctx     context.Context
	rt      *jinja.Runtime
	envs    map[*pkg]*jinja.Env
	modules map[*jinja.Template]map[string]jinja.Value
	names   map[string]jinja.Value
	asking  []string // vars whose templates are being rendered
	result  compiled
}

// env is what names mean in a package.
func (r *rendering) env(k *pkg) *jinja.Env {
	if e, ok := r.envs[k]; ok {
		return e
	}
	e := &jinja.Env{Runtime: r.rt}
	e.Lookup = func(name string) (jinja.Value, bool) { return r.lookup(k, name) }
	e.Names = func() []string {
		var names []string
		for n := range r.names {
			names = append(names, n)
		}
		for _, one := range []*pkg{k, r.p.packages[0], r.p.pkg("dbt")} {
			for m := range one.macros {
				names = append(names, m)
			}
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	r.envs[k] = e
	return e
}

// lookup finds a name as dbt does: a macro of the package, of the project, what dbt gives, a macro of dbt's, a package.
func (r *rendering) lookup(k *pkg, name string) (jinja.Value, bool) {
	found := func(k *pkg) (jinja.Value, bool) {
		if k == nil || r.p.manifest {
			return nil, false
		}
		m, err := r.macro(k, name)
		if err != nil {
			return refused{name, withoutPlace(err).Error()}, true
		}
		return m, m != nil
	}
	if v, ok := found(k); ok {
		return v, true
	}
	if v, ok := found(r.p.packages[0]); ok {
		return v, true
	}
	switch name {
	case "adapter":
		return r.adapter(k), true
	case "graph":
		return r.p.graph(), true
	case "adapter_macro": // before dbt 0.18
		return jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			if len(args) == 0 {
				return nil, errors.New("adapter_macro wants a name")
			}
			m, err := r.dispatch(k, jinja.Text(args[0]), "")
			if err != nil {
				return nil, err
			}
			return r.rt.Call(m, args[1:], kw)
		}), true
	}
	if v, ok := r.names[name]; ok {
		return v, true
	}
	if v, ok := found(r.p.pkg("dbt")); ok {
		return v, true
	}
	if other := r.p.pkg(name); other != nil {
		return namespace{r, other}, true
	}
	if r.p.absent(name) {
		return absent{name}, true
	}
	return nil, false
}

// known are packages that are often used and that are not there if nobody has fetched them.
var known = []string{"dbt_expectations", "codegen", "audit_helper", "dbt_ml", "snowplow_utils", "fivetran_utils", "re_data", "elementary", "dbt_artifacts", "metrics", "dbt_profiler"}

// absent reports whether the name is a package that is not there.
func (p *Project) absent(name string) bool {
	return slices.Contains(known, name) || slices.Contains(p.wanted, name)
}

// noRunQuery is why what asks for data while a model is rendered is refused: the model's SQL then hangs on the data, and another snapshot may
// make another model of it.
const noRunQuery = "it asks the warehouse while the model is rendered, and so its SQL hangs on the data; --run-query lets the snapshot answer"

// askSnapshot is what trace.yml says where the snapshot may answer.
const askSnapshot = "snapshot"

const noQuery = "it asks for what only a warehouse has; write what it returns into the model, or trace what `dbt compile` wrote with --manifest"

// context is what dbt gives to templates, beside macros.
func (r *rendering) context() map[string]jinja.Value {
	s := func(s string) jinja.Value { return starlark.String(s) }
	names := map[string]jinja.Value{
		"var":     r.varFunc(),
		"env_var": jinja.Func("env_var", r.envVar),
		"target":  r.p.target(),
		"execute": starlark.True, "dbt_version": s("1.10.0"), "database": s("memory"), "schema": s("main"), "invocation_id": s("trace"),
		"thread_id": s("trace"), "project_name": s(r.p.Name), "flags": flags(),
		"log":                 jinja.Func("log", func(tuple, kwargs) (jinja.Value, error) { return s(""), nil }),
		"print":               jinja.Func("print", func(tuple, kwargs) (jinja.Value, error) { return s(""), nil }),
		"exceptions":          r.exceptions(),
		"modules":             r.p.modules(),
		"local_md5":           jinja.Func("local_md5", localMD5),
		"fromyaml":            jinja.Func("fromyaml", r.fromYAML),
		"run_started_at":      moment{r.p.opt.Now.UTC()},
		"context":             contextValue{r},
		"selected_resources":  starlark.NewList(nil),
		"toyaml":              jinja.Func("toyaml", toYAML),
		"doc":                 jinja.Func("doc", func(tuple, kwargs) (jinja.Value, error) { return s(""), nil }),
		"is_incremental":      jinja.Func("is_incremental", func(tuple, kwargs) (jinja.Value, error) { return starlark.False, nil }),
		"should_full_refresh": jinja.Func("should_full_refresh", func(tuple, kwargs) (jinja.Value, error) { return starlark.True, nil }),
		"api":                 r.api(),
	}
	for name, f := range map[string]func(tuple, kwargs) (jinja.Value, error){"run_query": r.runQuery, "statement": r.statement, "load_result": r.loadResult} {
		if names[name] = (refused{name, noRunQuery}); r.p.opt.RunQuery || r.p.Settings.RunQuery == askSnapshot {
			names[name] = jinja.Func(name, f)
		}
	}
	if r.n == nil {
		return names
	}
	names["ref"] = jinja.Func("ref", r.ref)
	names["source"] = jinja.Func("source", r.source)
	names["config"] = &configValue{r}
	names["this"] = relation{name: r.n.called()}
	names["model"] = &jinja.Object{Kind: "model", Print: r.n.name, Parts: map[string]jinja.Value{
		"name": s(r.n.name), "alias": s(r.n.name), "resource_type": s(string(r.n.kind)), "package_name": s(r.n.pkg.name), "path": s(r.n.file),
		"unique_id": s(r.n.uniqueID()), "config": &configValue{r}, "description": s(r.n.description),
		"original_file_path": s(r.n.file), "fqn": toValue(append([]string{r.n.pkg.name}, r.n.folders...)), "tags": toValue([]any{}),
	}}
	names["trace_values"] = jinja.Func("trace_values", r.values)
	names["trace_relations"] = jinja.Func("trace_relations", r.relations)
	names["load_relation"] = jinja.Func("load_relation", r.loadRelation)
	builtins := &jinja.Object{Kind: "builtins", Print: "<builtins>", Parts: map[string]jinja.Value{}}
	for _, n := range []string{"ref", "source", "config", "var", "env_var"} {
		builtins.Parts[n] = names[n]
	}
	names["builtins"] = builtins
	return names
}

func flags() jinja.Value {
	return &jinja.Object{Kind: "flags", Print: "<flags>", Parts: map[string]jinja.Value{
		"FULL_REFRESH": starlark.True, "STORE_FAILURES": starlark.False, "WHICH": starlark.String("run"), "EMPTY": starlark.False,
	}}
}

// target is the profile's target. The number is that of production, so that is its name unless something else is said.
func (p *Project) target() jinja.Value {
	s := func(s string) jinja.Value { return starlark.String(s) }
	name := cmp.Or(p.opt.Target, p.Settings.Target, "prod")
	out := starlark.NewDict(16) // as in dbt, where templates also say target['name'] and target.get('name')
	for key, v := range map[string]jinja.Value{
		"name": s(name), "target_name": s(name), "schema": s("main"), "database": s("memory"), "dbname": s("memory"), "type": s("duckdb"), "profile_name": s(p.Name),
		"project": s("memory"), "dataset": s("main"), "threads": starlark.MakeInt(1), "user": s("trace"), "warehouse": s(""), "role": s(""), "host": s("localhost"),
	} {
		_ = out.SetKey(s(key), v) // keys are texts
	}
	return out
}

func (r *rendering) exceptions() jinja.Value {
	fail := func(what string) jinja.Value {
		return jinja.Func(what, func(args tuple, _ kwargs) (jinja.Value, error) {
			text := "the project itself refuses this"
			if len(args) > 0 {
				text = strings.Join(strings.Fields(jinja.Text(args[0])), " ")
			}
			return nil, errors.New(text)
		})
	}
	parts := map[string]jinja.Value{"warn": jinja.Func("warn", func(args tuple, _ kwargs) (jinja.Value, error) {
		if len(args) > 0 && !r.peeking {
			r.p.note("%s warns: %s", r.where(), strings.Join(strings.Fields(jinja.Text(args[0])), " "))
		}
		return starlark.String(""), nil
	})}
	for _, name := range []string{"raise_compiler_error", "raise_not_implemented", "raise_contract_error", "raise_parsing_error", "raise_fail_fast_error", "column_type_missing"} {
		parts[name] = fail(name)
	}
	return &jinja.Object{Kind: "exceptions", Print: "<exceptions>", Parts: parts}
}

func (r *rendering) where() string {
	if r.n == nil {
		return projectFile
	}
	return r.n.path()
}

func (p *Project) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(p.Notes, text) {
		p.Notes = append(p.Notes, text)
	}
}

// varFunc is var(): a function, and has_var.
func (r *rendering) varFunc() jinja.Value {
	return &callableObject{name: "var", call: func(args tuple, kw kwargs) (jinja.Value, error) {
		var name string
		var otherwise jinja.Value
		if err := starlark.UnpackArgs("var", args, kw, "name", &name, "default?", &otherwise); err != nil {
			return nil, err
		}
		v, ok, err := r.variable(name)
		switch {
		case err != nil:
			return nil, err
		case ok:
			return v, nil
		case otherwise != nil:
			return otherwise, nil
		}
		return nil, fmt.Errorf("var %s has no value; give it with --vars '{%s: …}', or under vars: in %s", name, name, SettingsFile)
	}, parts: map[string]jinja.Value{"has_var": jinja.Func("has_var", func(args tuple, _ kwargs) (jinja.Value, error) {
		if len(args) == 0 {
			return nil, errors.New("has_var wants a name")
		}
		_, _, ok := r.p.variable(r.in, jinja.Text(args[0]))
		return starlark.Bool(ok), nil
	})}}
}

func (r *rendering) envVar(args tuple, kw kwargs) (jinja.Value, error) {
	var name string
	var otherwise jinja.Value
	if err := starlark.UnpackArgs("env_var", args, kw, "var", &name, "default?", &otherwise); err != nil {
		return nil, err
	}
	if r.p.opt.Getenv != nil {
		if v, ok := r.p.opt.Getenv(name); ok {
			return starlark.String(v), nil
		}
	}
	if otherwise == nil {
		return nil, fmt.Errorf("the environment variable %s is not set; set it, as dbt needs it too", name)
	}
	return otherwise, nil
}

// contextValue is context: all names, by their names.
type contextValue struct{ r *rendering }

func (c contextValue) String() string        { return "<context>" }
func (c contextValue) Type() string          { return "context" }
func (c contextValue) Freeze()               {}
func (c contextValue) Truth() starlark.Bool  { return true }
func (c contextValue) Hash() (uint32, error) { return starlark.String("context").Hash() }

// Attr returns what a name means, or get().
func (c contextValue) Attr(name string) (starlark.Value, error) {
	if name == "get" {
		return jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			var key string
			var otherwise jinja.Value = starlark.None
			if err := starlark.UnpackArgs(name, args, kw, "key", &key, "default?", &otherwise); err != nil {
				return nil, err
			}
			if v, ok := c.r.lookup(c.r.in, key); ok {
				return v, nil
			}
			return otherwise, nil
		}), nil
	}
	if v, ok := c.r.lookup(c.r.in, name); ok {
		return v, nil
	}
	return nil, nil
}

// AttrNames returns none.
func (c contextValue) AttrNames() []string { return nil }

// callableObject is a function that has parts too.
type callableObject struct {
	name  string
	call  func(args tuple, kw kwargs) (jinja.Value, error)
	parts map[string]jinja.Value
}

func (c *callableObject) String() string        { return "<" + c.name + ">" }
func (c *callableObject) Type() string          { return "function" }
func (c *callableObject) Freeze()               {}
func (c *callableObject) Truth() starlark.Bool  { return true }
func (c *callableObject) Hash() (uint32, error) { return starlark.String(c.name).Hash() }
func (c *callableObject) Name() string          { return c.name }

// Attr returns a part, or nil.
func (c *callableObject) Attr(name string) (starlark.Value, error) { return c.parts[name], nil }

// AttrNames returns none.
func (c *callableObject) AttrNames() []string { return nil }

// CallInternal calls the function.
func (c *callableObject) CallInternal(_ *starlark.Thread, args starlark.Tuple, kw []starlark.Tuple) (starlark.Value, error) {
	return c.call(args, kw)
}

// ref is ref('model'), ref('package', 'model') and ref('model', version=1).
func (r *rendering) ref(args tuple, kw kwargs) (jinja.Value, error) {
	var pkgName, name, version string
	for _, kv := range kw {
		if key := jinja.Text(kv[0]); key == "v" || key == "version" {
			version = jinja.Text(kv[1])
		}
	}
	switch len(args) {
	case 1:
		name = jinja.Text(args[0])
	case 2:
		pkgName, name = jinja.Text(args[0]), jinja.Text(args[1])
	default:
		return nil, errors.New("ref wants the name of a model, and before it that of its package if need be")
	}
	n, err := r.p.find(r.n.pkg, pkgName, name, version)
	if err != nil {
		return nil, err
	}
	r.result.read(n.called())
	if !slices.Contains(r.result.refs, n) {
		r.result.refs = append(r.result.refs, n)
	}
	r.p.peek(n)
	if n.kind == modelKind && n.materialized() == "ephemeral" {
		return relation{name: n.called(), ephemeral: n}, nil
	}
	return relation{name: n.called()}, nil
}

func (r *rendering) source(args tuple, _ kwargs) (jinja.Value, error) {
	if len(args) != 2 {
		return nil, errors.New("source wants the name of the source and that of its table")
	}
	name, table := jinja.Text(args[0]), jinja.Text(args[1])
	s := r.p.source(name, table)
	if s == nil {
		var names []string
		for _, s := range r.p.sources {
			names = append(names, s.String())
		}
		return nil, fmt.Errorf("there is no source %s.%s%s in the project's YAML files", name, table, near.Hint(name+"."+table, names))
	}
	r.result.read(s.called())
	if !slices.Contains(r.result.sources, s) {
		r.result.sources = append(r.result.sources, s)
	}
	return relation{name: s.called()}, nil
}

// configValue is config: a function that sets, with get and require.
type configValue struct{ r *rendering }

func (c *configValue) String() string        { return "<config>" }
func (c *configValue) Type() string          { return "config" }
func (c *configValue) Freeze()               {}
func (c *configValue) Truth() starlark.Bool  { return true }
func (c *configValue) Hash() (uint32, error) { return starlark.String("config").Hash() }
func (c *configValue) Name() string          { return "config" }

// CallInternal sets configs.
func (c *configValue) CallInternal(_ *starlark.Thread, args starlark.Tuple, kw []starlark.Tuple) (starlark.Value, error) {
	for _, a := range args {
		if d, ok := a.(*starlark.Dict); ok {
			kw = append(d.Items(), kw...)
		}
	}
	for _, kv := range kw {
		c.r.n.config[jinja.Text(kv[0])] = fromValue(kv[1])
	}
	return starlark.String(""), nil
}

// Attr returns get, require or set, or a config.
func (c *configValue) Attr(name string) (starlark.Value, error) {
	config := c.r.n.config
	switch name {
	case "get", "require", "meta_get", "meta_require":
		return jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			var key string
			var otherwise, validator jinja.Value = starlark.None, nil
			if err := starlark.UnpackArgs(name, args, kw, "name", &key, "default?", &otherwise, "validator?", &validator); err != nil {
				return nil, err
			}
			if v, ok := config[key]; ok {
				return toValue(v), nil
			}
			if name == "require" {
				return nil, fmt.Errorf("config %s is required", key)
			}
			return otherwise, nil
		}), nil
	case "set":
		return jinja.Func(name, func(args tuple, _ kwargs) (jinja.Value, error) {
			if len(args) == 2 {
				config[jinja.Text(args[0])] = fromValue(args[1])
			}
			return starlark.String(""), nil
		}), nil
	case "persist_relation_docs", "persist_column_docs":
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.False, nil }), nil
	}
	if v, ok := config[name]; ok {
		return toValue(v), nil
	}
	return nil, nil
}

// AttrNames returns the names of the configs.
func (c *configValue) AttrNames() []string { return nil }

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
			return r.dispatch(k, name, in)
		}),
		"type": text("type", "duckdb"),
		"quote": jinja.Func("quote", func(args tuple, _ kwargs) (jinja.Value, error) {
			if len(args) == 0 {
				return nil, errors.New("quote wants a name")
			}
			return starlark.String(sqltree.Quote(jinja.Text(args[0]))), nil
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
		return relation{name: trace.SourceName{Schema: text(schema), Table: text(identifier)}}, nil
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
				return nil, errors.New("Column wants a name and a type")
			}
			return column(jinja.Text(args[0]), jinja.Text(args[1])), nil
		}, parts: map[string]jinja.Value{"translate_type": jinja.Func("translate_type", func(args tuple, _ kwargs) (jinja.Value, error) {
			t := strings.ToUpper(jinja.Text(args[0]))
			return starlark.String(cmp.Or(map[string]string{"STRING": "VARCHAR", "FLOAT": "DOUBLE"}[t], t)), nil
		})}},
	}}
}
