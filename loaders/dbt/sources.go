package dbt

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/loaders/project"
	"funneltrace/snapshots"
	"funneltrace/snapshots/near"
	"funneltrace/trace"
)

// resolved says which table each of the project's sources is.
type resolved struct {
	p   *Project
	t   project.Tables
	of  map[*source]trace.SourceName
	why map[*source]string // why a source is none
}

const notThere = "not there"

// resolve finds the tables of all sources: what trace.yml says, else a table of the snapshot of the source's name, else what was made of its
// files, else a seed of its name.
func (p *Project) resolve(t project.Tables) *resolved {
	r := &resolved{p: p, t: t, of: map[*source]trace.SourceName{}, why: map[*source]string{}}
	r.complete()
	return r
}

// complete finds the tables of sources that are new: rendering a model can show that it reads files.
func (r *resolved) complete() {
	for _, s := range r.p.sources {
		_, found := r.of[s]
		_, sought := r.why[s]
		if found || sought {
			continue
		}
		if name, why := r.find(s); why != "" {
			r.why[s] = why
		} else {
			r.of[s] = name
		}
	}
}

// keys are the names by which trace.yml may call a source.
func (s *source) keys() []string {
	return []string{strings.ToLower(s.String()), strings.ToLower(s.schema + "." + s.identifier), strings.ToLower(s.table)}
}

// checkSources refuses what trace.yml says of sources that there are not.
func (p *Project) checkSources() error {
	var names []string
	known := map[string]bool{}
	for _, s := range p.sources {
		names = append(names, s.String())
		for _, key := range s.keys() {
			known[key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.Settings.sources)) {
		if !known[key] {
			return p.Settings.file.Errorf(p.Settings.sourcePos[key], "the project has no source %s%s", key, near.Hint(key, names))
		}
	}
	return nil
}

// shards is what a snapshot calls the table that is made of several, such as events_*: events.
func (s *source) shards() string {
	if prefix, ok := strings.CutSuffix(s.identifier, "*"); ok {
		return strings.TrimRight(prefix, "_")
	}
	return s.identifier
}

func (r *resolved) find(s *source) (trace.SourceName, string) {
	for _, key := range s.keys() {
		if said, ok := r.p.Settings.sources[key]; ok {
			for _, table := range slices.Concat(r.t.Snapshot, r.t.Seeds) {
				if strings.EqualFold(said, table.String()) || strings.EqualFold(said, table.Name) {
					return nameOf(table), ""
				}
			}
			return trace.SourceName{}, fmt.Sprintf("%s says that it is %s, which is not there", r.p.Settings.sourcePos[key], said)
		}
	}
	for i, tables := range [][]snapshots.Table{r.t.Snapshot, r.t.Seeds} {
		if name, ok := r.tableOfFiles(s); ok && i > 0 { // dbt reads it from there, whatever seed is called like it
			return name, ""
		}
		for _, name := range []string{
			s.schema + "." + s.identifier, s.name + "." + s.identifier, s.name + "." + s.table, // as it is
			s.schema + "__" + s.identifier, s.name + "__" + s.identifier, s.name + "__" + s.table,
			s.schema + "_" + s.identifier, s.name + "_" + s.identifier, s.name + "_" + s.table, s.identifier, s.table,
			s.shards(),
		} {
			for _, table := range tables {
				whole := strings.Contains(name, ".")
				if whole && strings.EqualFold(name, table.String()) {
					return nameOf(table), ""
				}
				if whole || !strings.EqualFold(name, table.Name) {
					continue
				}
				if other := r.namesake(s, name); other != nil {
					return trace.SourceName{}, fmt.Sprintf("table %s may be it, or %s", table, other)
				}
				return nameOf(table), ""
			}
		}
	}
	return trace.SourceName{}, notThere
}

// namesake is another source that a table of this bare name could be too.
func (r *resolved) namesake(s *source, name string) *source {
	if !strings.EqualFold(name, s.identifier) && !strings.EqualFold(name, s.table) {
		return nil
	}
	for _, other := range r.p.sources {
		if other != s && strings.EqualFold(other.identifier, s.identifier) && other.pkg == s.pkg && other.schema != s.schema {
			return other
		}
	}
	return nil
}

func nameOf(t snapshots.Table) trace.SourceName {
	return trace.SourceName{Schema: t.Schema, Table: t.Name}
}

// aliases are all tables whose name in the models is not their own.
func (r *resolved) aliases() []trace.Alias {
	var out []trace.Alias
	for _, s := range r.p.sources {
		if a, ok := r.alias(s); ok && !slices.ContainsFunc(out, func(b trace.Alias) bool { return b.Name == a.Name }) {
			out = append(out, a)
		}
	}
	return out
}

func (r *resolved) alias(s *source) (trace.Alias, bool) {
	name, ok := r.of[s]
	a := trace.Alias{Name: s.called(), Table: name}
	return a, ok && !(strings.EqualFold(a.Name.Schema, name.Schema) && strings.EqualFold(a.Name.Table, name.Table))
}

// needed are the aliases of the sources that the nodes read.
func (r *resolved) needed(order []*node) []trace.Alias {
	var out []trace.Alias
	for _, root := range roots(order) {
		if root.source == nil {
			continue
		}
		if a, ok := r.alias(root.source); ok && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// missing lists the sources that the nodes read and that are no table, all at once.
func (r *resolved) missing(order []*node) error {
	var have []string
	for _, t := range slices.Concat(r.t.Snapshot, r.t.Seeds) {
		have = append(have, t.String())
	}
	var lines []string
	var files []*source
	for _, root := range roots(order) {
		why, gone := r.why[root.source]
		if root.source == nil || !gone {
			continue
		}
		line := root.source.String() + root.source.place()
		if why != notThere {
			line += " (" + why + ")"
		} else {
			line += near.Hint(root.source.identifier, have)
		}
		lines = append(lines, line)
		files = append(files, root.source)
	}
	if len(lines) == 0 {
		return nil
	}
	do := fmt.Sprintf("say which is which under sources: in %s, as `%s: schema.table`", SettingsFile, firstWord(lines[0]))
	if freeze := r.p.freezeCommand(files); freeze != "" {
		do = "make a snapshot of the files: " + freeze
	}
	if len(have) == 0 {
		if r.p.freezeCommand(files) == "" {
			do = "give a snapshot that has them with --snapshot (`trace snapshots freeze` makes one)"
		}
		return fmt.Errorf("%s: no data for the sources %s; %s", r.p.projectFile(), strings.Join(lines, ", "), do)
	}
	return fmt.Errorf("%s: no table for the sources %s; there is %s; %s", r.p.projectFile(), strings.Join(lines, ", "), some(have), do)
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// tableOf is what the table of a source or seed is called itself.
func (r *resolved) tableOf(root rootName) trace.SourceName {
	if root.source != nil {
		return r.of[root.source]
	}
	return root.name
}

// table is the table of the root.
func (r *resolved) table(root rootName, t project.Tables) *snapshots.Table {
	for _, table := range slices.Concat(t.Snapshot, t.Seeds) {
		if nameOf(table) == r.tableOf(root) {
			return &table
		}
	}
	return nil
}
