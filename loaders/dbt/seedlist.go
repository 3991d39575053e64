package dbt

import (
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/seeds"
)

// Seeds returns the project's seeds and the tables that it reads from other files of its folder, as package seeds wants them.
func (p *Project) Seeds() []seeds.Seed { return append(p.seeds(), p.files()...) }

func (p *Project) seeds() []seeds.Seed {
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

// NoTables is the error of a project that there is nothing to run over: no snapshot was given, and it has no seeds, or none that can be read.
func (p *Project) NoTables() error {
	why, do := "the project has no seeds", ""
	disabled := 0
	for _, n := range p.nodes {
		switch {
		case n.kind != seedKind:
		case !n.enabled(): // as some targets or vars often have it
			disabled++
		case n.broken != nil:
			return n.broken
		}
	}
	if disabled > 0 {
		why, do = fmt.Sprintf("the project's seeds (%d) are disabled for this target and these vars", disabled), "; if the tables are these seeds, enable them with --target or --vars"
	}
	return fmt.Errorf("%s: %s, and no snapshot was given%s; give one with --snapshot (`trace snapshots freeze` makes one)%s", p.Dir, why, p.asks(), do)
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

// asks names the sources for an error about their absence: what they are called, and where dbt finds those that are files.
func (p *Project) asks() string {
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

// BadSeed notes that a seed, or files, cannot be read. It is an error of the chains that need it, and of no other.
func (p *Project) BadSeed(name string, why error) {
	for _, s := range p.sources {
		if s.read != nil && p.fileTable(s) == name {
			s.unread = why
			return
		}
	}
	if n := p.byStep(name); n != nil {
		n.broken = why
	}
}
