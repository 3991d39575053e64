package jinja

import (
	"go.starlark.net/starlark"
)

// expr is an expression that can be evaluated.
type expr interface {
	eval(f *frame) (Value, error)
}

type (
	literal struct{ value Value }
	name    struct {
		pos  Pos
		text string
	}
	listExpr  struct{ items []expr }
	tupleExpr struct{ items []expr }
	dictExpr  struct {
		pos  Pos
		keys []expr
		vals []expr
	}
	attribute struct {
		pos Pos
		of  expr
		key string
	}
	itemExpr struct {
		pos Pos
		of  expr
		key expr
	}
	sliceExpr struct {
		pos             Pos
		of              expr
		from, to, steps expr // nil is open
	}
	call struct {
		pos  Pos
		fn   expr
		args callArgs
	}
	filterExpr struct {
		pos  Pos
		of   expr
		name string
		args callArgs
	}
	testExpr struct {
		pos  Pos
		of   expr
		name string
		args callArgs
	}
	unary struct {
		pos Pos
		op  string // - + not
		x   expr
	}
	binary struct {
		pos  Pos
		op   string
		x, y expr
	}
	logic struct {
		and  bool
		x, y expr
	}
	comparison struct {
		pos  Pos
		x    expr
		ops  []string
		rest []expr
	}
	choice struct{ cond, yes, no expr } // no may be nil
)

// callArgs are the arguments of a call.
type callArgs struct {
	args   []expr
	names  []string // of the keyword arguments
	vals   []expr
	spread expr // *args
	named  expr // **kwargs
}

func (a callArgs) eval(f *frame) (args starlark.Tuple, kwargs []starlark.Tuple, err error) {
	for _, e := range a.args {
		v, err := e.eval(f)
		if err != nil {
			return nil, nil, err
		}
		args = append(args, v)
	}
	if a.spread != nil {
		v, err := a.spread.eval(f)
		if err != nil {
			return nil, nil, err
		}
		if args = append(args, listOf(v)...); len(args) > maxItems {
			return nil, nil, errTooMany
		}
		if err := f.run.reads(v); err != nil {
			return nil, nil, err
		}
	}
	for i, e := range a.vals {
		v, err := e.eval(f)
		if err != nil {
			return nil, nil, err
		}
		kwargs = append(kwargs, starlark.Tuple{starlark.String(a.names[i]), v})
	}
	if a.named != nil {
		v, err := a.named.eval(f)
		if err != nil {
			return nil, nil, err
		}
		if d, ok := v.(*starlark.Dict); ok {
			kwargs = append(kwargs, d.Items()...)
		}
	}
	return args, kwargs, nil
}

func (e literal) eval(*frame) (Value, error) { return e.value, nil }

func (e name) eval(f *frame) (Value, error) {
	if err := f.run.step(); err != nil {
		return nil, at(e.pos, err)
	}
	return f.lookup(e.text), nil
}

