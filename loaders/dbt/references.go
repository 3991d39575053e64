package dbt

import (
	"errors"
	"fmt"
	"slices"

	"funneltrace/loaders/jinja"
	"funneltrace/snapshots/near"
)

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
		return relation{name: n.called(), in: r.p.warehouse, ephemeral: n}, nil
	}
	return r.p.relationOf(n), nil
}

func (r *rendering) source(args tuple, _ kwargs) (jinja.Value, error) {
	if len(args) != 2 {
		return nil, errors.New("source wants the name of the source and that of its table")
	}
	name, table := jinja.Text(args[0]), jinja.Text(args[1])
	s := r.p.source(name, table)
	if s == nil || s.byModel {
		var names []string
		for _, s := range r.p.sources {
			if !s.byModel {
				names = append(names, s.String())
			}
		}
		return nil, fmt.Errorf("there is no source %s.%s%s in the project's YAML files", name, table, near.Hint(name+"."+table, names))
	}
	r.result.read(s.called())
	if !slices.Contains(r.result.sources, s) {
		r.result.sources = append(r.result.sources, s)
	}
	return r.p.relation(s.called()), nil
}
