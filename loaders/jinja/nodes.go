package jinja

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
)

// node is a part of a template that can be rendered.
type node interface {
	render(f *frame) error
}

type body []node

type (
	textNode struct {
		pos  Pos
		text string
	}
	outputNode struct {
		pos Pos
		e   expr
	}
	doNode struct{ e expr }
	ifNode struct {
		conds  []expr
		bodies []body
		other  body
	}
	forNode struct {
		pos   Pos
		vars  target
		over  expr
		cond  expr // nil is none
		body  body
		other body
	}
	setNode struct {
		pos  Pos
		to   target
		from expr
	}
	setBlock struct {
		pos    Pos
		to     target
		filter func(captured expr) expr // nil is none
		body   body
	}
	withNode struct {
		sets []setNode
		body body
	}
	filterBlock struct {
		filter func(captured expr) expr
		body   body
		pos    Pos
	}
	callBlock struct {
		pos    Pos
		call   call
		caller *macroDef
	}
	jumpNode struct{ again bool }
	// blockNode is one of dbt's blocks.
	blockNode struct {
		Block
		body body
	}
)

func (b body) render(f *frame) error {
	for _, n := range b {
		if err := f.run.step(); err != nil {
			return err
		}
		if err := n.render(f); err != nil {
			return err
		}
	}
	return nil
}

func (n textNode) render(f *frame) error { return f.out.write(n.pos, true, n.text) }

func (n outputNode) render(f *frame) error {
	v, err := n.e.eval(f)
	if err != nil {
		return at(n.pos, err)
	}
	return f.print(n.pos, v)
}

// print writes a value.
func (f *frame) print(p Pos, v Value) error {
	text, err := textOf(v)
	if err == nil {
		err = f.run.work(len(text))
	}
	if err != nil {
		return at(p, err)
	}
	return f.out.write(p, false, text)
}

func (n doNode) render(f *frame) error {
	_, err := n.e.eval(f)
	return err
}

func (n ifNode) render(f *frame) error {
	b, err := n.branch(f)
	if err != nil {
		return err
	}
	return b.render(f)
}

// branch is the body whose condition holds.
func (n ifNode) branch(f *frame) (body, error) {
	for i, cond := range n.conds {
		v, err := cond.eval(f)
		if err != nil {
			return nil, err
		}
		if v.Truth() {
			return n.bodies[i], nil
		}
	}
	return n.other, nil
}

func (n forNode) render(f *frame) error {
	over, err := n.over.eval(f)
	if err != nil {
		return err
	}
	items := listOf(over)
	if items == nil {
		return errorAt(n.pos, "%s cannot be looped over", typeName(over))
	}
	if len(items) > maxItems {
		return errorAt(n.pos, "the loop goes over more than %d things", maxItems)
	}
	if n.cond != nil {
		var kept []Value
		for _, v := range items {
			g := f.within()
			if err := n.vars.set(g, v); err != nil {
				return at(n.pos, err)
			}
			ok, err := n.cond.eval(g)
			if err != nil {
				return err
			}
			if ok.Truth() {
				kept = append(kept, v)
			}
		}
		items = kept
	}
	if len(items) == 0 {
		return n.other.render(f.within())
	}
	var seen Value // by loop.changed
	for i, v := range items {
		if err := f.run.step(); err != nil {
			return at(n.pos, err)
		}
		g := f.within()
		g.scope.vars["loop"] = &loop{items, i, &seen}
		if err := n.vars.set(g, v); err != nil {
			return at(n.pos, err)
		}
		err := n.body.render(g)
		var jump *loopJump
		switch {
		case errors.As(err, &jump) && jump.again:
		case errors.As(err, &jump):
			return nil
		case err != nil:
			return err
		}
	}
	return nil
}

func (n setNode) render(f *frame) error {
	v, err := n.from.eval(f)
	if err != nil {
		return err
	}
	return at(n.pos, n.to.set(f, v))
}

func (n setBlock) render(f *frame) error {
	v, err := captured(f, n.body, n.filter)
	if err != nil {
		return at(n.pos, err)
	}
	return at(n.pos, n.to.set(f, v))
}

// captured renders a body into a text, and puts it through filters.
func captured(f *frame, b body, filter func(expr) expr) (Value, error) {
	g := f.capture()
	if err := b.render(g); err != nil {
		return nil, err
	}
	var v Value = starlark.String(g.out.b.String())
	if err := f.run.checked(v); err != nil {
		return nil, err
	}
	if filter == nil {
		return v, nil
	}
	return filter(literal{v}).eval(f)
}

func (n withNode) render(f *frame) error {
	g := f.within()
	for _, s := range n.sets {
		v, err := s.from.eval(f)
		if err != nil {
			return err
		}
		if err := s.to.set(g, v); err != nil {
			return at(s.pos, err)
		}
	}
	return n.body.render(g)
}

func (n filterBlock) render(f *frame) error {
	v, err := captured(f, n.body, n.filter)
	if err != nil {
		return at(n.pos, err)
	}
	return f.print(n.pos, v)
}

func (n callBlock) render(f *frame) error {
	c := n.call
	c.args.names = append(append([]string{}, c.args.names...), "caller")
	c.args.vals = append(append([]expr{}, c.args.vals...), literal{&Macro{def: n.caller, env: f.env, scope: f.scope, block: f.block}})
	v, err := c.eval(f)
	if err != nil {
		return at(n.pos, err)
	}
	return f.print(n.pos, v)
}

func (n jumpNode) render(*frame) error { return &loopJump{n.again} }

func (n blockNode) render(f *frame) error {
	if f.block == "" || f.block != n.Name || n.Kind != "snapshot" {
		return nil
	}
	g := f.within()
	g.out = g.out.sink
	return n.body.render(g)
}

// target is what a value is given to: a name, several, or a field of a namespace.
type target struct {
	names []target
	name  string
	field string
}

func (t target) set(f *frame, v Value) error {
	switch {
	case len(t.names) > 0:
		values := listOf(v)
		if len(values) != len(t.names) {
			return fmt.Errorf("%d names are given %s of %d", len(t.names), typeName(v), len(values))
		}
		for i, name := range t.names {
			if err := name.set(f, values[i]); err != nil {
				return err
			}
		}
	case t.field != "":
		n, ok := f.lookup(t.name).(*Namespace)
		if !ok {
			return fmt.Errorf("%s is no namespace; only one of those can be set field by field", t.name)
		}
		return n.fields.SetKey(starlark.String(t.field), v)
	default:
		f.scope.vars[t.name] = v
	}
	return nil
}
