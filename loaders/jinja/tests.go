package jinja

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/snapshots/near"
)

// test is one of Jinja's `is` tests.
func (f *frame) test(name string, x Value, args starlark.Tuple) (bool, error) {
	arg := func() Value {
		if len(args) > 0 {
			return args[0]
		}
		return starlark.None
	}
	switch name {
	case "defined":
		_, no := x.(Undefined)
		return !no, nil
	case "undefined":
		_, no := x.(Undefined)
		return no, nil
	case "none":
		return x == starlark.None, nil
	case "string":
		_, ok := x.(starlark.String)
		return ok, nil
	case "boolean":
		_, ok := x.(starlark.Bool)
		return ok, nil
	case "true":
		return x == starlark.True, nil
	case "false":
		return x == starlark.False, nil
	case "number":
		return isNumber(x), nil
	case "integer":
		_, ok := x.(starlark.Int)
		return ok, nil
	case "float":
		_, ok := x.(starlark.Float)
		return ok, nil
	case "mapping":
		_, ok := x.(starlark.Mapping)
		return ok, nil
	case "iterable":
		return listOf(x) != nil, nil
	case "sequence":
		switch x.(type) {
		case starlark.String, *starlark.List, starlark.Tuple, *starlark.Dict:
			return true, nil
		}
		return false, nil
	case "callable":
		_, ok := x.(starlark.Callable)
		return ok, nil
	case "sameas":
		return x == arg() || equal(x, arg()) && x.Type() == arg().Type(), nil
	case "in":
		return contains(x, arg())
	case "odd", "even", "divisibleby":
		by := starlark.MakeInt(2)
		if name == "divisibleby" {
			var ok bool
			if by, ok = arg().(starlark.Int); !ok {
				return false, fmt.Errorf("divisibleby wants a number")
			}
		}
		rest, err := operate("%", x, by)
		if err != nil {
			return false, err
		}
		return bool(rest.Truth()) == (name == "odd"), nil
	case "lower":
		return Text(x) == strings.ToLower(Text(x)), nil
	case "upper":
		return Text(x) == strings.ToUpper(Text(x)), nil
	case "filter":
		return slices.Contains(filterNames(), Text(x)), nil
	case "test":
		return slices.Contains(testNames, Text(x)), nil
	case "escaped":
		return false, nil
	}
	if op, ok := comparisons[name]; ok {
		return compare(op, x, arg())
	}
	return false, fmt.Errorf("there is no test %q%s", name, near.Hint(name, testNames))
}

var comparisons = map[string]string{
	"eq": "==", "equalto": "==", "ne": "!=", "lt": "<", "lessthan": "<", "le": "<=", "gt": ">", "greaterthan": ">", "ge": ">=",
}

var testNames = []string{"defined", "undefined", "none", "string", "boolean", "true", "false", "number", "integer", "float", "mapping", "iterable",
	"sequence", "callable", "sameas", "in", "odd", "even", "divisibleby", "lower", "upper", "filter", "test", "escaped", "eq", "equalto", "ne", "lt",
	"lessthan", "le", "gt", "greaterthan", "ge"}
