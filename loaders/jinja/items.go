package jinja

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"
)

// Attribute returns x.key: an attribute, a method or else the value of that key. It is [Undefined] if there is none.
func Attribute(x Value, key string) (Value, error) {
	if m := method(x, key); m != nil {
		return m, nil
	}
	if h, ok := x.(starlark.HasAttrs); ok {
		v, err := h.Attr(key)
		if missing := (starlark.NoSuchAttrError)(""); err != nil && !errors.As(err, &missing) {
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
	if len(values) > maxItems {
		return nil, errTooMany
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
