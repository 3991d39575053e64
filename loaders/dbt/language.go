package dbt

import (
	"context"
	"errors"
	"slices"

	"funneltrace/loaders/dialect"
	"funneltrace/loaders/dialect/googlesql"
	"funneltrace/trace"
)

// translate gives a compiled node the engine's SQL: what its template has become is in the language of the warehouse. What is not understood
// is told with its place in the model's own file.
func (p *Project) translate(n *node, c *compiled) {
	c.written = c.sql
	if p.warehouse != bigQuery || c.failed != nil {
		return
	}
	t, err := googlesql.Translate(c.written)
	if err != nil {
		c.failed = &trace.ModelError{Model: n.step, Pos: n.at(), Message: oneLine(err.Error())}
		if wrong := new(dialect.Error); errors.As(err, &wrong) {
			c.failed.Pos = trace.Model{File: n.path(), Text: c.written, Places: c.places}.PosAt(wrong.Offset)
		}
		return
	}
	c.sql, c.stretches, c.macros = t.SQL, t.Places, t.Macros
}

// definitions are the statements that make what the SQL of these nodes calls.
func definitions(nodes []*node) ([]string, error) {
	var names []string
	for _, n := range nodes {
		if n.compiled != nil {
			names = append(names, n.compiled.macros...)
		}
	}
	slices.Sort(names)
	return googlesql.Macros(slices.Compact(names))
}

// engineSQL is what a query of a template's is to the engine, which is given the macros that it calls.
func (s *scratch) engineSQL(ctx context.Context, query string) (string, error) {
	if s.p.warehouse != bigQuery {
		return query, nil
	}
	t, err := googlesql.Translate(query)
	if err != nil {
		return "", err
	}
	return t.SQL, s.define(ctx, t.Macros)
}

// define makes these macros.
func (s *scratch) define(ctx context.Context, names []string) error {
	statements, err := googlesql.Macros(names)
	if err != nil {
		return err
	}
	return s.answers.Define(ctx, statements)
}
