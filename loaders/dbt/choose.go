package dbt

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/project"
	"funneltrace/snapshots/near"
	"funneltrace/trace"
)

// number is the model that the chain ends in.
func (p *Project) number(name, root string, said bool) (*node, error) {
	if name == "" {
		last := p.leaves(root)
		if len(last) == 1 {
			return p.find(p.packages[0], "", last[0], "")
		}
		if len(last) == 0 {
			return nil, fmt.Errorf("%s: the project has no models that can be traced", p.Dir)
		}
		return nil, engine.Usagef("which model is the number in? give it with --to; models that no other reads: %s", some(last))
	}
	n, err := p.named(name)
	if err != nil {
		if last := p.leaves(root); len(last) > 0 {
			err = fmt.Errorf("%w; models that no other reads: %s", err, some(last))
		}
		return nil, p.wrong(said, &p.Settings.Chain.Number.Model, "--to", "%w", err)
	}
	if same := p.namesakes(n); same != "" {
		p.note("there are several models called %s; that of package %s is taken, not %s", name, n.pkg.name, same)
	}
	if n.kind == seedKind {
		return nil, p.wrong(said, &p.Settings.Chain.Number.Model, "--to", "%s is a seed, and nothing leads to it; models that no other reads: %s", name, some(p.leaves(root)))
	}
	return n, nil
}

// named is the model that goes by a name of the project, or by that of a step.
func (p *Project) named(name string) (*node, error) {
	base, version, _ := strings.Cut(name, ".v")
	n, err := p.find(p.packages[0], "", base, version)
	if err == nil {
		return n, nil
	}
	if n = p.byStep(name); n != nil {
		return n, nil
	}
	return nil, err
}

// namesakes are the packages that have another model of the name, where the project itself has none.
func (p *Project) namesakes(n *node) string {
	var out []string
	for _, other := range p.byName[strings.ToLower(n.name)] {
		if other.pkg != n.pkg && other.enabled() && n.pkg != p.packages[0] {
			out = append(out, other.pkg.name)
		}
	}
	return some(out)
}

func (p *Project) byStep(step string) *node {
	for _, n := range p.nodes {
		if strings.EqualFold(n.step, step) && n.enabled() {
			return n
		}
	}
	return nil
}

// wrong is an error about a value of trace.yml, or of a flag.
func (p *Project) wrong(settings bool, at any, flag, format string, args ...any) error {
	if f := p.Settings.file; settings && f != nil {
		if pos, ok := f.At[at]; ok {
			return f.Errorf(pos, format, args...)
		}
	}
	return engine.Usagef("%s: %s", flag, fmt.Errorf(format, args...))
}

