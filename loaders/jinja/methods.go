package jinja

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
)

// method returns a method of Python's that Starlark's values lack or know less of, or nil.
func method(x Value, name string) Value {
	switch x := x.(type) {
	case starlark.String:
		return textMethod(string(x), name)
	case *starlark.List:
		return listMethod(x, name)
	case starlark.Tuple:
		if name == "count" || name == "index" {
			return listMethod(starlark.NewList(x), name)
		}
	case *starlark.Dict:
		if name == "copy" {
			return Func(name, func(starlark.Tuple, []starlark.Tuple) (Value, error) { return copyDict(x) })
		}
	case starlark.Mapping:
		if name == "get" {
			return Func(name, func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) { return valueOf(x, args, kwargs) })
		}
	}
	return nil
}

// valueOf is the method get of objects that are mappings, and no dictionaries.
func valueOf(x starlark.Mapping, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
	var key, otherwise Value = nil, starlark.None
	if err := starlark.UnpackPositionalArgs("get", args, kwargs, 1, &key, &otherwise); err != nil {
		return nil, err
	}
	if v, found, err := x.Get(key); err != nil || found {
		return v, err
	}
	return otherwise, nil
}

func copyDict(d *starlark.Dict) (*starlark.Dict, error) {
	out := starlark.NewDict(d.Len())
	for _, kv := range d.Items() {
		if err := out.SetKey(kv[0], kv[1]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func textMethod(s, name string) Value {
	just := func(align byte) Value {
		return Func(name, func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
			var width int
			fill := " "
			if err := starlark.UnpackPositionalArgs(name, args, kwargs, 1, &width, &fill); err != nil {
				return nil, err
			}
			if width > maxText {
				return nil, errTooLong
			}
			r := []rune(fill)
			if len(r) != 1 {
				return nil, errors.New("one character is wanted to fill with")
			}
			return str(spec{align: align, fill: r[0], width: width}.pad(s, false)), nil
		})
	}
	plain := func(f func() Value) Value {
		return Func(name, func(starlark.Tuple, []starlark.Tuple) (Value, error) { return f(), nil })
	}
	switch name {
	case "replace":
		return Func(name, func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
			var from, to string
			n := -1
			if err := starlark.UnpackPositionalArgs(name, args, kwargs, 2, &from, &to, &n); err != nil {
				return nil, err
			}
			return replaced(s, from, to, n)
		})
	case "join":
		return Func(name, func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
			var list Value
			if err := starlark.UnpackPositionalArgs(name, args, kwargs, 1, &list); err != nil {
				return nil, err
			}
			for _, v := range listOf(list) {
				if _, ok := v.(starlark.String); !ok {
					return nil, fmt.Errorf("join wants texts, not %s", typeName(v))
				}
			}
			return join(nil, list, arguments{name, starlark.Tuple{str(s)}, nil})
		})
	case "split", "rsplit", "splitlines": // of Starlark's own, if what they make is bearable
		if len(s) > maxItems {
			return Func(name, func(starlark.Tuple, []starlark.Tuple) (Value, error) { return nil, errTooMany })
		}
	case "format":
		return Func(name, func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
			text, err := format(s, args, kwargs)
			return str(text), err
		})
	case "format_map":
		return Func(name, func(args starlark.Tuple, _ []starlark.Tuple) (Value, error) {
			var d *starlark.Dict
			if err := starlark.UnpackPositionalArgs(name, args, nil, 1, &d); err != nil {
				return nil, err
			}
			text, err := format(s, nil, d.Items())
			return str(text), err
		})
	case "ljust":
		return just('<')
	case "rjust":
		return just('>')
	case "center":
		return just('^')
	case "zfill":
		return Func(name, func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
			var width int
			if err := starlark.UnpackPositionalArgs(name, args, kwargs, 1, &width); err != nil {
				return nil, err
			}
			if width > maxText {
				return nil, errTooLong
			}
			return str(spec{align: '>', zero: true, width: width}.pad(s, true)), nil
		})
	case "casefold":
		return plain(func() Value { return str(strings.ToLower(s)) })
	case "swapcase":
		return plain(func() Value {
			return str(strings.Map(func(r rune) rune {
				if up := []rune(strings.ToUpper(string(r)))[0]; up != r {
					return up
				}
				return []rune(strings.ToLower(string(r)))[0]
			}, s))
		})
	case "isnumeric", "isdecimal":
		return plain(func() Value {
			return starlark.Bool(s != "" && strings.Trim(s, "0123456789") == "")
		})
	}
	return nil
}

func listMethod(l *starlark.List, name string) Value {
	switch name {
	case "count":
		return Func(name, func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
			var v Value
			if err := starlark.UnpackPositionalArgs(name, args, kwargs, 1, &v); err != nil {
				return nil, err
			}
			n := 0
			for _, x := range listOf(l) {
				if equal(x, v) {
					n++
				}
			}
			return starlark.MakeInt(n), nil
		})
	case "index":
		return Func(name, func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
			var v Value
			if err := starlark.UnpackPositionalArgs(name, args, kwargs, 1, &v); err != nil {
				return nil, err
			}
			i := slices.IndexFunc(listOf(l), func(x Value) bool { return equal(x, v) })
			if i < 0 {
				return nil, errors.New(Repr(v) + " is not in the list")
			}
			return starlark.MakeInt(i), nil
		})
	case "copy":
		return Func(name, func(starlark.Tuple, []starlark.Tuple) (Value, error) { return starlark.NewList(listOf(l)), nil })
	case "sort", "reverse":
		return Func(name, func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
			values := listOf(l)
			if name == "reverse" {
				slices.Reverse(values)
			} else {
				reverse := false
				if err := starlark.UnpackArgs(name, args, kwargs, "reverse?", &reverse); err != nil {
					return nil, err
				}
				if err := sortValues(values, true, reverse); err != nil {
					return nil, err
				}
			}
			for i, v := range values {
				if err := l.SetIndex(i, v); err != nil {
					return nil, err
				}
			}
			return starlark.None, nil
		})
	}
	return nil
}

// sortValues sorts as Jinja does: stable, and texts without regard to case unless asked.
func sortValues(values []Value, caseful, reverse bool) (err error) {
	return sortBy(values, func(v Value) (Value, error) { return v, nil }, caseful, reverse)
}

func sortBy(values []Value, key func(Value) (Value, error), caseful, reverse bool) error {
	keys := make([]Value, len(values))
	order := make([]int, len(values))
	for i, v := range values {
		k, err := key(v)
		if err != nil {
			return err
		}
		if s, ok := k.(starlark.String); ok && !caseful {
			k = str(strings.ToLower(string(s)))
		}
		keys[i], order[i] = k, i
	}
	var failed error
	slices.SortStableFunc(order, func(a, b int) int {
		if reverse {
			a, b = b, a
		}
		less, err := compare("<", keys[a], keys[b])
		if err != nil {
			failed = err
		}
		if less {
			return -1
		}
		if more, _ := compare(">", keys[a], keys[b]); more {
			return 1
		}
		return 0
	})
	sorted := make([]Value, len(values))
	for i, j := range order {
		sorted[i] = values[j]
	}
	copy(values, sorted)
	return failed
}

func str(s string) starlark.String { return starlark.String(s) }
