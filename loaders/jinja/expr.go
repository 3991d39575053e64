package jinja

import (
	"fmt"
	"strings"

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
		args = append(args, listOf(v)...)
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
	if err == nil && starlark.Len(v) > maxText {
		err = errTooLong
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

// Attribute returns x.key: an attribute, a method or else the value of that key. It is [Undefined] if there is none.
func Attribute(x Value, key string) (Value, error) {
	if m := method(x, key); m != nil {
		return m, nil
	}
	if h, ok := x.(starlark.HasAttrs); ok {
		v, err := h.Attr(key)
		if _, missing := err.(starlark.NoSuchAttrError); err != nil && !missing {
			return nil, err
		}
		if v != nil {
			return v, nil
		}
	}
	if d, ok := x.(starlark.Mapping); ok {
		if v, found, err := d.Get(starlark.String(key)); err == nil && found {
			return v, nil
		}
	}
	return Undefined{}, nil
}

// item returns x[key], or else x.key.
func item(x, key Value) (Value, error) {
	switch c := x.(type) {
	case starlark.Mapping:
		v, found, err := c.Get(key)
		if err != nil || found {
			return v, err
		}
	case starlark.Indexable:
		n, isInt := key.(starlark.Int)
		if !isInt {
			break
		}
		i, ok := n.Int64()
		if s, is := x.(starlark.String); is { // characters, not bytes
			runes := []rune(string(s))
			if i < 0 {
				i += int64(len(runes))
			}
			if ok && i >= 0 && i < int64(len(runes)) {
				return starlark.String(runes[i]), nil
			}
			return Undefined{}, nil
		}
		if i < 0 {
			i += int64(c.Len())
		}
		if ok && i >= 0 && i < int64(c.Len()) {
			return c.Index(int(i)), nil
		}
		return Undefined{}, nil
	}
	if s, ok := key.(starlark.String); ok {
		return Attribute(x, string(s))
	}
	return Undefined{}, nil
}

// slice is Python's x[from:to:step].
func slice(x Value, bounds [3]Value) (Value, error) {
	values := listOf(x)
	if values == nil {
		return nil, fmt.Errorf("%s cannot be cut", typeName(x))
	}
	n := len(values)
	bound := func(v Value, otherwise int) (int, error) {
		if v == starlark.None {
			return otherwise, nil
		}
		return starlark.AsInt32(v)
	}
	step, err := bound(bounds[2], 1)
	if err != nil || step == 0 {
		return nil, fmt.Errorf("a step of %s cannot be taken", Text(bounds[2]))
	}
	first, last := 0, n
	if step < 0 {
		first, last = n-1, -1
	}
	from, err := bound(bounds[0], first)
	if err != nil {
		return nil, err
	}
	to, err := bound(bounds[1], last)
	if err != nil {
		return nil, err
	}
	clip := func(i, given int, v Value) int {
		if v == starlark.None {
			return i
		}
		if i < 0 {
			i += n
		}
		if step < 0 {
			return min(max(i, -1), n-1)
		}
		return min(max(i, 0), n)
	}
	from, to = clip(from, first, bounds[0]), clip(to, last, bounds[1])
	var out []Value
	for i := from; step > 0 && i < to || step < 0 && i > to; i += step {
		out = append(out, values[i])
	}
	switch x.(type) {
	case starlark.String:
		var b strings.Builder
		for _, v := range out {
			b.WriteString(Text(v))
		}
		return starlark.String(b.String()), nil
	case starlark.Tuple:
		return starlark.Tuple(out), nil
	}
	return starlark.NewList(out), nil
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
