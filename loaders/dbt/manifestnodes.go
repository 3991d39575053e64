package dbt

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/loaders/inside"
	"funneltrace/trace"
)

// takeManifest makes nodes of what the manifest has.
func (p *Project) takeManifest(m *manifest) error {
	if p.Name == "" {
		p.Name = m.mainPackage()
	}
	packages := map[string]*pkg{}
	packageOf := func(n *manifestNode) *pkg {
		k := packages[n.Package]
		if k == nil {
			k = &pkg{name: n.Package, folder: p.folder, shown: p.Dir}
			packages[n.Package] = k
		}
		return k
	}
	p.packages = []*pkg{packageOf(&manifestNode{Package: p.Name})}
	byID := map[string]*node{}
	sources := map[string]*source{}
	names := relationNames{}
	for _, id := range slices.Sorted(maps.Keys(m.Sources)) {
		n := m.Sources[id]
		s := &source{
			pkg: packageOf(n), name: n.SourceName, table: n.Name, schema: cmp.Or(n.Schema, n.SourceName), identifier: cmp.Or(n.Identifier, n.Name),
			description: n.Description, pos: trace.Pos{File: filepath.Join(p.Dir, n.File), Line: 1, Column: 1},
		}
		sources[id] = s
		p.sources = append(p.sources, s)
		if s.placeAt(n.externalLocation(s)); s.read == nil {
			names.add(n, s.identifier, s.called(), nil, s)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.Nodes)) {
		mn := m.Nodes[id]
		if !slices.Contains([]string{"model", "seed", "snapshot"}, mn.Type) {
			continue
		}
		n := &node{kind: kind(mn.Type), pkg: packageOf(mn), name: mn.Name, version: scalar(mn.Version), file: mn.File, text: cmp.Or(mn.RawCode, mn.RawSQL),
			description: mn.Description, configured: true}
		n.latest = n.version != "" && n.version == scalar(mn.Latest)
		p.add(n)
		if n.version != "" {
			n.step = mn.Name + "_v" + n.version
		}
		for k, v := range mn.Config {
			n.config[k] = ordered(v)
		}
		if n.kind == seedKind {
			p.placeSeed(n, mn)
		}
		byID[id] = n
		names.add(mn, cmp.Or(mn.Alias, mn.Name), n.called(), n, nil)
	}
	if len(byID) == 0 {
		return errors.New("it has no models")
	}
	for id, n := range byID {
		if n.kind != seedKind {
			p.takeCompiled(n, m.Nodes[id], names, byID, sources)
		}
	}
	m.hints(p, byID, sources)
	p.findFiles()
	return nil
}

// externalLocation is where dbt-duckdb reads a source from: it calls the source's relation so.
func (n *manifestNode) externalLocation(s *source) string {
	if strings.HasPrefix(n.RelationName, "'") || strings.Contains(n.RelationName, "(") && !strings.HasPrefix(n.RelationName, `"`) {
		return n.RelationName
	}
	values := map[string]string{"name": s.table, "identifier": s.identifier, "schema": s.schema, "database": n.Database}
	for _, of := range []map[string]any{n.SourceMeta, n.Meta, n.Config} {
		for key, value := range of {
			if text, ok := value.(string); ok {
				values[key] = text
			}
		}
	}
	return placeholders(values["external_location"], values["formatter"], values)
}

// mainPackage is the project whose manifest it is, which manifests before version 12 do not say: that of most models.
func (m *manifest) mainPackage() string {
	count := map[string]int{}
	for _, n := range m.Nodes {
		if n.Type == "model" {
			count[n.Package]++
		}
	}
	best := ""
	for _, name := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[name] > count[best] {
			best = name
		}
	}
	return best
}

// scalar is a JSON number or text as text.
func scalar(raw json.RawMessage) string {
	s := strings.Trim(string(raw), `"`)
	if s == "null" {
		return ""
	}
	return s
}

// ordered turns JSON's mappings into lists of pairs, in order of the keys, as configs have them.
func ordered(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := [][2]any{}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out = append(out, [2]any{k, ordered(v[k])})
		}
		return out
	case []any:
		for i := range v {
			v[i] = ordered(v[i])
		}
	}
	return v
}

// placeSeed finds a seed's file: in the project, beside the manifest, in its package, or where in the project the manifest says.
func (p *Project) placeSeed(n *node, mn *manifestNode) {
	for _, folder := range p.seedFolders(mn) {
		if _, err := folder.Stat(mn.File); err == nil || errors.Is(err, inside.ErrOutside) { // what leads out is told when it is read
			k := *n.pkg
			k.folder, k.shown = folder, folder.Dir
			n.pkg = &k
			return
		}
	}
	where := "beside the manifest or in the project above it; --project DIR says where the project is"
	if p.opt.Dir != "" {
		where = "in the project " + p.opt.Dir
	}
	n.broken = fmt.Errorf("seed %s: there is no %s %s", n.name, mn.File, where)
}

