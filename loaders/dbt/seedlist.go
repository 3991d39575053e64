package dbt

import (
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/seeds"
)

// Seeds returns the project's seeds, as package seeds wants them.
func (p *Project) Seeds() []seeds.Seed {
	var out []seeds.Seed
	for _, n := range p.nodes {
		if n.kind != seedKind || !n.enabled() || n.broken != nil {
			continue
		}
		s := seeds.Seed{Name: n.step, Folder: n.pkg.folder, File: n.file, Shown: n.path(), ColumnTypes: map[string]string{}}
		if d, ok := n.config["delimiter"].(string); ok {
			for _, r := range d {
				s.Delimiter = r
				break
			}
		}
		if types, ok := n.config["column_types"].([][2]any); ok {
			for _, kv := range types {
				s.ColumnTypes[fmt.Sprint(kv[0])] = fmt.Sprint(kv[1])
			}
		}
		out = append(out, s)
	}
	return out
}

// DisabledSeeds counts the seeds that are there and that the project's config switches off, as it often does for some targets or vars.
func (p *Project) DisabledSeeds() int {
	count := 0
	for _, n := range p.nodes {
		if n.kind == seedKind && !n.enabled() {
			count++
		}
	}
	return count
}

// Families are what a snapshot of the tables that the project does not make itself may be called: like the project, or like one of its sources.
// There are none where there are no such tables.
func (p *Project) Families() []string {
	if len(p.sources) == 0 {
		return nil
	}
	var out []string
	add := func(names ...string) {
		for _, name := range names {
			if !slices.Contains(out, name) && !strings.ContainsAny(name, `/\`) { // a name, never a path
				out = append(out, name)
			}
		}
	}
	add(p.Name)
	for _, s := range p.sources {
		if !s.byModel {
			add(s.name, s.schema)
		}
	}
	return out
}

// Asks names the sources for an error about their absence: what they are called, and where dbt finds those that are files.
func (p *Project) Asks() string {
	if len(p.sources) == 0 {
		return ""
	}
	var names []string
	var files []*source
	for _, s := range p.sources {
		if s.unread != nil {
			files = append(files, s)
		}
		names = append(names, s.String()+s.place())
	}
	out := "; its sources are " + some(names)
	if freeze := p.freezeCommand(files); freeze != "" {
		out += "; make a snapshot of the files: " + freeze
	}
	return out
}

// place says where dbt finds a source that is a file, and why it cannot be read from there.
func (s *source) place() string {
	switch {
	case s.file == "":
		return ""
	case s.unread != nil:
		return " (" + s.file + ": " + s.unread.Error() + ")"
	}
	return " (" + s.file + ")"
}

// BadSeed notes that a seed cannot be read. It is an error of the chains that need it, and of no other.
func (p *Project) BadSeed(name string, why error) {
	if n := p.byStep(name); n != nil {
		n.broken = why
	}
}

// BadSeeds returns why seeds cannot be read.
func (p *Project) BadSeeds() []error {
	var out []error
	for _, n := range p.nodes {
		if n.kind == seedKind && n.enabled() && n.broken != nil {
			out = append(out, n.broken)
		}
	}
	return out
}
