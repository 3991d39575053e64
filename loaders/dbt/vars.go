package dbt

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
)

// varFunc is var(): a function, and has_var.
func (r *rendering) varFunc() jinja.Value {
	return &callableObject{name: "var", call: func(args tuple, kw kwargs) (jinja.Value, error) {
		var name string
		var otherwise jinja.Value
		if err := starlark.UnpackArgs("var", args, kw, "name", &name, "default?", &otherwise); err != nil {
			return nil, err
		}
		if _, given := r.p.vars[name]; r.early && !given && otherwise != nil {
			return otherwise, nil
		}
		v, ok, err := r.variable(name)
		switch {
		case err != nil:
			return nil, err
		case ok:
			return v, nil
		case otherwise != nil:
			return otherwise, nil
		}
		return nil, fmt.Errorf("var %s has no value; give it with --vars '{%s: …}', or under vars: in %s", name, name, SettingsFile)
	}, parts: map[string]jinja.Value{"has_var": jinja.Func("has_var", func(args tuple, _ kwargs) (jinja.Value, error) {
		if len(args) == 0 {
			return nil, errors.New("has_var wants a name")
		}
		_, _, ok := r.p.variable(r.in, jinja.Text(args[0]))
		return starlark.Bool(ok), nil
	})}}
}

func (r *rendering) envVar(args tuple, kw kwargs) (jinja.Value, error) {
	var name string
	var otherwise jinja.Value
	if err := starlark.UnpackArgs("env_var", args, kw, "var", &name, "default?", &otherwise); err != nil {
		return nil, err
	}
	if r.p.opt.Getenv != nil {
		if v, ok := r.p.opt.Getenv(name); ok {
			return starlark.String(v), nil
		}
	}
	if otherwise == nil {
		return nil, fmt.Errorf("the environment variable %s is not set; set it, as dbt needs it too", name)
	}
	return otherwise, nil
}
