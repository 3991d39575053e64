package dbt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/jinja"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// scratch answers what templates ask of relations, over the snapshot. It is not opened before something is asked. All that templates say
// goes to the engine by way of [engine.Answers]: it is one SELECT, or it is refused.
type scratch struct {
	p       *Project
	open    func(ctx context.Context, names []trace.Alias) (*engine.Answers, error)
	tables  []trace.Alias
	gone    map[*source]string // the sources that are no table
	answers *engine.Answers
	failed  error
	built   map[*node]error
}

func (s *scratch) connect(ctx context.Context) (*engine.Answers, error) {
	switch {
	case s == nil || s.open == nil:
		return nil, errors.New("there is no snapshot to ask")
	case s.answers == nil && s.failed == nil:
		s.answers, s.failed = s.open(ctx, s.tables)
		s.built = map[*node]error{}
	}
	return s.answers, s.failed
}

// close ends the engine, if it was opened.
func (s *scratch) close() {
	if s.answers != nil {
		_ = s.answers.Close() // what was asked has been answered
	}
}

// build makes views of a model and of those that it reads.
func (s *scratch) build(ctx context.Context, n *node) error {
	if n.kind == seedKind {
		return nil
	}
	if err, ok := s.built[n]; ok {
		return err
	}
	s.built[n] = errors.New("it reads itself")
	c := s.p.compile(ctx, n, s)
	var err error
	if c.failed != nil {
		err = c.failed
	}
	for _, r := range c.refs {
		if err == nil {
			err = s.build(ctx, r)
		}
	}
	if err == nil && n.materialized() != "ephemeral" {
		if err = s.define(ctx, c.macros); err == nil {
			err = s.answers.View(ctx, n.called(), c.sql)
		}
		if err != nil {
			err = fmt.Errorf("model %s: %w", n.name, refusal(err, c.sql))
		}
	}
	s.built[n] = err
	return err
}

// refusal words why a text was not run.
func refusal(err error, sql string) error {
	if errors.Is(err, sqltree.ErrNotSelect) {
		return fmt.Errorf("only a single SELECT is run while a model is rendered, and this is none: %s", excerpt(sql[skipBlank(sql, 0):]))
	}
	return errors.New(firstLine(err))
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// columns is adapter.get_columns_in_relation.
func (r *rendering) columns(args tuple, _ kwargs) (jinja.Value, error) {
	if len(args) == 0 {
		return nil, errors.New("get_columns_in_relation wants a relation")
	}
	rel, ok := args[0].(relation)
	if !ok {
		return nil, errors.New("get_columns_in_relation wants a relation, as ref and source give it")
	}
	if r.peeking {
		return nil, errors.New("not yet")
	}
	list, err := r.describe(rel)
	if err != nil {
		return nil, fmt.Errorf("the columns of %s are not known: %w", rel.name.Table, err)
	}
	return starlark.NewList(list), nil
}

func (r *rendering) describe(rel relation) ([]jinja.Value, error) {
	ctx := r.ctx
	answers, err := r.ask.connect(ctx)
	if err != nil {
		return nil, err
	}
	from := relation{name: rel.name, in: duckDB}.String()
	if n := r.p.nodeOf(rel); n != nil {
		if err := r.ask.build(ctx, n); err != nil {
			return nil, err
		}
		if rel.ephemeral != nil {
			from = "(" + n.compiled.sql + ")"
		}
	}
	rows, err := answers.Select(ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "+from+")")
	if err != nil {
		return nil, refusal(err, from)
	}
	defer rows.Close()
	var out []jinja.Value
	for rows.Next() {
		var name, typ string
		if err := rows.Scan(&name, &typ); err != nil {
			return nil, err
		}
		out = append(out, r.p.warehouse.column(name, r.p.warehouse.typeOf(typ)))
	}
	return out, rows.Err()
}

// nodeOf is the node that a relation is of, or nil.
func (p *Project) nodeOf(rel relation) *node {
	i := slices.IndexFunc(p.nodes, func(n *node) bool { return n.enabled() && n.called() == rel.name })
	if i < 0 {
		return nil
	}
	return p.nodes[i]
}

// getRelation is adapter.get_relation: a model, seed or source of this name, or none.
func (r *rendering) getRelation(args tuple, kw kwargs) (jinja.Value, error) {
	var database, schema, identifier jinja.Value
	if err := starlark.UnpackArgs("get_relation", args, kw, "database?", &database, "schema?", &schema, "identifier?", &identifier); err != nil {
		return nil, err
	}
	if identifier == nil {
		return starlark.None, nil
	}
	name := jinja.Text(identifier)
	v, err := r.relationCalled(name, schema)
	if rel, ok := v.(relation); ok {
		rel.found = true
		return rel, err
	}
	return v, err
}

// relationCalled is the model, seed or source that a template finds under a name, or none.
func (r *rendering) relationCalled(name string, schema jinja.Value) (jinja.Value, error) {
	// A seed can be the table of a source, as in the tests of packages: then the source is meant.
	for _, s := range r.p.sources {
		if schema != nil && strings.EqualFold(s.identifier, name) && slices.ContainsFunc([]string{s.schema, s.called().Schema}, func(in string) bool { return strings.EqualFold(in, jinja.Text(schema)) }) {
			return r.found(s)
		}
	}
	n, err := r.p.find(r.n.pkg, "", name, "")
	if other := r.p.aliased(name); err != nil && other != nil {
		n, err = other, nil
	}
	if err == nil {
		if n == r.n {
			return starlark.None, nil // in a full run it is not there yet
		}
		return r.ref(tuple{starlark.String(n.name)}, nil)
	}
	for _, s := range r.p.sources {
		if strings.EqualFold(s.identifier, name) {
			return r.found(s)
		}
	}
	return starlark.None, nil
}

// loadRelation is load_relation: the relation itself, if it is there before this model is built.
func (r *rendering) loadRelation(args tuple, _ kwargs) (jinja.Value, error) {
	if len(args) != 1 {
		return nil, errors.New("load_relation wants a relation")
	}
	if rel, ok := args[0].(relation); ok && rel.name != r.n.called() {
		rel.found = true
		return rel, nil
	}
	return starlark.None, nil
}

// found is a source as get_relation gives it: none if there is no such table. Who asks can do without it.
func (r *rendering) found(s *source) (jinja.Value, error) {
	if r.ask != nil && r.ask.gone[s] == notThere {
		r.result.without = append(r.result.without, s)
		return starlark.None, nil
	}
	return r.source(tuple{starlark.String(s.name), starlark.String(s.table)}, nil)
}

// relations is trace_relations: the models, seeds and sources of the project.
func (r *rendering) relations(tuple, kwargs) (jinja.Value, error) {
	var out []jinja.Value
	for _, s := range r.p.sources {
		if !s.byModel {
			out = append(out, r.p.relation(s.called()))
		}
	}
	for _, n := range r.p.nodes {
		if n.enabled() && n != r.n {
			out = append(out, r.p.relation(n.called()))
		}
	}
	return starlark.NewList(out), nil
}
