package dbt

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"funneltrace/loaders/jinja"
	"funneltrace/loaders/yamlfile"
	"funneltrace/snapshots/near"
	"funneltrace/trace"
)

type kind string

const (
	modelKind    kind = "model"
	seedKind     kind = "seed"
	snapshotKind kind = "snapshot"
)

// node is a model, a seed or a snapshot.
type node struct {
	kind    kind
	pkg     *pkg
	name    string // what ref() calls it
	version string // of a model with versions
	latest  bool   // of the versions, the one that is meant without a number
	step    string // its name in the chain: unlike name, it is its own
	file    string // inside of the package
	folders []string
	text    string // the template

	config      map[string]any
	configured  bool // the template has been asked for its config
	description string
	columns     []yamlfile.Node
	hints       []trace.Hint // of a manifest
	pos         trace.Pos    // where its properties stand

	tpl      *jinja.Template
	broken   error // why there is no template
	block    string
	relation yamlfile.Node // of a snapshot that is written in YAML

	compiled  *compiled // of a manifest, or once it is rendered
	rendering bool
}

// source is a table that the project reads and does not make.
type source struct {
	pkg         *pkg
	name, table string // source('name', 'table')
	schema      string
	identifier  string
	file        string      // where dbt-duckdb reads it from, if it is no table
	read        *fileRead   // how
	found       []foundFile // its files
	unread      error       // why they cannot be read
	byModel     bool        // no YAML file names it: a model reads the files by itself
	description string
	columns     []yamlfile.Node
	hints       []trace.Hint // of a manifest
	pos         trace.Pos
}

func (s *source) String() string { return s.name + "." + s.table }

// called is what the source's table is called in rendered models.
func (s *source) called() trace.SourceName {
	schema := s.name
	if slices.Contains([]string{"main", "memory", "system", "temp", "information_schema", "pg_catalog", trace.RefSchema, SeedSchema}, strings.ToLower(schema)) {
		schema += "_source"
	}
	return trace.SourceName{Schema: schema, Table: s.identifier}
}

// SeedSchema is the schema that seeds are in.
const SeedSchema = "seeds"

// called is what the node is called in rendered models.
func (n *node) called() trace.SourceName {
	if n.kind == seedKind {
		return trace.SourceName{Schema: SeedSchema, Table: n.step}
	}
	return trace.SourceName{Schema: trace.RefSchema, Table: n.step}
}

func (n *node) path() string { return n.pkg.path(n.file) }

// at is the beginning of the node's file.
func (n *node) at() trace.Pos { return trace.Pos{File: n.path(), Line: 1, Column: 1} }

