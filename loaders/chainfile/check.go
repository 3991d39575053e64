package chainfile

import (
	"slices"
	"strings"

	"funneltrace/snapshots/near"
	"funneltrace/trace"
)

// Check looks at what the file says about the models of the chain.
func (t *File) Check(c *trace.Chain) error {
	var names []string
	for _, m := range c.Models {
		names = append(names, m.Name)
	}
	start := trace.Pos{File: t.Name, Line: 1, Column: 1}
	if c.Number.Model == "" {
		return t.Errorf(start, "no number; say where the chain ends, as number: {model: %s}", names[len(names)-1])
	}
	if !slices.Contains(names, c.Number.Model) {
		return t.Errorf(t.At[&c.Number.Model], "number: there is no model %q%s; the models are %s", c.Number.Model, near.Hint(c.Number.Model, names), strings.Join(names, ", "))
	}
	if _, err := c.Root.Location(); err != nil || c.Root.Timezone == "Local" {
		return t.Errorf(t.At[&c.Root.Timezone], "unknown time zone %q; write it as Europe/Paris or UTC", c.Root.Timezone)
	}
	for _, d := range c.Dimensions {
		if d.Step != "" && !slices.Contains(names, modelOf(d.Step)) {
			return t.Errorf(t.At[DimensionAt{Name: d.Name}], "dimension %s: there is no model %q%s", d.Name, modelOf(d.Step), near.Hint(modelOf(d.Step), names))
		}
	}
	for i, m := range c.Marks {
		if !slices.Contains(names, modelOf(m.Step)) {
			return t.Errorf(t.At[MarkAt{Index: i}], "mark %s: there is no model %q%s", m.Label, modelOf(m.Step), near.Hint(modelOf(m.Step), names))
		}
	}
	for i, r := range c.Rules {
		if r.Step != "" && !slices.Contains(names, modelOf(r.Step)) {
			return t.Errorf(t.At[RuleAt{Index: i}], "step %q: there is no model %q%s", r.Step, modelOf(r.Step), near.Hint(modelOf(r.Step), names))
		}
	}
	return nil
}

// modelOf is the model of a step, which is `model` or `model.cte`.
func modelOf(step string) string {
	model, _, _ := strings.Cut(step, ".")
	return model
}
