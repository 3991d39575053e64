package loaders

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	_ "time/tzdata" // a bare machine knows no time zones

	"funneltrace/loaders/chainfile"
	"funneltrace/loaders/near"
	"funneltrace/trace"
)

// readChain reads the chain of the folder fsys, which is called dir in errors.
func readChain(fsys fs.FS, dir string) (*trace.Chain, error) {
	c := &trace.Chain{File: filepath.Join(dir, chainFile)}
	text, err := readFile(fsys, chainFile, maxChainFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no %s in this folder; a chain is a folder with one, and models/*.sql", dir, chainFile)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", c.File, err)
	}
	t := chainfile.New(c.File)
	if err := t.Read(text, c, nil); err != nil {
		return nil, err
	}
	if err := rootSource(t, c); err != nil {
		return nil, err
	}
	if c.Name == "" {
		c.Name = filepath.Base(dir)
	}
	if c.Title == "" {
		c.Title = c.Name
	}
	if c.Root.Unit == "" {
		c.Root.Unit = "row"
	}
	if c.Snapshot == "" {
		c.Snapshot = c.Root.Source.Schema
	}
	models, err := readModels(fsys, dir)
	if err != nil {
		return nil, err
	}
	if models, err = inOrder(models); err != nil {
		return nil, err
	}
	for _, m := range models {
		for _, u := range m.uses {
			if !u.isRef && strings.EqualFold(u.source.Schema, trace.RefSchema) {
				return nil, fmt.Errorf("%s: a source cannot be in the schema %q: models find each other there", position(m.File, m.Text, u.offset), u.source.Schema)
			}
			if !slices.Contains(m.Reads, u.source) {
				m.Reads = append(m.Reads, u.source)
			}
		}
		c.Models = append(c.Models, m.Model)
	}
	if err := check(t, c); err != nil {
		return nil, err
	}
	return c, nil
}

const chainFile = "chain.yml"

func rootSource(t *chainfile.File, c *trace.Chain) error {
	schema, table, ok := strings.Cut(t.Source, ".")
	switch {
	case t.Source == "":
		return t.Errorf(trace.Pos{File: t.Name, Line: 1, Column: 1}, "no root source; say which rows to follow, as root: {source: schema.table}")
	case !ok || schema == "" || table == "" || strings.Contains(table, "."):
		return t.Errorf(t.At[&t.Source], "root source %q; write it as schema.table", t.Source)
	case strings.EqualFold(schema, trace.RefSchema):
		return t.Errorf(t.At[&t.Source], "a source cannot be in the schema %q: models find each other there", schema)
	}
	c.Root.Source = trace.SourceName{Schema: schema, Table: table}
	return nil
}

// check looks at what the chain.yml says about the models.
func check(t *chainfile.File, c *trace.Chain) error {
	var names []string
	for _, m := range c.Models {
		names = append(names, m.Name)
	}
	start := trace.Pos{File: t.Name, Line: 1, Column: 1}
	if c.Number.Model == "" {
		return t.Errorf(start, "no number; say where the chain ends, as number: {model: %s}", names[len(names)-1])
	}
	if !slices.Contains(names, c.Number.Model) {
		return t.Errorf(t.At[&c.Number.Model], "number: there is no model %q%s; the models are %s", c.Number.Model, near.Hint(c.Number.Model, names), list(names))
	}
	if _, err := c.Root.Location(); err != nil || c.Root.Timezone == "Local" {
		return t.Errorf(t.At[&c.Root.Timezone], "unknown time zone %q; write it as Europe/Paris or UTC", c.Root.Timezone)
	}
	for _, d := range c.Dimensions {
		if d.Step != "" && !slices.Contains(names, modelOf(d.Step)) {
			return t.Errorf(t.At[chainfile.DimensionAt{Name: d.Name}], "dimension %s: there is no model %q%s", d.Name, modelOf(d.Step), near.Hint(modelOf(d.Step), names))
		}
	}
	for i, r := range c.Rules {
		if r.Step != "" && !slices.Contains(names, modelOf(r.Step)) {
			return t.Errorf(t.At[chainfile.RuleAt{Index: i}], "step %q: there is no model %q%s", r.Step, modelOf(r.Step), near.Hint(modelOf(r.Step), names))
		}
	}
	return nil
}

// modelOf is the model of a step, which is `model` or `model.cte`.
func modelOf(step string) string {
	model, _, _ := strings.Cut(step, ".")
	return model
}
