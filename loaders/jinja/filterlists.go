package jinja

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
)

func pairsOf(items []starlark.Tuple) *starlark.List {
	out := make([]Value, len(items))
	for i, kv := range items {
		out[i] = kv
	}
	return starlark.NewList(out)
}

// iterate is listOf, or an error.
func iterate(x Value) ([]Value, error) {
	if values := listOf(x); len(values) > maxItems {
		return nil, errTooMany
	} else if values != nil {
		return values, nil
	}
	return nil, fmt.Errorf("%s cannot be looped over", typeName(x))
}

func join(f *frame, x Value, a arguments) (Value, error) {
	sep, key := "", Value(starlark.None)
	if err := a.unpack("d?", &sep, "attribute?", &key); err != nil {
		return nil, err
	}
	values, err := iterate(x)
	if err != nil {
		return nil, err
	}
	get := getter(key)
	parts := make([]string, len(values))
	size := 0
	for i, v := range values {
		if v, err = get(v); err == nil {
			parts[i], err = textOf(v)
		}
		if err != nil {
			return nil, err
		}
		if size += len(parts[i]) + len(sep); size > maxText+len(sep) {
			return nil, errTooLong
		}
	}
	return str(strings.Join(parts, sep)), nil
}

// getter returns what takes an attribute, such as a.b or 0, from a value; none is the value itself.
func getter(key Value) func(Value) (Value, error) {
	if key == nil || key == starlark.None {
		return func(v Value) (Value, error) { return v, nil }
	}
	var path []Value
	if _, number := key.(starlark.Int); number {
		path = []Value{key}
	} else {
		for _, part := range strings.Split(Text(key), ".") {
			if n, err := strconv.Atoi(part); err == nil {
				path = append(path, starlark.MakeInt(n))
			} else {
				path = append(path, str(part))
			}
		}
	}
	return func(v Value) (Value, error) {
		for _, p := range path {
			var err error
			if v, err = item(v, p); err != nil {
				return nil, err
			}
		}
		return v, nil
	}
}

func end(x Value, i int) (Value, error) {
	values, err := iterate(x)
	if err != nil || len(values) == 0 {
		return Undefined{"the first or last of nothing"}, err
	}
	if i < 0 {
		i = len(values) - 1
	}
	return values[i], nil
}

func sortFilter(_ *frame, x Value, a arguments) (Value, error) {
	reverse, caseful, key := false, false, Value(starlark.None)
	if err := a.unpack("reverse?", &reverse, "case_sensitive?", &caseful, "attribute?", &key); err != nil {
		return nil, err
	}
	values, err := iterate(x)
	if err != nil {
		return nil, err
	}
	keys := []Value{key}
	if s, ok := key.(starlark.String); ok { // by the first, then by the second: age,name
		keys = nil
		for _, one := range strings.Split(string(s), ",") {
			keys = append(keys, str(one))
		}
	}
	for _, key := range slices.Backward(keys) {
		if err := sortBy(values, getter(key), caseful, reverse); err != nil {
			return nil, err
		}
	}
	return starlark.NewList(values), nil
}

func unique(_ *frame, x Value, a arguments) (Value, error) {
	caseful, key := false, Value(starlark.None)
	if err := a.unpack("case_sensitive?", &caseful, "attribute?", &key); err != nil {
		return nil, err
	}
	values, err := iterate(x)
	if err != nil {
		return nil, err
	}
	get := getter(key)
	seen := starlark.NewSet(len(values))
	var out []Value
	for _, v := range values {
		k, err := get(v)
		if err != nil {
			return nil, err
		}
		if s, ok := k.(starlark.String); ok && !caseful {
			k = str(strings.ToLower(string(s)))
		}
		if had, err := seen.Has(k); err != nil {
			return nil, err
		} else if !had {
			_ = seen.Insert(k) // Has would have failed
			out = append(out, v)
		}
	}
	return starlark.NewList(out), nil
}

func reverse(_ *frame, x Value, _ arguments) (Value, error) {
	values, err := iterate(x)
	if err != nil {
		return nil, err
	}
	slices.Reverse(values)
	if _, text := x.(starlark.String); text {
		return join(nil, starlark.NewList(values), arguments{name: "join"})
	}
	return starlark.NewList(values), nil
}

func sum(_ *frame, x Value, a arguments) (Value, error) {
	key, total := Value(starlark.None), Value(starlark.MakeInt(0))
	if err := a.unpack("attribute?", &key, "start?", &total); err != nil {
		return nil, err
	}
	values, err := iterate(x)
	get := getter(key)
	for _, v := range values {
		if v, err = get(v); err != nil {
			return nil, err
		}
		if total, err = operate("+", total, v); err != nil {
			return nil, err
		}
	}
	return total, err
}

func extreme(_ *frame, x Value, a arguments, op string) (Value, error) {
	caseful, key := false, Value(starlark.None)
	if err := a.unpack("case_sensitive?", &caseful, "attribute?", &key); err != nil {
		return nil, err
	}
	values, err := iterate(x)
	if err != nil || len(values) == 0 {
		return Undefined{"the least or most of nothing"}, err
	}
	if err := sortBy(values, getter(key), caseful, op == ">"); err != nil {
		return nil, err
	}
	return values[0], nil
}

