package jinja

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"

	"funneltrace/snapshots/near"
)

// macroDef is a macro as it is written.
type macroDef struct {
	pos      Pos
	name     string
	params   []string
	defaults []expr // nil where there is none
	body     body

	varargs, kwargs, caller bool // the body says these names
}

// Macro is a macro that can be called. It returns what it prints, or what it gives to return().
type Macro struct {
	def   *macroDef
	env   *Env
	scope *scope
	block string
}

// Name is the name that it was written under.
func (m *Macro) Name() string { return m.def.name }

func (m *Macro) String() string        { return "<Macro " + m.def.name + ">" }
func (m *Macro) Type() string          { return "macro" }
func (m *Macro) Freeze()               {}
func (m *Macro) Truth() starlark.Bool  { return true }
func (m *Macro) Hash() (uint32, error) { return starlark.String(m.def.name).Hash() }

// CallInternal calls the macro.
func (m *Macro) CallInternal(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
	f := &frame{env: m.env, run: m.env.Runtime, scope: m.scope.inner(), out: &writer{}, block: m.block}
	if err := m.bind(f, args, kwargs); err != nil {
		return nil, fmt.Errorf("macro %s: %w", m.def.name, err)
	}
	err := m.def.body.render(f)
	var r *returned
	switch {
	case errors.As(err, &r):
		return r.value, nil
	case err != nil:
		return nil, err
	}
	return starlark.String(f.out.b.String()), nil
}

// bind gives the parameters their values.
func (m *Macro) bind(f *frame, args starlark.Tuple, kwargs []starlark.Tuple) error {
	d, vars := m.def, f.scope.vars
	for i, p := range d.params {
		if i < len(args) {
			vars[p] = args[i]
		}
	}
	var more starlark.Tuple
	if len(args) > len(d.params) {
		more = args[len(d.params):]
		if !d.varargs {
			return fmt.Errorf("it takes %d values, not %d", len(d.params), len(args))
		}
	}
	named := starlark.NewDict(0)
	for _, kv := range kwargs {
		name := Text(kv[0])
		known := name == "caller" && d.caller
		for _, p := range d.params {
			known = known || p == name
		}
		switch _, twice := vars[name]; {
		case known && twice:
			return fmt.Errorf("%s is given twice", name)
		case known:
			vars[name] = kv[1]
		case d.kwargs:
			if err := named.SetKey(kv[0], kv[1]); err != nil {
				return err
			}
		case name == "caller":
			return errors.New("it does not say caller(), so nothing can be put into it with call")
		default:
			return fmt.Errorf("it has no parameter %s%s", name, near.Hint(name, d.params))
		}
	}
	vars["varargs"], vars["kwargs"] = more, named
	for i, p := range d.params {
		if _, ok := vars[p]; ok {
			continue
		}
		vars[p] = Undefined{p}
		if d.defaults[i] != nil {
			v, err := d.defaults[i].eval(f)
			if err != nil {
				return err
			}
			vars[p] = v
		}
	}
	return nil
}

func (d *macroDef) render(f *frame) error {
	f.scope.vars[d.name] = &Macro{def: d, env: f.env, scope: f.scope, block: f.block}
	return nil
}
