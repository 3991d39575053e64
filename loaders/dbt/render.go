package dbt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/jinja"
	"funneltrace/trace"
)

// compiled is what became of a node's template.
type compiled struct {
	sql       string          // for the engine
	written   string          // in the language of the warehouse
	stretches trace.Stretches // of written, what the parts of sql were made of; none where that is written
	macros    []string        // that sql calls
	places    []trace.Place
	own       text               // sql, without the ephemeral models in it
	reads     []trace.SourceName // in the order in which they are named
	refs      []*node
	sources   []*source
	without   []*source         // sources that get_relation did not find, so that the template did without them
	failed    *trace.ModelError // why there is no SQL
}

func (c *compiled) read(s trace.SourceName) {
	if !slices.Contains(c.reads, s) {
		c.reads = append(c.reads, s)
	}
}

func (p *Project) rendering(ctx context.Context, k *pkg, n *node, ask *scratch) *rendering {
	r := &rendering{p: p, in: k, n: n, ask: ask, ctx: ctx, rt: jinja.NewRuntime(ctx), envs: map[*pkg]*jinja.Env{}, modules: map[*jinja.Template]map[string]jinja.Value{}, loaded: map[string]jinja.Value{}}
	r.names = r.context()
	return r
}

// plainEnv is the environment of a YAML file's values.
func (p *Project) plainEnv(k *pkg) *jinja.Env {
	return p.rendering(context.Background(), k, nil, nil).env(k)
}

// peek takes the config that a node's template sets.
func (p *Project) peek(n *node) {
	if n.configured {
		return
	}
	n.configured = true
	if n.tpl == nil || n.kind == seedKind {
		return
	}
	r := p.rendering(context.Background(), n.pkg, n, nil)
	r.peeking = true
	n.tpl.Prelude(r.env(n.pkg), "config")
}

// compile renders a node, once. What cannot be rendered is compiled to the reason.
func (p *Project) compile(ctx context.Context, n *node, ask *scratch) *compiled {
	if n.compiled != nil {
		return n.compiled
	}
	if n.rendering {
		return &compiled{failed: &trace.ModelError{Pos: n.at(), Message: "the model reads itself, through others"}}
	}
	n.rendering = true
	defer func() { n.rendering = false }()
	p.peek(n)
	r := p.rendering(ctx, n.pkg, n, ask)
	out, err := r.template()
	c := &r.result
	c.sources = slices.DeleteFunc(c.sources, func(s *source) bool { return slices.Contains(c.without, s) })
	if err != nil {
		if ctx.Err() != nil {
			return &compiled{failed: &trace.ModelError{Pos: n.at(), Message: ctx.Err().Error()}}
		}
		c.failed = n.failure(err)
		p.nameMore(n, c)
		n.compiled = c
		return c
	}
	for _, place := range out.Places {
		c.own.places = append(c.own.places, trace.Place{Offset: place.Offset, Literal: place.Literal, Pos: trace.Pos(place.Pos)})
	}
	c.own.sql = strings.TrimRight(out.Text, "; \t\n")
	if p.warehouse == duckDB {
		p.followReads(c)
	}
	if c.own.sql == "" {
		c.failed = &trace.ModelError{Model: n.step, Pos: n.at(), Message: "the model is empty"}
	}
	if n.kind == snapshotKind {
		c.own = n.asSnapshot(c.own, p.warehouse)
	}
	c.sql, c.places = c.own.sql, c.own.places
	p.inline(ctx, c, ask)
	p.translate(n, c)
	n.compiled = c
	return c
}

// template renders the node's template.
func (r *rendering) template() (*jinja.Output, error) {
	n := r.n
	switch {
	case n.broken != nil:
		return nil, n.broken
	case !n.relation.IsZero():
		v, err := jinja.Evaluate(r.env(n.pkg), n.relation.Pos().String(), "{{ "+n.relation.Text()+" }}")
		if err != nil {
			return nil, err
		}
		return &jinja.Output{Text: "select * from " + jinja.Text(v)}, nil
	case n.block != "":
		return n.tpl.RenderBlock(r.env(n.pkg), n.block)
	}
	return n.tpl.Render(r.env(n.pkg))
}

// failure is an error of a node's template, at the place in the node's own file that led to it.
func (n *node) failure(err error) *trace.ModelError {
	e := &trace.ModelError{Model: n.step, Pos: n.at(), Message: oneLine(err.Error())}
	var placed *jinja.Error
	if !errors.As(err, &placed) {
		return e
	}
	e.Pos, e.Message = trace.Pos(placed.Pos), oneLine(placed.Err.Error())
	if out := placed.Outermost(); out != placed.Pos && out.File == n.path() {
		e.Pos = trace.Pos(out)
		e.Message += fmt.Sprintf(" (at %s)", placed.Pos)
	}
	return e
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// inline puts the ephemeral models that a model reads into a WITH at its beginning, as dbt does; those that they read come before them.
func (p *Project) inline(ctx context.Context, c *compiled, ask *scratch) {
	var with []*node
	var collect func(refs []*node)
	collect = func(refs []*node) {
		for _, n := range refs {
			p.peek(n)
			if n.kind != modelKind || n.materialized() != "ephemeral" || slices.Contains(with, n) {
				continue
			}
			inner := p.compile(ctx, n, ask)
			if inner.failed != nil && inner.written == "" && c.failed == nil { // what is not understood is told of the reader, too
				c.failed = inner.failed
			}
			collect(inner.refs)
			if !slices.Contains(with, n) {
				with = append(with, n)
			}
			for _, s := range inner.reads {
				c.read(s)
			}
			for _, s := range inner.sources {
				if !slices.Contains(c.sources, s) {
					c.sources = append(c.sources, s)
				}
			}
		}
	}
	collect(slices.Clone(c.refs))
	if len(with) == 0 || c.failed != nil {
		return
	}
	for _, n := range with { // they are no tables
		c.reads = slices.DeleteFunc(c.reads, func(s trace.SourceName) bool { return s == n.called() })
	}
	c.sql, c.places = injected(c, with)
}
