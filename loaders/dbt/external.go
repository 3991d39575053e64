package dbt

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"funneltrace/loaders/freeze"
	"funneltrace/loaders/inside"
	"funneltrace/loaders/seeds"
)

// fileSources is the name of the source that files are tables of which models read by themselves.
const fileSources = "files"

// placeAt takes what dbt-duckdb has as the place of a source: a path, or SQL that reads files.
func (s *source) placeAt(location string) {
	if s.file = location; location == "" {
		return
	}
	sql := location
	if !strings.Contains(location, "(") && !strings.HasPrefix(location, "'") {
		sql = "'" + location + "'" // as dbt-duckdb has it
	}
	const from = "from "
	reads := fileReads(from + sql)
	if len(reads) != 1 || reads[0].from != len(from) || reads[0].to != len(from+sql) {
		s.read = &fileRead{paths: []string{location}, bad: errors.New("it is no plain path that ends in .csv, .parquet or .json, and no plain call of a function such as read_csv")}
		return
	}
	s.read = &reads[0]
}

// placeholders are what dbt-duckdb fills into an external_location, in the way that formatter says.
func placeholders(location, formatter string, values map[string]string) string {
	pattern := map[string]*regexp.Regexp{"oldstyle": oldPlaceholder, "template": dollarPlaceholder}[formatter]
	if pattern == nil {
		pattern = bracePlaceholder
	}
	return pattern.ReplaceAllStringFunc(location, func(found string) string {
		m := pattern.FindStringSubmatch(found)
		for _, name := range m[1:] {
			if value, ok := values[name]; ok && name != "" {
				return value
			}
		}
		return found
	})
}

var (
	bracePlaceholder  = regexp.MustCompile(`\{(\w+)\}`)
	oldPlaceholder    = regexp.MustCompile(`%\((\w+)\)s`)
	dollarPlaceholder = regexp.MustCompile(`\$(?:(\w+)|\{(\w+)\})`)
)

// findFiles makes sources of the files that models read by themselves, as far as their texts show it before they are rendered, and looks up
// the files of all sources that are some.
func (p *Project) findFiles() {
	for _, n := range p.nodes {
		if n.kind == seedKind {
			continue
		}
		sql := n.text
		if n.compiled != nil {
			sql = n.compiled.own.sql
		}
		for _, r := range fileReads(withoutJinjaComments(sql)) {
			if !strings.Contains(strings.Join(r.paths, "")+r.options, "{{") {
				p.sourceOf(r, nil)
			}
		}
	}
	folder, err := inside.Open(p.Dir)
	for _, s := range p.sources {
		if s.read == nil {
			continue
		}
		if s.unread = s.read.bad; s.unread == nil {
			s.unread = err
		}
		if s.unread == nil {
			s.found, s.unread = filesOf(folder, s.read.paths)
		}
	}
}

var jinjaComment = regexp.MustCompile(`(?s)\{#.*?#\}`)

// withoutJinjaComments blanks what may have quotes that are none.
func withoutJinjaComments(text string) string {
	return jinjaComment.ReplaceAllStringFunc(text, func(c string) string { return strings.Repeat(" ", len(c)) })
}

// sourceOf is the source that a read is: one that a model is known to read, or another that lies there, or else a new one.
func (p *Project) sourceOf(r fileRead, known []*source) *source {
	for _, list := range [][]*source{known, p.sources} {
		for _, s := range list {
			if s.read != nil && s.read.key() == r.key() {
				return s
			}
		}
	}
	s := &source{pkg: p.packages[0], name: fileSources, schema: fileSources, file: r.shown(), read: &r, byModel: true}
	for _, name := range namesOf(r) {
		if s.table = name; p.source(s.name, name) == nil {
			break
		}
	}
	s.identifier = s.table
	p.sources = append(p.sources, s)
	return s
}

