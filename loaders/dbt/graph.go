package dbt

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
	"funneltrace/loaders/yamlfile"
)

var (
	refCall    = regexp.MustCompile(`\bref\s*\(\s*['"]([^'"]+)['"]\s*(?:,\s*['"]([^'"]+)['"]\s*)?(?:,\s*(?:v|version)\s*=\s*['"]?(\w+))?`)
	sourceCall = regexp.MustCompile(`\bsource\s*\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]`)
)

// mentions are the nodes and sources that a node's template names in so many words: for suggestions, before anything is rendered.
func (p *Project) mentions(n *node) (nodes []*node, sources []*source) {
	if n.compiled != nil {
		return n.compiled.refs, n.compiled.sources
	}
	for _, m := range refCall.FindAllStringSubmatch(n.text, -1) {
		pkgName, name := m[1], m[2]
		if name == "" {
			pkgName, name = "", m[1]
		}
		if other, err := p.find(n.pkg, pkgName, name, m[3]); err == nil && !slices.Contains(nodes, other) {
			nodes = append(nodes, other)
		}
	}
	for _, m := range sourceCall.FindAllStringSubmatch(n.text, -1) {
		if s := p.source(m[1], m[2]); s != nil && !slices.Contains(sources, s) {
			sources = append(sources, s)
		}
	}
	for _, r := range fileReads(withoutJinjaComments(n.text)) {
		for _, s := range p.sources {
			if s.read != nil && s.read.key() == r.key() && !slices.Contains(sources, s) {
				sources = append(sources, s)
			}
		}
	}
	return nodes, sources
}

// leaves are the project's own models that no other reads, and that are made of the root if one is named; those that are made of most come
// first. Where none is, the root is wrong, or it is read in a way that the templates' texts do not show: then they are all leaves. A project
// that has no models, as the tests of a package have none, is there for those of its packages.
func (p *Project) leaves(root string) []string {
	own := func(n *node) bool { return n.pkg == p.packages[0] }
	if !slices.ContainsFunc(p.nodes, func(n *node) bool { return n.kind == modelKind && own(n) }) {
		own = func(*node) bool { return true }
	}
	read := map[*node]bool{}
	for _, n := range p.nodes {
		if n.enabled() {
			nodes, _ := p.mentions(n)
			for _, other := range nodes {
				read[other] = true
			}
		}
	}
	type leaf struct {
		name string
		size int
	}
	var out []leaf
	for _, n := range p.nodes {
		if n.kind != modelKind || read[n] || !n.enabled() || !own(n) {
			continue
		}
		seen := map[*node]bool{}
		if from := p.origins(n, seen); root == "" || slices.ContainsFunc(from, func(s string) bool { return sameRoot(s, root) }) {
			out = append(out, leaf{n.name, len(seen)})
		}
	}
	if len(out) == 0 && root != "" {
		return p.leaves("")
	}
	slices.SortStableFunc(out, func(a, b leaf) int {
		if a.size != b.size {
			return b.size - a.size
		}
		return strings.Compare(a.name, b.name)
	})
	names := []string{}
	for _, l := range out {
		names = append(names, l.name)
	}
	return names
}

func sameRoot(have, asked string) bool {
	return strings.EqualFold(have, asked) || strings.EqualFold(have[strings.LastIndexByte(have, '.')+1:], asked)
}

// origins are the sources and seeds that a node is made of, as its templates say.
func (p *Project) origins(n *node, seen map[*node]bool) []string {
	if seen[n] {
		return nil
	}
	seen[n] = true
	if n.kind == seedKind {
		return []string{n.name}
	}
	nodes, sources := p.mentions(n)
	var out []string
	for _, s := range sources {
		out = append(out, s.String())
	}
	for _, other := range nodes {
		out = append(out, p.origins(other, seen)...)
	}
	return out
}