// some lists names, not all of very many.
func some(names []string) string {
	const most = 12
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// rootName is a source or seed that a number is made of.
type rootName struct {
	name   trace.SourceName
	said   string // as --root has it
	source *source
	seed   *node
}

// roots are the sources and seeds that the nodes read.
func roots(order []*node) []rootName {
	var out []rootName
	for _, n := range order {
		if n.kind == seedKind {
			out = append(out, rootName{n.called(), n.name, nil, n})
			continue
		}
		for _, s := range n.compiled.sources {
			if !slices.ContainsFunc(out, func(r rootName) bool { return r.source == s }) {
				out = append(out, rootName{s.called(), s.String(), s, nil})
			}
		}
	}
	return out
}

// root is the source or seed whose rows are followed.
func (p *Project) root(name string, to *node, order []*node, said bool) (rootName, error) {
	all := roots(order)
	var names []string
	for _, r := range all {
		names = append(names, r.said)
	}
	if len(all) == 0 {
		for _, n := range order { // what it is made of may be what could not be rendered
			if n.compiled != nil && n.compiled.failed != nil {
				return rootName{}, n.compiled.failed
			}
		}
		for _, n := range order {
			if m := bareTable.FindStringSubmatch(n.text); m != nil && n.compiled != nil {
				return rootName{}, engine.Usagef("%s reads no source and no seed, so there are no rows to follow; %s names the table %s, which is no source of the project: make it one, and write {{ source(…) }} there",
					to.name, n.path(), m[1])
			}
		}
		return rootName{}, engine.Usagef("%s reads no source and no seed, so there are no rows to follow", to.name)
	}
	if name == "" {
		if len(all) == 1 {
			return all[0], nil
		}
		return rootName{}, engine.Usagef("whose rows are to be followed? give it with --root; %s is made of %s", to.name, some(names))
	}
	var found []rootName
	for _, r := range all {
		short := r.said[strings.LastIndexByte(r.said, '.')+1:]
		if strings.EqualFold(name, r.said) || strings.EqualFold(name, r.name.String()) {
			return r, nil
		}
		if strings.EqualFold(name, short) || strings.EqualFold(name, r.name.Table) {
			found = append(found, r)
		}
	}
	at := &p.Settings.Root
	if f := p.Settings.file; f != nil {
		at = &f.Source
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return rootName{}, p.wrong(said, at, "--root", "%s may be %s or %s; write it with its source", name, found[0].said, found[1].said)
	}
	if n := p.byStep(name); n != nil && n.kind != seedKind {
		return rootName{}, p.wrong(said, at, "--root", "%s is a model; rows are followed from a source or a seed: %s", name, some(names))
	}
	if p.isRoot(name) {
		return rootName{}, p.wrong(said, at, "--root", "%s is not made of %s, but of %s", to.name, name, some(names))
	}
	return rootName{}, p.wrong(said, at, "--root", "there is no source or seed %s%s; %s is made of %s", name, near.Hint(name, names), to.name, some(names))
}

func (p *Project) isRoot(name string) bool {
	for _, n := range p.nodes {
		if n.kind == seedKind && strings.EqualFold(n.name, name) {
			return true
		}
	}
	for _, s := range p.sources {
		if strings.EqualFold(s.String(), name) || strings.EqualFold(s.table, name) {
			return true
		}
	}
	return false
}

// chain makes the chain; what is guessed comes later.
func (p *Project) chain(to *node, root rootName, order []*node, t project.Tables, want project.Wanted) *trace.Chain {
	c := p.Settings.Chain // a copy
	if said := p.Settings.Root; said != "" && !sameRoot(root.said, said) && !strings.EqualFold(root.name.String(), said) {
		// What the file says of the rows of its own root means nothing for others.
		c.Root, c.Title = trace.Root{Timezone: c.Root.Timezone}, ""
		c.Dimensions = slices.DeleteFunc(slices.Clone(c.Dimensions), func(d trace.Dimension) bool { return d.SQL != "" })
	}
	c.Name = cmp.Or(c.Name, p.Name)
	c.Title = cmp.Or(c.Title, p.Name+": "+root.said+" to "+to.name)
	c.File = filepath.Join(p.Dir, SettingsFile)
	if p.Settings.file == nil {
		c.File = p.projectFile()
	}
	if c.Snapshot = SeedSchema; len(t.Snapshot) > 0 {
		c.Snapshot = t.Snapshot[0].Schema
	}
	c.Root.Source = root.name
	c.Root.Unit = cmp.Or(want.Unit, c.Root.Unit)
	c.Root.Time = cmp.Or(want.Time, c.Root.Time)
	own := c.Number
	if n, err := p.named(own.Model); own.Model != "" && (err != nil || n != to) { // what the file says of another number is not said of this
		own = trace.Number{}
	}
	c.Number = trace.Number{Model: to.step, Measure: cmp.Or(want.Measure, own.Measure), Label: cmp.Or(want.Label, own.Label, to.name)}
	c.Models, c.Hints, c.Tables = nil, nil, nil
	for _, n := range order {
		called := n.called()
		if n.kind == seedKind || n.materialized() != "ephemeral" || n == to {
			c.Hints = append(append(c.Hints, hints(called, n.columns)...), n.hints...)
		}
		if n.kind == seedKind || n.kind == modelKind && n.materialized() == "ephemeral" && n != to {
			continue
		}
		c.Models = append(c.Models, n.model())
	}
	for _, r := range roots(order) {
		if r.source != nil {
			c.Hints = append(append(c.Hints, hints(r.name, r.source.columns)...), r.source.hints...)
		}
	}
	return &c
}

// via are the models that the spine must lead through.
func (p *Project) via(want []string, order []*node) ([]string, error) {
	said := len(want) == 0
	if said {
		want = p.Settings.Chain.Via
	}
	if slices.ContainsFunc(order, func(n *node) bool { return n.compiled != nil && n.compiled.failed != nil }) {
		return nil, nil // the way ends there, and that is told
	}
	var out []string
	for _, name := range want {
		i := slices.IndexFunc(order, func(n *node) bool {
			return n.kind != seedKind && (strings.EqualFold(n.name, name) || strings.EqualFold(n.step, name))
		})
		if i < 0 {
			var names []string
			for _, n := range order {
				if n.kind != seedKind {
					names = append(names, n.step)
				}
			}
			return nil, p.wrong(said, &p.Settings.Chain.Via, "--via", "%s is no model on the way%s; on the way are %s", name, near.Hint(name, names), some(names))
		}
		if order[i].materialized() == "ephemeral" {
			return nil, p.wrong(said, &p.Settings.Chain.Via, "--via", "%s is ephemeral: it is a part of the models that read it", name)
		}
		out = append(out, order[i].step)
	}
	return out, nil
}
