package dbt

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/loaders/chainfile"
	"funneltrace/snapshots/near"
	"funneltrace/trace"
)

func (p *Project) projectFile() string {
	if p.manifest {
		return p.file
	}
	return filepath.Join(p.Dir, projectFile)
}

// model is the node as a model of the chain.
func (n *node) model() trace.Model {
	c := n.compiled
	m := trace.Model{Name: n.step, File: n.path(), Description: n.description, Reads: c.reads}
	if c.failed != nil {
		broken := *c.failed
		m.Broken, m.Text = &broken, n.text
		return m
	}
	if !fits(n.step) {
		m.Broken = &trace.ModelError{Pos: n.at(), Message: fmt.Sprintf("%q cannot be a model's name here; use letters, digits and _", n.step)}
		return m
	}
	m.SQL, m.Text, m.Places, m.Stretches = c.sql, c.written, c.places, c.stretches
	return m
}

// policy checks what trace.yml says of steps, and keeps what is about this chain.
func (p *Project) policy(c *trace.Chain) error {
	f := p.Settings.file
	if _, err := c.Root.Location(); err != nil || c.Root.Timezone == "Local" {
		return f.Errorf(f.At[&p.Settings.Chain.Root.Timezone], "unknown time zone %q; write it as Europe/Paris or UTC", c.Root.Timezone)
	}
	var all []string
	for _, n := range p.nodes {
		all = append(all, n.step)
	}
	in := func(step string) bool {
		model, _, _ := strings.Cut(step, ".")
		return slices.ContainsFunc(c.Models, func(m trace.Model) bool { return m.Name == model })
	}
	var rules []trace.Rule
	for i, r := range c.Rules {
		model, _, _ := strings.Cut(r.Step, ".")
		switch {
		case r.Step == "" || in(r.Step):
			rules = append(rules, r)
		case !slices.Contains(all, model):
			return f.Errorf(f.At[chainfile.RuleAt{Index: i}], "step %q: there is no model %q%s", r.Step, model, near.Hint(model, all))
		}
	}
	var dims []trace.Dimension
	for _, d := range c.Dimensions {
		model, _, _ := strings.Cut(d.Step, ".")
		switch {
		case d.Step == "" || in(d.Step):
			dims = append(dims, d)
		case !slices.Contains(all, model):
			return f.Errorf(f.At[chainfile.DimensionAt{Name: d.Name}], "dimension %s: there is no model %q%s", d.Name, model, near.Hint(model, all))
		}
	}
	var marks []trace.Mark
	for i, m := range c.Marks {
		model, _, _ := strings.Cut(m.Step, ".")
		switch {
		case in(m.Step):
			marks = append(marks, m)
		case !slices.Contains(all, model):
			return f.Errorf(f.At[chainfile.MarkAt{Index: i}], "mark %s: there is no model %q%s", m.Label, model, near.Hint(model, all))
		}
	}
	c.Rules, c.Dimensions, c.Marks = rules, dims, marks
	return nil
}