// namesOf are the names that a table of files may have, the shortest first.
func namesOf(r fileRead) []string {
	file := "file"
	if len(r.paths) > 0 {
		file = filepath.ToSlash(r.paths[0])
	}
	words := func(s string) string { return strings.Trim(notWords.ReplaceAllString(s, "_"), "_") }
	short := words(stem(strings.TrimSuffix(strings.TrimSuffix(file, ".gz"), ".zst")))
	if strings.ContainsAny(path.Base(file), "*?[") {
		short = words(path.Base(path.Dir(file)))
	}
	whole := words(strings.TrimSuffix(file, path.Ext(file)))
	if short == "" {
		short = "file"
	}
	names := []string{short, whole}
	for i := 2; i < 1000; i++ {
		names = append(names, fmt.Sprintf("%s_%d", short, i))
	}
	return slices.DeleteFunc(names, func(n string) bool { return n == "" })
}

var notWords = regexp.MustCompile(`[^\pL\pN_]+`)

// foundFile is a file inside of the project.
type foundFile struct{ path, name string }

// filesOf looks up the files of paths and patterns, all inside of the project.
func filesOf(folder *inside.Folder, paths []string) ([]foundFile, error) {
	var out []foundFile
	for _, wanted := range paths {
		name := path.Clean(filepath.ToSlash(wanted))
		if filepath.IsAbs(wanted) || strings.Contains(wanted, "://") || !fs.ValidPath(name) {
			if name = insideName(folder, wanted); name == "" {
				return nil, errors.New("it lies outside of the project")
			}
		}
		names := []string{name}
		if strings.ContainsAny(name, "*?[") {
			var err error
			if names, err = glob(folder, name); err != nil {
				return nil, err
			}
			if len(names) == 0 {
				return nil, errors.New("no file of the project is called so")
			}
		}
		for _, n := range names {
			found, err := folder.Path(n)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil, errors.New("the project has no such file")
			case err != nil:
				return nil, err
			}
			out = append(out, foundFile{found, n})
		}
	}
	return out, nil
}

// insideName is the name inside of the project of an absolute path, or "".
func insideName(folder *inside.Folder, wanted string) string {
	dir, err := filepath.Abs(folder.Dir)
	if err != nil || !filepath.IsAbs(wanted) {
		return ""
	}
	rel, err := filepath.Rel(dir, wanted)
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}

// glob finds the files that a pattern fits, in which ** is any number of folders.
func glob(folder *inside.Folder, pattern string) ([]string, error) {
	if !slices.Contains(strings.Split(pattern, "/"), "**") {
		return folder.Glob(pattern)
	}
	top, _, _ := strings.Cut(pattern, "**")
	top = path.Clean("./" + top)
	if strings.ContainsAny(top, "*?[") {
		top = "."
	}
	var names []string
	err := fs.WalkDir(folder.FS(), top, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == top {
			return fs.SkipAll
		}
		if err == nil && d.Type().IsRegular() && fitsPattern(strings.Split(pattern, "/"), strings.Split(name, "/")) {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

// fitsPattern reports whether the parts of a path fit those of a pattern.
func fitsPattern(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return len(name) == 0
	case pattern[0] == "**":
		return fitsPattern(pattern[1:], name) || len(name) > 0 && fitsPattern(pattern, name[1:])
	case len(name) == 0:
		return false
	}
	ok, err := path.Match(pattern[0], name[0])
	return ok && err == nil && fitsPattern(pattern[1:], name[1:])
}

// fileTable is what the table of a source is called that is read from files.
func (p *Project) fileTable(s *source) string {
	name := s.name + "__" + s.table
	for slices.ContainsFunc(p.nodes, func(n *node) bool { return n.kind == seedKind && strings.EqualFold(n.step, name) }) {
		name += "_"
	}
	return name
}

// files returns the tables that the project reads from files of its own folder, as package seeds wants them: the sources that dbt-duckdb has as
// files, and what models read by themselves.
func (p *Project) files() []seeds.Seed {
	var out []seeds.Seed
	for _, s := range p.sources {
		if s.read == nil || s.unread != nil {
			continue
		}
		t := seeds.Seed{Name: p.fileTable(s), Shown: s.file, Read: &freeze.FileRead{Table: s.String(), Function: strings.ToLower(s.read.function), Options: s.read.options}}
		for _, f := range s.found {
			t.Read.Files = append(t.Read.Files, f.path)
			t.Names = append(t.Names, f.name)
		}
		out = append(out, t)
	}
	return out
}
