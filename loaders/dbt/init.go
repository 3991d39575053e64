package dbt

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"funneltrace/loaders"
	"funneltrace/snapshots"
	"funneltrace/trace"
)

// Draft is a trace.yml for a project that has none.
type Draft struct {
	File string // where it belongs
	Text []byte
	Plan *Plan
}

// Draft decides what nobody has said, as far as the project and its data let it, and writes it down as a trace.yml. The number is in the model
// that is made of most others, that no other reads and that can be rendered; the rows are those of the largest table that it is made of.
func (p *Project) Draft(ctx context.Context, t Tables, want Wanted) (*Draft, error) {
	for _, n := range p.nodes {
		p.peek(n)
	}
	found := p.resolve(t)
	ask := &scratch{p: p, open: t.Open, tables: found.aliases()}
	last := p.leaves(want.Root)
	if want.To == "" {
		if len(last) == 0 {
			return nil, loaders.Usagef("%s has no model that could be the number's", p.Dir)
		}
		var err error
		if want.To, err = p.likeliest(ctx, last, ask); err != nil {
			return nil, err
		}
	}
	to, err := p.number(want.To, want.Root, false)
	if err != nil {
		return nil, err
	}
	order, err := p.closure(ctx, to, ask)
	if err != nil {
		return nil, err
	}
	all := roots(order)
	rows := func(r rootName) int64 {
		if table := found.table(r, t); table != nil {
			return table.Rows
		}
		return -1
	}
	slices.SortStableFunc(all, func(a, b rootName) int { return int(max(-1, min(1, rows(b)-rows(a)))) })
	if want.Root == "" && len(all) > 0 {
		want.Root = all[0].said
	}
	plan, err := p.Plan(ctx, t, want)
	if err != nil {
		return nil, err
	}
	d := &Draft{File: filepath.Join(p.Dir, SettingsFile), Plan: plan}
	d.Text = draft(plan.Chain, want, rest(last, to.name), others(all, want.Root), t.Snapshot)
	return d, nil
}

// likeliest is the first of these models that can be rendered, with all that it reads.
func (p *Project) likeliest(ctx context.Context, names []string, ask *scratch) (string, error) {
	for _, name := range names {
		n, err := p.find(p.packages[0], "", name, "")
		if err != nil {
			return "", err
		}
		order, err := p.closure(ctx, n, ask)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err == nil && !slices.ContainsFunc(order, func(n *node) bool { return n.compiled != nil && n.compiled.failed != nil }) {
			return name, nil
		}
	}
	return names[0], nil
}

func rest(names []string, but string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == but })
}

func others(all []rootName, but string) []string {
	var out []string
	for _, r := range all {
		if !strings.EqualFold(r.said, but) {
			out = append(out, r.said)
		}
	}
	return out
}

// draft writes the file. What has other choices says them.
func draft(c *trace.Chain, want Wanted, models, roots []string, tables []snapshots.Table) []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	choices := func(names []string) string {
		if len(names) == 0 {
			return ""
		}
		return "   # or " + some(names)
	}
	line("# What trace needs to know of this project and dbt does not say. Guessed from names and types: change what is wrong.")
	line("title: %s", scalarYAML(c.Title))
	if len(tables) > 0 {
		line("snapshot: %s   # the family; the newest is taken", scalarYAML(tables[0].Schema))
	}
	line("root:")
	line("  source: %s%s", scalarYAML(want.Root), choices(roots))
	line("  unit: %s", scalarYAML(c.Root.Unit))
	if c.Root.Time == "" {
		line("  # time: created_at   # SQL over the root row, a timestamp; years are cut by it")
	} else {
		line("  time: %s", scalarYAML(c.Root.Time))
	}
	line("  # key: [id]   # who is who across snapshots")
	line("number:")
	line("  model: %s%s", scalarYAML(c.Number.Model), choices(models))
	if c.Number.Measure == "" {
		line("  # measure: sum(amount)   # without it, rows are counted")
	} else {
		line("  measure: %s", scalarYAML(c.Number.Measure))
	}
	line("  label: %s", scalarYAML(c.Number.Label))
	if len(c.Via) > 0 {
		line("via: [%s]", strings.Join(c.Via, ", "))
	}
	if len(c.Dimensions) > 0 {
		line("dimensions:")
		for _, d := range c.Dimensions {
			line("  %s: %s", d.Name, scalarYAML(d.SQL))
		}
	} else {
		line("# dimensions:\n#   country: country   # what to slice by: SQL over the root row")
	}
	if len(c.Tables) > 0 {
		line("sources:   # which table each source is")
		for _, a := range c.Tables {
			line("  %s: %s", a.Name, a.Table)
		}
	}
	line("# causes:   # the policy: what a cause is called, and whether it is expected, a loss or to review; the first match wins")
	line("#   - {step: %s, kind: filter, label: \"…\", class: expected}", c.Models[0].Name)
	return []byte(b.String())
}

// scalarYAML writes a text so that YAML reads it as that text.
func scalarYAML(s string) string {
	out, err := yaml.Marshal(s)
	if err != nil {
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSpace(string(out))
}