// readNodes finds the package's models, snapshots and seeds.
func (p *Project) readNodes(k *pkg) error {
	for _, dir := range k.paths("model-paths", "models") {
		k.modelDir = append(k.modelDir, dir)
		if err := k.walk(dir, []string{".sql", ".py"}, func(name string) error { return p.readModel(k, dir, name) }); err != nil {
			return err
		}
	}
	for _, dir := range k.paths("snapshot-paths", "snapshots") {
		if err := k.walk(dir, []string{".sql"}, func(name string) error { return p.readSnapshots(k, dir, name) }); err != nil {
			return err
		}
	}
	for _, dir := range k.paths("seed-paths", "seeds") {
		err := k.walk(dir, []string{".csv"}, func(name string) error {
			p.add(&node{kind: seedKind, pkg: k, name: stem(name), file: name, folders: foldersOf(dir, name)})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func stem(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }

// foldersOf are the folders between a model folder and a file, and the file without its ending: the path that configs follow.
func foldersOf(dir, name string) []string {
	rel := strings.TrimPrefix(name, dir+"/")
	parts := strings.Split(rel, "/")
	parts[len(parts)-1] = stem(name)
	return parts
}

func (p *Project) readModel(k *pkg, dir, name string) error {
	n := &node{kind: modelKind, pkg: k, name: stem(name), file: name, folders: foldersOf(dir, name)}
	if path.Ext(name) == ".py" {
		text, _ := readText(k.fsys, name, maxTemplate)
		n.text = string(text) // it says what it reads, in the same words
		n.broken = fmt.Errorf("a Python model cannot be run; only SQL can")
	} else {
		n.readTemplate()
	}
	p.add(n)
	return nil
}

func (n *node) readTemplate() {
	text, err := readText(n.pkg.fsys, n.file, maxTemplate)
	if err != nil {
		n.broken = err
		return
	}
	n.text = string(text)
	n.tpl, n.broken = jinja.Parse(n.path(), n.text)
}

func (p *Project) readSnapshots(k *pkg, dir, name string) error {
	first := &node{kind: snapshotKind, pkg: k, name: stem(name), file: name, folders: foldersOf(dir, name)}
	first.readTemplate()
	if first.tpl == nil {
		p.add(first)
		return nil
	}
	for _, b := range first.tpl.Blocks() {
		if b.Kind != "snapshot" {
			continue
		}
		n := *first
		n.name, n.block = b.Name, b.Name
		n.folders = append(slices.Clone(first.folders[:len(first.folders)-1]), stem(name), b.Name)
		p.add(&n)
	}
	return nil
}

func (p *Project) add(n *node) {
	n.config = map[string]any{}
	n.step = n.name
	key := strings.ToLower(n.name)
	for _, other := range p.nodes {
		if strings.EqualFold(other.step, n.step) && other.called().Schema == n.called().Schema {
			n.step = n.pkg.name + "__" + n.name
		}
	}
	p.nodes = append(p.nodes, n)
	p.byName[key] = append(p.byName[key], n)
}

// enabled reports whether dbt would build the node.
func (n *node) enabled() bool { return n.config["enabled"] != false }

func (n *node) materialized() string {
	s, _ := n.config["materialized"].(string)
	return s
}

// alias is the name that the node's table has in the warehouse, where its config gives it one.
func (n *node) alias() string {
	s, _ := n.config["alias"].(string)
	return s
}

// aliased returns the node whose table has this name by its config, or nil.
func (p *Project) aliased(name string) *node {
	i := slices.IndexFunc(p.nodes, func(n *node) bool { return n.enabled() && name != "" && strings.EqualFold(n.alias(), name) })
	if i < 0 {
		return nil
	}
	return p.nodes[i]
}

// fits reports whether a name can be a model's in a chain.
func fits(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return strings.ContainsRune(`."'#`, r) || unicode.IsControl(r) })
}

// find returns the node that ref(name) means, of this package and version if they are said.
func (p *Project) find(from *pkg, pkgName, name, version string) (*node, error) {
	list := p.byName[strings.ToLower(name)]
	pick := func(ok func(*node) bool) *node {
		var off, best *node
		for _, n := range list {
			switch {
			case pkgName != "" && n.pkg.name != pkgName, version != "" && n.version != version, !ok(n):
			case !n.enabled():
				off = n
			case best == nil, version == "" && n.latest && !best.latest:
				best = n
			}
		}
		if best == nil {
			return off
		}
		return best
	}
	// As dbt looks: in the project itself, then in the package that asks, then anywhere.
	var n *node
	for _, in := range []func(*node) bool{
		func(n *node) bool { return n.pkg.name == p.packages[0].name },
		func(n *node) bool { return n.pkg == from },
		func(*node) bool { return true },
	} {
		if found := pick(in); n == nil || found != nil && !n.enabled() {
			n = found
		}
	}
	switch {
	case n == nil && version != "" && len(list) > 0:
		return nil, fmt.Errorf("there is no version %s of model %s", version, name)
	case n == nil:
		return nil, fmt.Errorf("there is no model, seed or snapshot %s%s", name, near.Hint(name, p.names()))
	case !n.enabled():
		return nil, fmt.Errorf("%s %s is disabled, and so it is not there", n.kind, name)
	}
	return n, nil
}

func (p *Project) names() []string {
	var names []string
	for _, n := range p.nodes {
		if n.enabled() {
			names = append(names, n.name)
		}
	}
	return names
}

func (p *Project) source(name, table string) *source {
	for _, s := range p.sources {
		if strings.EqualFold(s.name, name) && strings.EqualFold(s.table, table) {
			return s
		}
	}
	return nil
}

var docsBlock = regexp.MustCompile(`(?s)\{%-?\s*docs\s+(\w+)\s*-?%\}(.*?)\{%-?\s*enddocs\s*-?%\}`)

// readDocs reads the package's {% docs %} blocks, for the descriptions that name them.
func (p *Project) readDocs(k *pkg) error {
	dirs := k.config.Get("docs-paths").Texts()
	if len(dirs) == 0 {
		for _, key := range [][2]string{{"model-paths", "models"}, {"seed-paths", "seeds"}, {"snapshot-paths", "snapshots"}, {"macro-paths", "macros"}} {
			dirs = append(dirs, k.paths(key[0], key[1])...)
		}
		dirs = append(dirs, "analyses", "docs")
	}
	for _, dir := range dirs {
		err := k.walk(path.Clean(filepath.ToSlash(dir)), []string{".md"}, func(name string) error {
			text, err := readText(k.fsys, name, maxTemplate)
			if err != nil {
				return nil // a text for people
			}
			for _, m := range docsBlock.FindAllStringSubmatch(string(text), -1) {
				if _, had := p.docs[m[1]]; !had || k == p.packages[0] {
					p.docs[m[1]] = strings.TrimSpace(m[2])
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

var docCall = regexp.MustCompile(`\{\{-?\s*doc\(\s*(?:['"]\w+['"]\s*,\s*)?['"](\w+)['"]\s*\)\s*-?\}\}`)

// describe returns a description with the blocks in it that it names.
func (p *Project) describe(text string) string {
	return strings.TrimSpace(docCall.ReplaceAllStringFunc(text, func(call string) string { return p.docs[docCall.FindStringSubmatch(call)[1]] }))
}