// graph is dbt's graph: what there is in the project, by its id. It is as the files say it: the configs that templates set are there, and what
// they read is what they name in so many words.
func (p *Project) graph() jinja.Value {
	if p.known == nil {
		nodes, sources := starlark.NewDict(len(p.nodes)), starlark.NewDict(len(p.sources))
		p.known = &jinja.Object{Kind: "graph", Print: "<graph>", Parts: map[string]jinja.Value{
			"nodes": nodes, "sources": sources, "exposures": starlark.NewDict(0), "metrics": starlark.NewDict(0), "groups": starlark.NewDict(0),
		}}
		for _, n := range p.nodes {
			if !n.enabled() {
				continue
			}
			p.peek(n)
			reads, from := p.mentions(n)
			var on []string
			for _, other := range reads {
				on = append(on, other.uniqueID())
			}
			for _, s := range from {
				on = append(on, s.uniqueID())
			}
			config := [][2]any{{"enabled", true}}
			for _, key := range slices.Sorted(maps.Keys(n.config)) {
				config = append(config, [2]any{key, n.config[key]})
			}
			set(nodes, n.uniqueID(), [][2]any{{"unique_id", n.uniqueID()}, {"name", n.name}, {"alias", n.name}, {"resource_type", string(n.kind)}, {"package_name", n.pkg.name},
				{"database", "memory"}, {"schema", n.called().Schema}, {"path", n.file}, {"original_file_path", n.file}, {"description", n.description},
				{"fqn", append([]string{n.pkg.name}, n.folders...)}, {"tags", list(n.config["tags"])}, {"meta", n.config["meta"]}, {"config", config},
				{"depends_on", [][2]any{{"nodes", on}}}, {"columns", described(n.columns)}})
		}
		for _, s := range p.sources {
			if s.byModel { // dbt does not know of it
				continue
			}
			set(sources, s.uniqueID(), [][2]any{{"unique_id", s.uniqueID()}, {"name", s.table}, {"source_name", s.name}, {"resource_type", "source"}, {"package_name", s.pkg.name},
				{"database", "memory"}, {"schema", s.called().Schema}, {"identifier", s.identifier}, {"description", s.description}, {"columns", described(s.columns)}})
		}
	}
	return p.known
}

func set(d *starlark.Dict, key string, parts [][2]any) {
	_ = d.SetKey(starlark.String(key), toValue(parts)) // keys are texts
}

// list is a config that may be one text or several.
func list(v any) any {
	switch v := v.(type) {
	case nil:
		return []any{}
	case string:
		return []any{v}
	}
	return v
}

// described are columns as dbt's graph has them, by name.
func described(columns []yamlfile.Node) [][2]any {
	out := [][2]any{}
	for _, c := range columns {
		name := c.Get("name").Text()
		out = append(out, [2]any{name, [][2]any{{"name", name}, {"description", c.Get("description").Text()}, {"data_type", c.Get("data_type").Value()}, {"meta", c.Get("meta").Value()}}})
	}
	return out
}

func (n *node) uniqueID() string { return string(n.kind) + "." + n.pkg.name + "." + n.name }

func (s *source) uniqueID() string { return "source." + s.pkg.name + "." + s.name + "." + s.table }

// nameMore adds to a node that cannot be rendered what its template names in so many words, beyond what it had read until it failed. Models
// that are made of others come first, since the way to the node leads through them.
func (p *Project) nameMore(n *node, c *compiled) {
	nodes, sources := p.mentions(n)
	for _, other := range nodes {
		if !slices.Contains(c.refs, other) {
			c.refs = append(c.refs, other)
		}
	}
	for _, s := range sources {
		if !slices.Contains(c.sources, s) {
			c.sources = append(c.sources, s)
		}
	}
	size := func(n *node) int {
		seen := map[*node]bool{}
		p.origins(n, seen)
		return len(seen)
	}
	slices.SortStableFunc(c.refs, func(a, b *node) int { return size(b) - size(a) })
	c.reads = nil
	for _, other := range c.refs {
		c.read(other.called())
	}
	for _, s := range c.sources {
		c.read(s.called())
	}
}

// Models returns the names of the models that dbt would build, in order of their files.
func (p *Project) Models() []string {
	var names []string
	for _, n := range p.nodes {
		if p.peek(n); n.kind != seedKind && n.enabled() {
			names = append(names, n.step)
		}
	}
	return names
}

// Roots returns the sources and seeds that a model is made of, as far as the templates name them in so many words; of all models for an empty
// name.
func (p *Project) Roots(model string) []string {
	var names []string
	seen := map[*node]bool{}
	for _, n := range p.nodes {
		if n.kind != seedKind && n.enabled() && (model == "" || n.step == model || n.name == model) {
			for _, name := range p.origins(n, seen) {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return names
}
