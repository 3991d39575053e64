package chains

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/loaders/chainfile"
	"funneltrace/loaders/yamlfile"
	"funneltrace/trace"
)

// readChain reads the chain of the folder fsys, which is called dir in errors. given are values of its vars, as YAML.
func readChain(fsys fs.FS, dir, given string) (*trace.Chain, error) {
	c := &trace.Chain{File: filepath.Join(dir, chainFile)}
	text, err := readFile(fsys, chainFile, maxChainFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no %s in this folder; a chain is a folder with one, and models/*.sql", dir, chainFile)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", c.File, err)
	}
	t := chainfile.New(c.File)
	vars, err := newVariables(given)
	if err != nil {
		return nil, err
	}
	var l language
	if err := t.Read(text, c, map[string]yamlfile.Reader{"vars": vars.reader(t.File), "dialect": l.reader(t.File)}); err != nil {
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
	models, err := readModels(fsys, dir, vars, l)
	if err != nil {
		return nil, err
	}
	if err := vars.unused(); err != nil {
		return nil, err
	}
	if models, err = inOrder(models); err != nil {
		return nil, err
	}
	for _, m := range models {
		for _, u := range m.uses {
			if !u.isRef && strings.EqualFold(u.source.Schema, trace.RefSchema) {
				return nil, fmt.Errorf("%s: a source cannot be in the schema %q: models find each other there", m.posOf(u), u.source.Schema)
			}
			if !slices.Contains(m.Reads, u.source) {
				m.Reads = append(m.Reads, u.source)
			}
		}
		c.Models = append(c.Models, m.Model)
	}
	if c.Macros, err = l.definitions(models); err != nil {
		return nil, fmt.Errorf("%s: %w", c.File, err)
	}
	if err := t.Check(c); err != nil {
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
