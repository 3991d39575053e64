package jinja

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// compare is Python's comparison; op is one of == != < <= > >=.
func compare(op string, x, y Value) (bool, error) {
	x, y = boolAsInt(x, y), boolAsInt(y, x)
	if _, no := x.(Undefined); no {
		_, both := y.(Undefined)
		switch op {
		case "==":
			return both, nil
		case "!=":
			return !both, nil
		}
		return false, fmt.Errorf("%s is undefined", x.(Undefined).Name)
	}
	if isContainer(x) && isContainer(y) {
		if err := errors.Join(weigh(x, maxItems), weigh(y, maxItems)); err != nil {
			return false, err
		}
	}
	return starlark.Compare(orders[op], x, y)
}

var orders = map[string]syntax.Token{
	"==": syntax.EQL, "!=": syntax.NEQ, "<": syntax.LT, "<=": syntax.LE, ">": syntax.GT, ">=": syntax.GE,
}

// boolAsInt makes a bool a number if the other value is one: True == 1 in Python.
func boolAsInt(x, other Value) Value {
	b, is := x.(starlark.Bool)
	if !is || !isNumber(other) {
		return x
	}
	if b {
		return starlark.MakeInt(1)
	}
	return starlark.MakeInt(0)
}

func isNumber(v Value) bool {
	switch v.(type) {
	case starlark.Int, starlark.Float:
		return true
	}
	return false
}

func equal(x, y Value) bool {
	same, err := compare("==", x, y)
	return err == nil && same
}

// contains is Python's `x in y`.
func contains(x, y Value) (bool, error) {
	switch y := y.(type) {
	case Undefined:
		return false, nil
	case starlark.String:
		s, ok := x.(starlark.String)
		if !ok {
			return false, fmt.Errorf("'in <text>' wants a text before it, not %s", typeName(x))
		}
		return strings.Contains(string(y), string(s)), nil
	case *starlark.Dict:
		_, found, err := y.Get(x)
		return found, err
	}
	list := listOf(y)
	if list == nil {
		return false, fmt.Errorf("%s has nothing in it to look for", typeName(y))
	}
	return slices.ContainsFunc(list, func(v Value) bool { return equal(v, x) }), nil
}

// operate is one of Python's operators on two values.
func operate(op string, x, y Value) (Value, error) {
	for _, v := range []Value{x, y} {
		if u, no := v.(Undefined); no {
			return nil, fmt.Errorf("%s is undefined", u.Name)
		}
	}
	switch op {
	case "~":
		a, err := textOf(x)
		if err != nil {
			return nil, err
		}
		b, err := textOf(y)
		return starlark.String(a + b), err
	case "**":
		return power(x, y)
	case "%":
		if format, ok := x.(starlark.String); ok {
			text, err := percent(string(format), y)
			return starlark.String(text), err
		}
	case "*":
		if err := mayRepeat(x, y); err != nil {
			return nil, err
		}
	}
	x, y = boolAsInt(x, y), boolAsInt(y, x)
	z, err := starlark.Binary(map[string]syntax.Token{
		"+": syntax.PLUS, "-": syntax.MINUS, "*": syntax.STAR, "/": syntax.SLASH, "//": syntax.SLASHSLASH, "%": syntax.PERCENT,
	}[op], x, y)
	if err != nil && strings.HasPrefix(err.Error(), "unknown binary op") {
		return nil, fmt.Errorf("%s does not work between %s and %s", op, typeName(x), typeName(y))
	}
	return z, err
}

func power(x, y Value) (Value, error) {
	base, isInt := x.(starlark.Int)
	exp, expInt := y.(starlark.Int)
	if n, ok := exp.Int64(); isInt && expInt && ok && n >= 0 && n < 1024 {
		if b, small := base.Int64(); small && b > -1<<20 && b < 1<<20 {
			out := starlark.MakeInt(1)
			for range n {
				out = out.Mul(base)
			}
			return out, nil
		}
	}
	f, ok := starlark.AsFloat(x)
	g, ok2 := starlark.AsFloat(y)
	if !ok || !ok2 {
		return nil, fmt.Errorf("** does not work between %s and %s", typeName(x), typeName(y))
	}
	return starlark.Float(math.Pow(f, g)), nil
}

// mayRepeat refuses a repetition that would fill the memory.
func mayRepeat(x, y Value) error {
	if _, ok := x.(starlark.Int); ok {
		x, y = y, x
	}
	n, ok := y.(starlark.Int)
	size, most := starlark.Len(x), maxItems
	if _, text := x.(starlark.String); text {
		most = maxText
	}
	if times, fits := n.Int64(); ok && size > 0 && (!fits || times > int64(most/size)) {
		return errors.New("this repetition would be too long")
	}
	return nil
}
