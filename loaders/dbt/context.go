package dbt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
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
	early   bool                   // it is of dbt_project.yml, where dbt does not know the project's vars yet: a default stands
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
	e := &jinja.Env{Runtime: r.rt, Native: r.n == nil}
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

// lookup finds a name as dbt does: a macro of the model's package, of the project, what dbt gives, a macro of dbt's, a package. A macro's own
// package, in which dbt does not look, comes after the project.
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
	if v, ok := r.own(k, name); ok {
		return v, true
	}
	for _, in := range []*pkg{r.in, r.p.packages[0], k} {
		if v, ok := found(in); ok {
			return v, true
		}
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

// own is what the macros that the program brings may ask of the snapshot, and no template of anybody else's.
func (r *rendering) own(k *pkg, name string) (jinja.Value, bool) {
	if r.n == nil || k == nil || !k.brought() {
		return nil, false
	}
	switch name {
	case "trace_values":
		return jinja.Func(name, r.values), true
	case "trace_relations":
		return jinja.Func(name, r.relations), true
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
		"dbt_metadata_envs":   starlark.NewDict(0),
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
	names["this"] = r.p.relationOf(r.n)
	names["model"] = &jinja.Object{Kind: "model", Print: r.n.name, Parts: map[string]jinja.Value{
		"name": s(r.n.name), "alias": s(r.n.name), "resource_type": s(string(r.n.kind)), "package_name": s(r.n.pkg.name), "path": s(r.n.file),
		"unique_id": s(r.n.uniqueID()), "config": &configValue{r}, "description": s(r.n.description),
		"original_file_path": s(r.n.file), "fqn": toValue(append([]string{r.n.pkg.name}, r.n.folders...)), "tags": toValue([]any{}),
	}}
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

// target is the profile's target.
func (p *Project) target() jinja.Value {
	s := func(s string) jinja.Value { return starlark.String(s) }
	name := p.targetName()
	out := starlark.NewDict(16) // as in dbt, where templates also say target['name'] and target.get('name')
	for key, v := range map[string]jinja.Value{
		"name": s(name), "target_name": s(name), "schema": s("main"), "database": s("memory"), "dbname": s("memory"), "type": s(string(p.warehouse)), "profile_name": s(p.Name),
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