func mapFilter(f *frame, x Value, a arguments) (Value, error) {
	values, err := iterate(x)
	if err != nil {
		return nil, err
	}
	do := func(v Value) (Value, error) { return f.filter(Text(a.args[0]), v, a.args[1:], a.kwargs) }
	if len(a.args) == 0 {
		var key, otherwise Value
		if err := a.unpack("attribute", &key, "default?", &otherwise); err != nil {
			return nil, err
		}
		get := getter(key)
		do = func(v Value) (Value, error) {
			v, err := get(v)
			if _, no := v.(Undefined); no && otherwise != nil {
				v = otherwise
			}
			return v, err
		}
	}
	for i, v := range values {
		if values[i], err = do(v); err != nil {
			return nil, err
		}
	}
	return starlark.NewList(values), nil
}

func selectFilter(f *frame, x Value, a arguments, byAttribute, keep bool) (Value, error) {
	values, err := iterate(x)
	if err != nil {
		return nil, err
	}
	get, args := getter(starlark.None), a.args
	if byAttribute {
		if len(args) == 0 {
			return nil, errors.New("an attribute is wanted")
		}
		get, args = getter(args[0]), args[1:]
	}
	var out []Value
	for _, v := range values {
		of, err := get(v)
		if err != nil {
			return nil, err
		}
		ok := bool(of.Truth())
		if len(args) > 0 {
			if ok, err = f.test(testName(Text(args[0])), of, args[1:]); err != nil {
				return nil, err
			}
		}
		if ok == keep {
			out = append(out, v)
		}
	}
	return starlark.NewList(out), nil
}

// testName is a test's name, which may be written as a sign.
func testName(s string) string {
	if name, ok := map[string]string{"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}[s]; ok {
		return name
	}
	return s
}

func attr(_ *frame, x Value, a arguments) (Value, error) {
	var name string
	if err := a.unpack("name", &name); err != nil {
		return nil, err
	}
	return Attribute(x, name)
}

func groupBy(_ *frame, x Value, a arguments) (Value, error) {
	var key, otherwise Value
	caseful := false
	if err := a.unpack("attribute", &key, "default?", &otherwise, "case_sensitive?", &caseful); err != nil {
		return nil, err
	}
	values, err := iterate(x)
	if err != nil {
		return nil, err
	}
	found := getter(key)
	get := func(v Value) (Value, error) {
		k, err := found(v)
		if _, missing := k.(Undefined); missing && otherwise != nil {
			k = otherwise
		}
		return k, err
	}
	if err := sortBy(values, get, caseful, false); err != nil {
		return nil, err
	}
	same := func(a, b Value) bool {
		x, ok := a.(starlark.String)
		y, both := b.(starlark.String)
		return equal(a, b) || ok && both && !caseful && strings.EqualFold(string(x), string(y))
	}
	var out []Value
	var members *starlark.List
	var last Value
	for _, v := range values {
		k, err := get(v)
		if err != nil {
			return nil, err
		}
		if members == nil || !same(k, last) {
			members, last = starlark.NewList(nil), k
			out = append(out, group{starlark.Tuple{k, members}})
		}
		if err := members.Append(v); err != nil {
			return nil, err
		}
	}
	return starlark.NewList(out), nil
}

// group is what groupby makes: a pair, whose parts have names too.
type group struct{ starlark.Tuple }

// Attr returns the group's key or its list.
func (g group) Attr(name string) (starlark.Value, error) {
	switch name {
	case "grouper":
		return g.Tuple[0], nil
	case "list":
		return g.Tuple[1], nil
	}
	return nil, nil
}

// AttrNames returns the names of the parts.
func (g group) AttrNames() []string { return []string{"grouper", "list"} }

func batch(_ *frame, x Value, a arguments) (Value, error) {
	var n int
	var fill Value
	if err := a.unpack("linecount", &n, "fill_with?", &fill); err != nil {
		return nil, err
	}
	values, err := iterate(x)
	if err != nil || n < 1 {
		return nil, errors.Join(err, errors.New("batch wants a number above 0"))
	}
	var out []Value
	if n > maxItems {
		return nil, errTooMany
	}
	for part := range slices.Chunk(values, n) {
		part = slices.Clone(part)
		for fill != nil && len(part) < n {
			part = append(part, fill)
		}
		out = append(out, starlark.NewList(part))
	}
	return starlark.NewList(out), nil
}

func sliceFilter(_ *frame, x Value, a arguments) (Value, error) {
	var n int
	if err := a.unpack("slices", &n); err != nil {
		return nil, err
	}
	values, err := iterate(x)
	if err != nil || n < 1 || n > maxItems {
		return nil, errors.Join(err, errors.New("slice wants a number above 0"))
	}
	var out []Value
	at := 0
	for i := range n {
		size := len(values) / n
		if i < len(values)%n {
			size++
		}
		out = append(out, starlark.NewList(slices.Clone(values[at:at+size])))
		at += size
	}
	return starlark.NewList(out), nil
}

func dictSort(_ *frame, x Value, a arguments) (Value, error) {
	caseful, by, reverse := false, "key", false
	if err := a.unpack("case_sensitive?", &caseful, "by?", &by, "reverse?", &reverse); err != nil {
		return nil, err
	}
	d, ok := x.(*starlark.Dict)
	if !ok {
		return nil, fmt.Errorf("dictsort wants a dict, not %s", typeName(x))
	}
	values := listOf(pairsOf(d.Items()))
	at := starlark.MakeInt(0)
	if by == "value" {
		at = starlark.MakeInt(1)
	}
	return starlark.NewList(values), sortBy(values, getter(at), caseful, reverse)
}
