package jinja

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/snapshots/near"
)

// Runtime is one rendering, with all the macros that it calls. It is not for several goroutines.
type Runtime struct {
	ctx    context.Context
	thread *starlark.Thread
	steps  int
	made   int // bytes, see [Runtime.work]
	depth  int
}

// NewRuntime begins a rendering that ends with ctx.
func NewRuntime(ctx context.Context) *Runtime {
	return &Runtime{ctx: ctx, thread: &starlark.Thread{Name: "template"}}
}

// step counts the work, so that a template cannot go on for ever.
func (r *Runtime) step() error {
	r.steps++
	switch {
	case r.steps > maxSteps:
		return errors.New("the template runs too long; a loop or a macro may not end")
	case r.steps%1024 == 0:
		return r.ctx.Err()
	}
	return nil
}

// Call calls a macro or a function.
func (r *Runtime) Call(fn Value, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
	return r.call(fn, args, kwargs)
}

func (r *Runtime) call(fn Value, args starlark.Tuple, kwargs []starlark.Tuple) (v Value, err error) {
	c, ok := fn.(starlark.Callable)
	if !ok {
		return nil, fmt.Errorf("%s cannot be called", typeName(fn))
	}
	if r.depth++; r.depth > maxDepth {
		return nil, errors.New("macros call each other without an end")
	}
	defer func() { r.depth-- }()
	if len(args) > maxItems {
		return nil, errTooMany
	}
	if b, ok := fn.(*starlark.Builtin); ok && b.Receiver() != nil {
		if err := r.reads(args...); err != nil {
			return nil, err
		}
	}
	if v, err = c.CallInternal(r.thread, args, kwargs); err != nil {
		return nil, err
	}
	if v == nil {
		v = starlark.None
	}
	if b, ok := fn.(*starlark.Builtin); ok && b.Receiver() != nil { // it may have grown
		if isContainer(b.Receiver()) && starlark.Len(b.Receiver()) > maxItems {
			return nil, errTooMany
		}
	}
	return v, r.checked(v)
}

// Env says what names mean that a template does not set itself.
type Env struct {
	*Runtime
	Lookup func(name string) (Value, bool)
	Names  func() []string // what there is, for the error that names what is near; may be nil
	Native bool            // as_bool, as_number and as_native make values of texts, as in dbt's YAML files; in SQL they leave them texts
}

// scope is the names that are set in a template, a loop or a macro.
type scope struct {
	vars   map[string]Value
	parent *scope
}

func (s *scope) inner() *scope { return &scope{map[string]Value{}, s} }

// frame is where a template is being rendered.
type frame struct {
	env   *Env
	run   *Runtime
	scope *scope
	out   *writer
	block string // the block that is wanted; empty is the template itself
}

// within is the frame with a scope of its own.
func (f *frame) within() *frame {
	g := *f
	g.scope = f.scope.inner()
	return &g
}

// capture is the frame with a scope of its own that writes elsewhere.
func (f *frame) capture() *frame {
	g := f.within()
	g.out = &writer{}
	return g
}

func (f *frame) lookup(name string) Value {
	for s := f.scope; s != nil; s = s.parent {
		if v, ok := s.vars[name]; ok {
			return v
		}
	}
	if f.env.Lookup != nil {
		if v, ok := f.env.Lookup(name); ok {
			return v
		}
	}
	if v, ok := globals[name]; ok {
		return v
	}
	return Undefined{name}
}

// unknown is the error of calling what is not there.
func (f *frame) unknown(name string) error {
	var names []string
	for s := f.scope; s != nil; s = s.parent {
		for n := range s.vars {
			names = append(names, n)
		}
	}
	if f.env.Names != nil {
		names = append(names, f.env.Names()...)
	}
	slices.Sort(names)
	return fmt.Errorf("there is no macro or function %s%s", name, near.Hint(name, names))
}

// writer collects a rendered text.
type writer struct {
	b      strings.Builder
	places []Place
	keep   bool    // the places are wanted
	sink   *writer // what a block that is wanted is written to; nil is here
}

// Place says where the rendered text from Offset on comes from, up to the next place.
type Place struct {
	Offset  int // in bytes of the rendered text
	Literal bool
	Pos     Pos // of the literal text's beginning, or of the tag
}

func (w *writer) write(p Pos, literal bool, s string) error {
	if s == "" {
		return nil
	}
	if w.b.Len()+len(s) > maxText {
		return at(p, errTooLong)
	}
	if w.keep {
		w.places = append(w.places, Place{w.b.Len(), literal, p})
	}
	w.b.WriteString(s)
	return nil
}
