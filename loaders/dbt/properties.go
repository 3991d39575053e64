package dbt

import (
	"cmp"
	"slices"
	"strings"

	"funneltrace/loaders/yamlfile"
	"funneltrace/trace"
)

// applyProperties reads the packages' YAML files, and gives every node its config: that of dbt_project.yml, then that of its properties.
func (p *Project) applyProperties() error {
	for _, k := range p.packages {
		if k.fsys == nil || k.brought() {
			continue
		}
		if err := p.readDocs(k); err != nil {
			return err
		}
		if err := p.readProperties(k); err != nil {
			return err
		}
	}
	return nil
}

func (p *Project) readProperties(k *pkg) error {
	var files []yamlfile.Node
	var dirs []string
	for _, key := range [][2]string{
		{"model-paths", "models"}, {"seed-paths", "seeds"}, {"snapshot-paths", "snapshots"},
		{"test-paths", "tests"}, {"analysis-paths", "analyses"}, {"macro-paths", "macros"}, // dbt does not mind where a model is described
	} {
		for _, dir := range k.paths(key[0], key[1]) {
			if !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	for _, dir := range dirs {
		err := k.walk(dir, []string{".yml", ".yaml"}, func(name string) error {
			text, err := readText(k.fsys, name, maxYAML)
			if err != nil {
				return err
			}
			tree, err := yamlfile.Tree(k.path(name), text)
			if err == nil {
				files = append(files, tree)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, f := range files {
		p.readVersions(k, f)
		for _, s := range f.Get("snapshots").Items() {
			if !s.Get("relation").IsZero() { // a snapshot without a file of its own
				p.add(&node{kind: snapshotKind, pkg: k, name: s.Get("name").Text(), file: strings.TrimPrefix(s.Pos().File, k.shown+"/"),
					folders: []string{s.Get("name").Text()}, relation: s.Get("relation"), pos: s.Pos()})
			}
		}
	}
	for _, n := range p.nodes {
		if n.pkg == k {
			if err := p.configure(n); err != nil {
				return err
			}
		}
	}
	for _, f := range files {
		p.noteShapes(k, f)
		for section, kinds := range map[string][]kind{"models": {modelKind}, "seeds": {seedKind}, "snapshots": {snapshotKind}} {
			for _, entry := range f.Get(section).Items() {
				if err := p.describeNode(k, entry, kinds); err != nil {
					return err
				}
			}
		}
		for _, entry := range f.Get("sources").Items() {
			if err := p.readSource(k, entry); err != nil {
				return err
			}
		}
	}
	return nil
}

// noteShapes says which parts of a YAML file of the project are not what dbt reads, and what they describe that is not there.
func (p *Project) noteShapes(k *pkg, f yamlfile.Node) {
	if k != p.packages[0] {
		return
	}
	for _, section := range []string{"models", "seeds", "snapshots", "sources"} {
		part := f.Key(section)
		if !part.IsZero() && part.Items() == nil {
			p.note("%s: %s is no list, and so it says nothing", part.Pos(), section)
		}
		for _, entry := range part.Items() {
			name := entry.Key("name").Text()
			switch {
			case name == "":
				p.note("%s: an entry of %s without a name says nothing", entry.Pos(), section)
			case section != "sources" && len(p.byName[strings.ToLower(name)]) == 0:
				p.note("%s: there is no %s %s to describe", entry.Pos(), strings.TrimSuffix(section, "s"), name)
			}
		}
	}
}

// readVersions finds the files of models with versions.
func (p *Project) readVersions(k *pkg, f yamlfile.Node) {
	for _, m := range f.Get("models").Items() {
		versions := m.Get("versions").Items()
		if len(versions) == 0 {
			continue
		}
		name, latest := m.Get("name").Text(), m.Get("latest_version").Text()
		if latest == "" {
			for _, v := range versions {
				if latest == "" || yamlLess(latest, v.Get("v").Text()) {
					latest = v.Get("v").Text()
				}
			}
		}
		for _, v := range versions {
			number := v.Get("v").Text()
			for _, file := range []string{v.Get("defined_in").Text(), name + "_v" + number, name + ".v" + number, name} {
				i := slices.IndexFunc(p.nodes, func(n *node) bool {
					return n.pkg == k && n.kind == modelKind && n.version == "" && file != "" && stem(n.file) == strings.TrimSuffix(file, ".sql") && (file != name || number == latest)
				})
				if i < 0 {
					continue
				}
				n := p.nodes[i]
				old := strings.ToLower(n.name)
				p.byName[old] = slices.DeleteFunc(p.byName[old], func(o *node) bool { return o == n })
				n.name, n.version, n.latest = name, number, number == latest
				n.step = strings.ReplaceAll(n.step, ".", "_")
				p.byName[strings.ToLower(name)] = append(p.byName[strings.ToLower(name)], n)
				break
			}
		}
	}
}

// yamlLess orders versions: numbers as numbers.
func yamlLess(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// describeNode applies one entry of models:, seeds: or snapshots:.
func (p *Project) describeNode(k *pkg, entry yamlfile.Node, kinds []kind) error {
	for _, n := range p.byName[strings.ToLower(entry.Get("name").Text())] {
		if n.pkg != k || !slices.Contains(kinds, n.kind) {
			continue
		}
		parts := []yamlfile.Node{entry}
		for _, v := range entry.Get("versions").Items() {
			if v.Get("v").Text() == n.version {
				parts = append(parts, v)
			}
		}
		n.pos = entry.Pos()
		for _, part := range parts {
			if text := part.Get("description").Text(); text != "" {
				n.description = p.describe(text)
			}
			n.columns = append(n.columns, part.Get("columns").Items()...)
			if err := p.overlay(n, part.Get("config"), false); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Project) readSource(k *pkg, entry yamlfile.Node) error {
	name := entry.Get("name").Text()
	off := func(n yamlfile.Node) bool {
		e := n.Get("enabled")
		if e.IsZero() {
			e = n.Get("config.enabled")
		}
		v, err := p.value(p.plainEnv(k), e)
		return err == nil && v == false
	}
	if off(entry) {
		return nil
	}
	for _, t := range entry.Get("tables").Items() {
		if off(t) {
			continue
		}
		s := &source{
			pkg: k, name: name, table: t.Get("name").Text(), description: p.describe(t.Get("description").Text()),
			columns: t.Get("columns").Items(), pos: t.Pos(),
		}
		s.schema, s.identifier = p.text(k, entry.Get("schema")), p.text(k, t.Get("identifier"))
		s.schema, s.identifier = cmp.Or(s.schema, s.name), cmp.Or(s.identifier, s.table)
		s.placeAt(p.externalLocation(k, s, entry, t))
		if p.source(s.name, s.table) == nil { // the project's own come first
			p.sources = append(p.sources, s)
		}
	}
	return nil
}

// externalLocation is where dbt-duckdb reads a source from, if that is no table of a database: what the table says, or else its source.
func (p *Project) externalLocation(k *pkg, s *source, entry, table yamlfile.Node) string {
	values := map[string]string{"name": s.table, "identifier": s.identifier, "schema": s.schema, "database": p.text(k, entry.Get("database"))}
	location := ""
	for _, n := range []yamlfile.Node{entry, table} {
		said := p.text(k, n.Get("external.location"))
		for _, of := range []yamlfile.Node{n.Get("meta"), n.Get("config.meta"), n.Get("config")} {
			said = cmp.Or(p.text(k, of.Key("external_location")), said)
			for _, pair := range of.Pairs() {
				if text := p.text(k, pair.Value); text != "" {
					values[pair.Key] = text
				}
			}
		}
		location = cmp.Or(said, location)
	}
	return placeholders(location, values["formatter"], values)
}

// tests calls do for each test on the columns: its name, the column and the test's own arguments.
func tests(columns []yamlfile.Node, do func(column, test string, args yamlfile.Node)) {
	for _, c := range columns {
		list := append(c.Get("tests").Items(), c.Get("data_tests").Items()...)
		for _, t := range list {
			if pairs := t.Pairs(); len(pairs) > 0 {
				do(c.Get("name").Text(), pairs[0].Key, t)
			} else {
				do(c.Get("name").Text(), t.Text(), t)
			}
		}
	}
}

// testKind is what the tests are called.
const testKind = "dbt test"

// hints are what the tests on a relation's columns say. A test with a where: says it of some rows only, and so says nothing here.
func hints(relation trace.SourceName, columns []yamlfile.Node) []trace.Hint {
	var out []trace.Hint
	tests(columns, func(column, test string, t yamlfile.Node) {
		args := t.Key(test)
		off := args.Get("config.enabled").Text() == "false" || args.Get("enabled").Text() == "false"
		some := !args.Get("where").IsZero() || !args.Get("config.where").IsZero()
		if slices.Contains([]string{"not_null", "unique", "relationships"}, test) && !off && !some {
			out = append(out, trace.Hint{Kind: testKind, Relation: relation, Column: column, Test: test, Pos: t.Pos()})
		}
	})
	return out
}