func evalAll(f *frame, list []expr) ([]Value, error) {
	out := make([]Value, 0, len(list))
	for _, e := range list {
		v, err := e.eval(f)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (e listExpr) eval(f *frame) (Value, error) {
	vals, err := evalAll(f, e.items)
	return starlark.NewList(vals), err
}

func (e tupleExpr) eval(f *frame) (Value, error) {
	vals, err := evalAll(f, e.items)
	if err == nil {
		err = f.run.checked(starlark.Tuple(vals))
	}
	return starlark.Tuple(vals), err
}

func (e dictExpr) eval(f *frame) (Value, error) {
	d := starlark.NewDict(len(e.keys))
	for i := range e.keys {
		k, err := e.keys[i].eval(f)
		if err != nil {
			return nil, err
		}
		v, err := e.vals[i].eval(f)
		if err != nil {
			return nil, err
		}
		if err := d.SetKey(k, v); err != nil {
			return nil, at(e.pos, err)
		}
	}
	return d, nil
}

func (e attribute) eval(f *frame) (Value, error) {
	of, err := e.of.eval(f)
	if err != nil {
		return nil, err
	}
	v, err := Attribute(of, e.key)
	if u, no := v.(Undefined); no && u.Name == "" {
		v = Undefined{sayExpr(e)}
	}
	return v, at(e.pos, err)
}

func (e itemExpr) eval(f *frame) (Value, error) {
	of, err := e.of.eval(f)
	if err != nil {
		return nil, err
	}
	key, err := e.key.eval(f)
	if err != nil {
		return nil, err
	}
	v, err := item(of, key)
	if u, no := v.(Undefined); no && u.Name == "" {
		v = Undefined{sayExpr(e)}
	}
	return v, at(e.pos, err)
}

func (e sliceExpr) eval(f *frame) (Value, error) {
	of, err := e.of.eval(f)
	if err != nil {
		return nil, err
	}
	var bounds [3]Value
	for i, b := range []expr{e.from, e.to, e.steps} {
		bounds[i] = starlark.None
		if b != nil {
			if bounds[i], err = b.eval(f); err != nil {
				return nil, err
			}
		}
	}
	v, err := slice(of, bounds)
	if err == nil {
		err = f.run.checked(v)
	}
	return v, at(e.pos, err)
}

func (e call) eval(f *frame) (Value, error) {
	if err := f.run.step(); err != nil {
		return nil, at(e.pos, err)
	}
	fn, err := e.fn.eval(f)
	if err != nil {
		return nil, err
	}
	args, kwargs, err := e.args.eval(f)
	if err != nil {
		return nil, err
	}
	if u, no := fn.(Undefined); no {
		return nil, at(e.pos, f.unknown(cmpOr(u.Name, sayExpr(e.fn))))
	}
	v, err := f.run.call(fn, args, kwargs)
	if err != nil {
		return nil, calledAt(e.pos, at(e.pos, err))
	}
	return v, nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (e filterExpr) eval(f *frame) (Value, error) {
	of, err := e.of.eval(f)
	if err != nil {
		return nil, err
	}
	args, kwargs, err := e.args.eval(f)
	if err != nil {
		return nil, err
	}
	v, err := f.filter(e.name, of, args, kwargs)
	return v, at(e.pos, err)
}

func (e testExpr) eval(f *frame) (Value, error) {
	of, err := e.of.eval(f)
	if err != nil {
		return nil, err
	}
	args, _, err := e.args.eval(f)
	if err != nil {
		return nil, err
	}
	ok, err := f.test(e.name, of, args)
	return starlark.Bool(ok), at(e.pos, err)
}

func (e unary) eval(f *frame) (Value, error) {
	x, err := e.x.eval(f)
	if err != nil {
		return nil, err
	}
	if e.op == "not" {
		return !x.Truth(), nil
	}
	zero := starlark.MakeInt(0)
	v, err := operate(e.op, zero, x)
	return v, at(e.pos, err)
}

func (e binary) eval(f *frame) (Value, error) {
	x, err := e.x.eval(f)
	if err != nil {
		return nil, err
	}
	y, err := e.y.eval(f)
	if err != nil {
		return nil, err
	}
	v, err := operate(e.op, x, y)
	if err == nil {
		err = f.run.checked(v)
	}
	return v, at(e.pos, err)
}

func (e logic) eval(f *frame) (Value, error) {
	x, err := e.x.eval(f)
	if err != nil || bool(x.Truth()) != e.and {
		return x, err
	}
	return e.y.eval(f)
}

func (e comparison) eval(f *frame) (Value, error) {
	x, err := e.x.eval(f)
	if err != nil {
		return nil, err
	}
	for i, op := range e.ops {
		y, err := e.rest[i].eval(f)
		if err != nil {
			return nil, err
		}
		if err := f.run.reads(x, y); err != nil {
			return nil, at(e.pos, err)
		}
		var ok bool
		switch op {
		case "in":
			ok, err = contains(x, y)
		case "not in":
			ok, err = contains(x, y)
			ok = !ok
		default:
			ok, err = compare(op, x, y)
		}
		if err != nil || !ok {
			return starlark.False, at(e.pos, err)
		}
		x = y
	}
	return starlark.True, nil
}

func (e choice) eval(f *frame) (Value, error) {
	cond, err := e.cond.eval(f)
	switch {
	case err != nil:
		return nil, err
	case bool(cond.Truth()):
		return e.yes.eval(f)
	case e.no == nil:
		return Undefined{}, nil
	}
	return e.no.eval(f)
}

// sayExpr writes an expression for an error.
func sayExpr(e expr) string {
	switch e := e.(type) {
	case name:
		return e.text
	case attribute:
		return sayExpr(e.of) + "." + e.key
	case itemExpr:
		if l, ok := e.key.(literal); ok {
			return sayExpr(e.of) + "[" + Repr(l.value) + "]"
		}
		return sayExpr(e.of) + "[…]"
	case call:
		return sayExpr(e.fn) + "(…)"
	}
	return "this"
}
