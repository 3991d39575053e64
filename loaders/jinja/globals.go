package jinja

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
)

// globals are what every template knows: Jinja's functions, and dbt's return.
var globals = map[string]Value{
	"range":     starlark.NewBuiltin("range", makeRange),
	"dict":      starlark.Universe["dict"],
	"namespace": starlark.NewBuiltin("namespace", makeNamespace),
	"return": Func("return", func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
		var v Value = starlark.None
		if err := starlark.UnpackArgs("return", args, kwargs, "data?", &v); err != nil {
			return nil, err
		}
		return nil, &returned{v}
	}),
	"cycler": Func("cycler", func(args starlark.Tuple, _ []starlark.Tuple) (Value, error) {
		if len(args) == 0 {
			return nil, errors.New("cycler wants values")
		}
		at := 0
		c := &Object{Kind: "cycler", Print: "<cycler>", Parts: map[string]Value{"current": args[0]}}
		c.Parts["next"] = Func("next", func(starlark.Tuple, []starlark.Tuple) (Value, error) {
			v := args[at%len(args)]
			at++
			c.Parts["current"] = args[at%len(args)]
			return v, nil
		})
		c.Parts["reset"] = Func("reset", func(starlark.Tuple, []starlark.Tuple) (Value, error) {
			at = 0
			c.Parts["current"] = args[0]
			return starlark.None, nil
		})
		return c, nil
	}),
	"joiner": Func("joiner", func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
		sep := ", "
		if err := starlark.UnpackArgs("joiner", args, kwargs, "sep?", &sep); err != nil {
			return nil, err
		}
		used := false
		return Func("joiner", func(starlark.Tuple, []starlark.Tuple) (Value, error) {
			if !used {
				used = true
				return str(""), nil
			}
			return str(sep), nil
		}), nil
	}),
	"zip": Func("zip", func(args starlark.Tuple, _ []starlark.Tuple) (Value, error) {
		lists := make([][]Value, len(args))
		shortest := -1
		for i, a := range args {
			if lists[i] = listOf(a); lists[i] == nil {
				return nil, fmt.Errorf("%s cannot be looped over", typeName(a))
			}
			if shortest < 0 || len(lists[i]) < shortest {
				shortest = len(lists[i])
			}
		}
		var out []Value
		for i := range max(shortest, 0) {
			row := make(starlark.Tuple, len(lists))
			for j := range lists {
				row[j] = lists[j][i]
			}
			out = append(out, row)
		}
		return starlark.NewList(out), nil
	}),
	"set": Func("set", func(args starlark.Tuple, _ []starlark.Tuple) (Value, error) {
		s := starlark.NewSet(0)
		for _, a := range args {
			for _, v := range listOf(a) {
				if err := s.Insert(v); err != nil {
					return nil, err
				}
			}
		}
		return s, nil
	}),
	"tojson": Func("tojson", func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
		var v Value
		var otherwise Value = starlark.None
		sorted := false
		if err := starlark.UnpackArgs("tojson", args, kwargs, "value", &v, "default?", &otherwise, "sort_keys?", &sorted); err != nil {
			return nil, err
		}
		text, err := jsonText(v, sorted, -1)
		return str(text), err
	}),
	"fromjson": Func("fromjson", func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
		var text string
		var otherwise Value = starlark.None
		if err := starlark.UnpackArgs("fromjson", args, kwargs, "string", &text, "default?", &otherwise); err != nil {
			return nil, err
		}
		v, err := fromJSON(text)
		if err != nil {
			return otherwise, nil
		}
		return v, nil
	}),
}

func init() { // they call themselves
	globals["zip_strict"], globals["set_strict"] = globals["zip"], globals["set"]
}

func makeRange(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
	a, b, step := 0, 0, 1
	if err := starlark.UnpackPositionalArgs("range", args, kwargs, 1, &a, &b, &step); err != nil {
		return nil, err
	}
	if len(args) == 1 {
		a, b = 0, a
	}
	if step == 0 {
		return nil, errors.New("range with a step of 0 has no end")
	}
	if n := (int64(b) - int64(a)) / int64(step); n > maxItems {
		return nil, fmt.Errorf("a range of %d numbers is too long; at most %d", n, maxItems)
	}
	var out []Value
	for i := a; step > 0 && i < b || step < 0 && i > b; i += step {
		out = append(out, starlark.MakeInt(i))
	}
	return starlark.NewList(out), nil
}

func makeNamespace(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
	n := &Namespace{starlark.NewDict(len(kwargs))}
	for _, a := range args {
		if d, ok := a.(*starlark.Dict); ok {
			kwargs = append(d.Items(), kwargs...)
		}
	}
	for _, kv := range kwargs {
		if err := n.fields.SetKey(kv[0], kv[1]); err != nil {
			return nil, err
		}
	}
	return n, nil
}
