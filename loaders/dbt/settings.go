package dbt

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"funneltrace/loaders/chainfile"
	"funneltrace/loaders/project"
	"funneltrace/loaders/yamlfile"
	"funneltrace/trace"
)

// SettingsFile is the file beside dbt_project.yml that says what dbt does not: the root, the number, and what they are called.
const SettingsFile = "trace.yml"

// Settings are what a project's trace.yml says. Without one they are empty.
type Settings struct {
	Chain    trace.Chain // its name, snapshot, root, number, dimensions and policy; the root's source is Root
	Root     string
	Target   string
	Dialect  string // duckdb or bigquery
	RunQuery string // snapshot, if run_query may ask it

	file      *chainfile.File // nil if there is no trace.yml
	sources   map[string]string
	sourcePos map[string]trace.Pos
	vars      map[string]any
}

// About says what the project is.
func (p *Project) About() project.About {
	return project.About{Name: p.Name, Dir: p.Dir, Snapshot: p.Settings.Chain.Snapshot, Settings: p.settingsPath(), Notes: p.Notes}
}

// settingsPath is where the project's trace.yml is, or belongs.
func (p *Project) settingsPath() string { return filepath.Join(p.Dir, SettingsFile) }

// readSettings reads the project's trace.yml, if there is one.
func (p *Project) readSettings() error {
	file := p.settingsPath()
	text, err := p.folder.Read(SettingsFile, maxYAML)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", file, err)
	}
	s := &p.Settings
	t := chainfile.New(file)
	s.sources, s.vars, s.sourcePos = map[string]string{}, map[string]any{}, map[string]trace.Pos{}
	err = t.Read(text, &s.Chain, map[string]yamlfile.Reader{
		"via": func(n ast.Node) error {
			t.At[&s.Chain.Via] = t.NodePos(n)
			return t.Texts(&s.Chain.Via)(n)
		},
		"target":  t.Text(&s.Target),
		"dialect": t.Text(&s.Dialect),
		"run_query": func(n ast.Node) error {
			if err := t.Text(&s.RunQuery)(n); err != nil || s.RunQuery == askSnapshot {
				return err
			}
			return t.Errorf(t.At[&s.RunQuery], "run_query: %s means nothing; write run_query: %s to let the snapshot answer", s.RunQuery, askSnapshot)
		},
		"sources": t.Pairs(func(key string, at trace.Pos, value ast.Node) error {
			var table string
			if err := t.Text(&table)(value); err != nil {
				return err
			}
			s.sources[strings.ToLower(key)], s.sourcePos[strings.ToLower(key)] = table, at
			return nil
		}),
		"vars": func(ast.Node) error { return nil }, // of any shape: they are read below
	})
	if err != nil {
		return err
	}
	s.file, s.Root = t, t.Source
	tree, err := yamlfile.Tree(file, text)
	for _, pair := range tree.Get("vars").Pairs() {
		s.vars[pair.Key] = pair.Value.Value()
	}
	return err
}
