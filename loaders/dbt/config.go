package dbt

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/jinja"
	"funneltrace/loaders/yamlfile"
)

// configs whose values are mappings: no folder is meant.
var mappings = map[string]bool{"column_types": true, "meta": true, "vars": true, "persist_docs": true, "docs": true, "grants": true, "contract": true}

// configure gives a node what dbt_project.yml says of it: of its package, of the folders on the way to its file, and of itself. The
// project's own file has the last word about a package.
func (p *Project) configure(n *node) error {
	section := map[kind]string{modelKind: "models", seedKind: "seeds", snapshotKind: "snapshots"}[n.kind]
	for _, k := range []*pkg{n.pkg, p.packages[0]} {
		tree := k.config.Get(section)
		if err := p.overlay(n, tree, true); err != nil {
			return err
		}
		tree = tree.Key(n.pkg.name)
		for _, folder := range append([]string{""}, n.folders...) {
			if folder != "" {
				tree = tree.Key(folder)
			}
			if err := p.overlay(n, tree, true); err != nil {
				return err
			}
		}
		if k == p.packages[0] {
			break
		}
	}
	return nil
}

// overlay puts the configs of a mapping over those that a node has; early are those of dbt_project.yml. Keys that are folders are not configs.
func (p *Project) overlay(n *node, tree yamlfile.Node, early bool) error {
	r := p.rendering(context.Background(), n.pkg, nil, nil)
	r.early = early
	env := r.env(n.pkg)
	for _, pair := range tree.Pairs() {
		key := strings.TrimPrefix(pair.Key, "+")
		isMapping := pair.Value.IsMapping()
		if isMapping && key == pair.Key && !mappings[key] {
			continue
		}
		if key == "pre-hook" || key == "post-hook" || key == "pre_hook" || key == "post_hook" {
			continue // they are not run
		}
		v, err := p.value(env, pair.Value)
		if err != nil {
			return err
		}
		n.configure(strings.ReplaceAll(key, "-", "_"), v)
	}
	return nil
}

// configure sets a config. Tags are added to those that there are, and mappings are laid over each other; all else is replaced.
func (n *node) configure(key string, v any) {
	if key == "tags" {
		had, _ := list(n.config[key]).([]any)
		had = slices.Clone(had)
		more, _ := list(v).([]any)
		for _, tag := range more {
			if !slices.Contains(had, tag) {
				had = append(had, tag)
			}
		}
		v = had
	}
	if more, ok := v.([][2]any); ok && mappings[key] {
		had, _ := n.config[key].([][2]any)
		v = over(had, more)
	}
	n.config[key] = v
}

// over lays pairs over others.
func over(had, more [][2]any) [][2]any {
	out := slices.Clone(had)
	for _, pair := range more {
		if i := slices.IndexFunc(out, func(p [2]any) bool { return p[0] == pair[0] }); i >= 0 {
			out[i] = pair
		} else {
			out = append(out, pair)
		}
	}
	return out
}

// value is a value of a YAML file; texts that are templates are rendered.
func (p *Project) value(env *jinja.Env, n yamlfile.Node) (any, error) {
	return p.rendered(env, n, n.Value())
}

func (p *Project) rendered(env *jinja.Env, n yamlfile.Node, v any) (any, error) {
	switch v := v.(type) {
	case string:
		if !strings.Contains(v, "{{") && !strings.Contains(v, "{%") {
			return v, nil
		}
		out, err := jinja.Evaluate(env, n.Pos().String(), v)
		if err != nil {
			return nil, n.Errorf("this template cannot be rendered: %w", withoutPlace(err))
		}
		return fromValue(out), nil
	case []any:
		for i := range v {
			var err error
			if v[i], err = p.rendered(env, n, v[i]); err != nil {
				return nil, err
			}
		}
	case [][2]any:
		for i := range v {
			var err error
			if v[i][1], err = p.rendered(env, n, v[i][1]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

// text is a text of a YAML file, rendered; what cannot be is as it is written.
func (p *Project) text(k *pkg, n yamlfile.Node) string {
	if n.IsZero() {
		return ""
	}
	v, err := p.rendered(p.plainEnv(k), n, n.Text())
	if s, ok := v.(string); err == nil && ok {
		return s
	}
	return n.Text()
}

// readVars takes what the command line and trace.yml say of vars.
func (p *Project) readVars() error {
	p.vars = map[string]any{}
	maps.Copy(p.vars, p.Settings.vars)
	if p.opt.Vars == "" {
		return nil
	}
	tree, err := yamlfile.Tree("--vars", []byte(p.opt.Vars))
	if err == nil && !tree.IsMapping() {
		err = tree.Errorf("write it as '{name: value}'")
	}
	if err != nil {
		return engine.Usagef("%s", err)
	}
	for _, pair := range tree.Pairs() {
		p.vars[pair.Key] = pair.Value.Value()
	}
	return nil
}

// variable is what var(name) means in a package: what the command line says, or trace.yml, the project for that package or for all, or the
// package for itself. It is as it is written, with the place where it stands.
func (p *Project) variable(k *pkg, name string) (v any, at string, ok bool) {
	if v, ok := p.vars[name]; ok {
		return v, "vars", true
	}
	root := p.packages[0]
	for _, tree := range []yamlfile.Node{
		root.vars.Key(k.name), root.vars, k.vars.Key(k.name), k.vars,
		root.config.Get("models").Key(k.name).Get("vars"), root.config.Get("models").Get("vars"), k.config.Get("models").Key(k.name).Get("vars"), // before dbt 0.17
	} {
		for _, pair := range tree.Pairs() {
			if pair.Key == name {
				return pair.Value.Value(), pair.Value.Pos().String(), true
			}
		}
	}
	return nil, "", false
}

// variable is the value of var(name). A text that is a template is rendered where the var is asked for, so that it may name a source or a
// model.
func (r *rendering) variable(name string) (jinja.Value, bool, error) {
	v, at, ok := r.p.variable(r.in, name)
	text, isText := v.(string)
	if !isText || !strings.Contains(text, "{{") && !strings.Contains(text, "{%") {
		return toValue(v), ok, nil
	}
	if slices.Contains(r.asking, name) {
		return nil, false, fmt.Errorf("var %s asks for itself", name)
	}
	r.asking = append(r.asking, name)
	defer func() { r.asking = r.asking[:len(r.asking)-1] }()
	out, err := jinja.Evaluate(r.env(r.in), at, text)
	if err != nil {
		return nil, false, fmt.Errorf("var %s: %w", name, withoutPlace(err))
	}
	return out, true, nil
}