// seedFolders are where a seed of the manifest's may lie, all of them below folders that the user has named.
func (p *Project) seedFolders(mn *manifestNode) []*inside.Folder {
	folders := []*inside.Folder{p.folder}
	if beside, err := inside.Open(filepath.Dir(p.file)); err == nil {
		folders = append(folders, beside)
	}
	below := []string{path.Join("dbt_packages", mn.Package)}
	if dir, err := filepath.Abs(p.Dir); err == nil && mn.RootPath != "" {
		if rel, err := filepath.Rel(dir, mn.RootPath); err == nil && filepath.IsLocal(rel) {
			below = append(below, filepath.ToSlash(rel))
		}
	}
	for _, name := range below {
		if folder, err := p.folder.Folder(name); err == nil {
			folders = append(folders, folder)
		}
	}
	return folders
}

// takeCompiled takes the SQL that dbt has compiled. What it calls relations becomes what the chain calls them.
func (p *Project) takeCompiled(n *node, mn *manifestNode, names relationNames, byID map[string]*node, sources map[string]*source) {
	c := &compiled{}
	n.compiled = c
	for _, id := range mn.DependsOn.Nodes {
		if other := byID[id]; other != nil && other != n {
			c.refs = append(c.refs, other)
		}
		if s := sources[id]; s != nil {
			c.sources = append(c.sources, s)
		}
	}
	sql, shown := cmp.Or(mn.CompiledCode, mn.CompiledSQL), n.path()+" (compiled)"
	if mn.CompiledPath != "" {
		shown = p.folder.Shown(mn.CompiledPath)
		if sql == "" {
			text, err := p.folder.Read(mn.CompiledPath, maxTemplate)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				c.failed = &trace.ModelError{Model: n.step, Pos: n.at(), Message: fmt.Sprintf("its compiled file %s cannot be read: %v", mn.CompiledPath, err)}
			}
			sql = string(text)
		}
	}
	switch {
	case c.failed != nil:
	case mn.Language == "python":
		c.failed = &trace.ModelError{Model: n.step, Pos: n.at(), Message: "a Python model cannot be run; only SQL can"}
	case strings.TrimSpace(sql) == "":
		c.failed = &trace.ModelError{Model: n.step, Pos: n.at(), Message: "the manifest has no compiled SQL of this model; run `dbt compile`, and trace the manifest that it writes"}
	}
	if c.failed != nil {
		for _, r := range c.refs {
			c.read(r.called())
		}
		for _, s := range c.sources {
			c.read(s.called())
		}
		return
	}
	c.own = names.replace(strings.TrimRight(sql, "; \t\r\n"), shown, p.warehouse, c)
	if p.warehouse == duckDB {
		p.followReads(c)
	}
	if n.kind == snapshotKind {
		c.own = n.asSnapshot(c.own, p.warehouse)
	}
	c.sql, c.places = c.own.sql, c.own.places
	p.translate(n, c)
}

// hints takes the generic tests that say something of a column.
func (m *manifest) hints(p *Project, byID map[string]*node, sources map[string]*source) {
	for _, id := range slices.Sorted(maps.Keys(m.Nodes)) {
		t := m.Nodes[id]
		if t.Test == nil || !slices.Contains([]string{"not_null", "unique", "relationships"}, t.Test.Name) || t.Config["enabled"] == false || t.Config["where"] != nil || t.Test.Kwargs["where"] != nil {
			continue
		}
		column, _ := t.Test.Kwargs["column_name"].(string)
		h := trace.Hint{Kind: testKind, Column: cmp.Or(t.ColumnName, column), Test: t.Test.Name, Pos: trace.Pos{File: filepath.Join(p.Dir, t.File), Line: 1, Column: 1}}
		of := t.AttachedNode
		if of == "" && len(t.DependsOn.Nodes) == 1 {
			of = t.DependsOn.Nodes[0]
		}
		if of == "" { // of a relationships test, the model that it is about is named in its arguments
			about, _ := t.Test.Kwargs["model"].(string)
			for _, dep := range t.DependsOn.Nodes {
				name := dep[strings.LastIndexByte(dep, '.')+1:]
				if strings.Contains(about, "'"+name+"'") || strings.Contains(about, `"`+name+`"`) {
					of = dep
				}
			}
		}
		if h.Column == "" {
			continue
		}
		if n := byID[of]; n != nil {
			h.Relation = n.called()
			n.hints = append(n.hints, h)
		} else if s := sources[of]; s != nil {
			h.Relation = s.called()
			s.hints = append(s.hints, h)
		}
	}
}
