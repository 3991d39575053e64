package jinja

import (
	"errors"
	"fmt"
	"html"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.starlark.net/starlark"

	"funneltrace/loaders/near"
)

// filter applies one of Jinja's filters, or of dbt's.
func (f *frame) filter(name string, x Value, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
	if do, ok := textFilters[name]; ok {
		return str(do(Text(x))), starlark.UnpackPositionalArgs(name, args, kwargs, 0)
	}
	do, ok := filters[name]
	if !ok {
		return nil, fmt.Errorf("there is no filter %q%s", name, near.Hint(name, filterNames()))
	}
	v, err := do(f, x, arguments{name, args, kwargs})
	if err == nil && v == nil {
		v = starlark.None
	}
	return v, err
}

func filterNames() []string {
	var names []string
	for n := range filters {
		names = append(names, n)
	}
	for n := range textFilters {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// arguments of a filter.
type arguments struct {
	name   string
	args   starlark.Tuple
	kwargs []starlark.Tuple
}

// unpack reads them into pairs of name and pointer; a ? behind the name says that it may be left out.
func (a arguments) unpack(pairs ...any) error {
	return starlark.UnpackArgs(a.name, a.args, a.kwargs, pairs...)
}

// textFilters make a text of a text.
var textFilters = map[string]func(string) string{
	"lower": strings.ToLower, "upper": strings.ToUpper, "as_text": same, "string": same, "safe": same, "e": html.EscapeString, "escape": html.EscapeString,
	"forceescape": html.EscapeString, "urlencode": func(s string) string { return strings.ReplaceAll(url.PathEscape(s), "%2F", "/") },
	"capitalize": func(s string) string {
		r := []rune(strings.ToLower(s))
		if len(r) > 0 {
			r[0] = unicode.ToUpper(r[0])
		}
		return string(r)
	},
	"title": func(s string) string {
		start := true
		return strings.Map(func(r rune) rune {
			first := start
			start = strings.ContainsRune("-([{<", r) || unicode.IsSpace(r)
			if first {
				return unicode.ToUpper(r)
			}
			return unicode.ToLower(r)
		}, s)
	},
}

func same(s string) string { return s }

type filterFunc func(f *frame, x Value, a arguments) (Value, error)

var filters map[string]filterFunc

func init() { // they use each other by their names
	filters = map[string]filterFunc{
		"default": defaultFilter, "d": defaultFilter,
		"length": length, "count": length,
		"join":  join,
		"first": func(_ *frame, x Value, _ arguments) (Value, error) { return end(x, 0) },
		"last":  func(_ *frame, x Value, _ arguments) (Value, error) { return end(x, -1) },
		"list": func(_ *frame, x Value, _ arguments) (Value, error) {
			values, err := iterate(x)
			return starlark.NewList(values), err
		},
		"trim": func(_ *frame, x Value, a arguments) (Value, error) {
			chars := " \t\n\r\v\f"
			err := a.unpack("chars?", &chars)
			return str(strings.Trim(Text(x), chars)), err
		},
		"replace": func(_ *frame, x Value, a arguments) (Value, error) {
			var from, to string
			n := -1
			err := a.unpack("old", &from, "new", &to, "count?", &n)
			return str(strings.Replace(Text(x), from, to, n)), err
		},
		"format": func(_ *frame, x Value, a arguments) (Value, error) {
			var v Value = a.args
			if len(a.kwargs) > 0 {
				d := starlark.NewDict(0)
				for _, kv := range a.kwargs {
					_ = d.SetKey(kv[0], kv[1]) // texts can be keys
				}
				v = d
			}
			text, err := percent(Text(x), v)
			return str(text), err
		},
		"indent": indent, "wordcount": func(_ *frame, x Value, _ arguments) (Value, error) {
			return starlark.MakeInt(len(strings.Fields(Text(x)))), nil
		},
		"truncate": truncate,
		"center": func(f *frame, x Value, a arguments) (Value, error) {
			width := 80
			err := a.unpack("width?", &width)
			return str(spec{align: '^', width: min(width, maxText)}.pad(Text(x), false)), err
		},
		"int": toInt, "float": toFloat, "abs": absolute, "round": round,
		"as_bool": native, "as_number": native, "as_native": native,
		"sort": sortFilter, "unique": unique, "reverse": reverse, "sum": sum,
		"min":     func(f *frame, x Value, a arguments) (Value, error) { return extreme(f, x, a, "<") },
		"max":     func(f *frame, x Value, a arguments) (Value, error) { return extreme(f, x, a, ">") },
		"map":     mapFilter,
		"select":  func(f *frame, x Value, a arguments) (Value, error) { return selectFilter(f, x, a, false, true) },
		"reject":  func(f *frame, x Value, a arguments) (Value, error) { return selectFilter(f, x, a, false, false) },
		"attr":    attr,
		"groupby": groupBy, "batch": batch, "slice": sliceFilter,
		"selectattr": func(f *frame, x Value, a arguments) (Value, error) { return selectFilter(f, x, a, true, true) },
		"rejectattr": func(f *frame, x Value, a arguments) (Value, error) { return selectFilter(f, x, a, true, false) },
		"items": func(_ *frame, x Value, _ arguments) (Value, error) {
			d, ok := x.(*starlark.Dict)
			if !ok {
				return nil, fmt.Errorf("items wants a dict, not %s", typeName(x))
			}
			return pairsOf(d.Items()), nil
		},
		"dictsort": dictSort,
		"tojson": func(_ *frame, x Value, a arguments) (Value, error) {
			indent := -1
			err := a.unpack("indent?", &indent)
			text := jsonText(x, true, indent)
			return str(strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "'", `\u0027`).Replace(text)), err
		},
		"pprint": func(_ *frame, x Value, _ arguments) (Value, error) { return str(Repr(x)), nil },
	}
}

func pairsOf(items []starlark.Tuple) *starlark.List {
	out := make([]Value, len(items))
	for i, kv := range items {
		out[i] = kv
	}
	return starlark.NewList(out)
}

// iterate is listOf, or an error.
func iterate(x Value) ([]Value, error) {
	if values := listOf(x); values != nil {
		return values, nil
	}
	return nil, fmt.Errorf("%s cannot be looped over", typeName(x))
}

func defaultFilter(_ *frame, x Value, a arguments) (Value, error) {
	var otherwise Value = str("")
	falsy := false
	if err := a.unpack("default_value?", &otherwise, "boolean?", &falsy); err != nil {
		return nil, err
	}
	if _, no := x.(Undefined); no || falsy && !bool(x.Truth()) {
		return otherwise, nil
	}
	return x, nil
}

func length(_ *frame, x Value, _ arguments) (Value, error) {
	values, err := iterate(x)
	return starlark.MakeInt(len(values)), err
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
	for i, v := range values {
		if v, err = get(v); err != nil {
			return nil, err
		}
		parts[i] = Text(v)
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

func indent(_ *frame, x Value, a arguments) (Value, error) {
	var width Value = starlark.MakeInt(4)
	first, blank := false, false
	if err := a.unpack("width?", &width, "first?", &first, "blank?", &blank); err != nil {
		return nil, err
	}
	by := Text(width)
	if n, err := starlark.AsInt32(width); err == nil {
		by = strings.Repeat(" ", min(max(n, 0), 1000))
	}
	lines := strings.Split(Text(x), "\n")
	for i, l := range lines {
		if (i > 0 || first) && (l != "" || blank) {
			lines[i] = by + l
		}
	}
	return str(strings.Join(lines, "\n")), nil
}

func truncate(_ *frame, x Value, a arguments) (Value, error) {
	n, kill, dots, leeway := 255, false, "...", 5
	if err := a.unpack("length?", &n, "killwords?", &kill, "end?", &dots, "leeway?", &leeway); err != nil {
		return nil, err
	}
	r := []rune(Text(x))
	if len(r) <= n+leeway {
		return x, nil
	}
	cut := string(r[:max(0, n-len([]rune(dots)))])
	if i := strings.LastIndexByte(cut, ' '); !kill && i >= 0 {
		cut = cut[:i]
	}
	return str(cut + dots), nil
}

func toInt(_ *frame, x Value, a arguments) (Value, error) {
	otherwise, base := Value(starlark.MakeInt(0)), 10
	if err := a.unpack("default?", &otherwise, "base?", &base); err != nil {
		return nil, err
	}
	switch v := boolAsInt(x, starlark.MakeInt(0)).(type) {
	case starlark.Int:
		return v, nil
	case starlark.String:
		text := strings.ReplaceAll(strings.TrimSpace(string(v)), "_", "")
		if base >= 2 && base <= 36 {
			if n, err := strconv.ParseInt(text, base, 64); err == nil {
				return starlark.MakeInt64(n), nil
			}
		}
		if f, err := strconv.ParseFloat(text, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return starlark.NumberToInt(starlark.Float(math.Trunc(f)))
		}
	case starlark.Float:
		if n, err := starlark.NumberToInt(starlark.Float(math.Trunc(float64(v)))); err == nil {
			return n, nil
		}
	}
	return otherwise, nil
}

func toFloat(_ *frame, x Value, a arguments) (Value, error) {
	var otherwise Value = starlark.Float(0)
	if err := a.unpack("default?", &otherwise); err != nil {
		return nil, err
	}
	if s, ok := x.(starlark.String); ok {
		if f, err := strconv.ParseFloat(strings.TrimSpace(string(s)), 64); err == nil {
			return starlark.Float(f), nil
		}
		return otherwise, nil
	}
	if f, ok := starlark.AsFloat(boolAsInt(x, starlark.MakeInt(0))); ok {
		return starlark.Float(f), nil
	}
	return otherwise, nil
}

func absolute(_ *frame, x Value, _ arguments) (Value, error) {
	negative, err := compare("<", x, starlark.MakeInt(0))
	if err != nil || !negative {
		return x, err
	}
	return operate("-", starlark.MakeInt(0), x)
}

func round(_ *frame, x Value, a arguments) (Value, error) {
	precision, how := 0, "common"
	if err := a.unpack("precision?", &precision, "method?", &how); err != nil {
		return nil, err
	}
	f, ok := starlark.AsFloat(x)
	do, known := map[string]func(float64) float64{"common": math.RoundToEven, "ceil": math.Ceil, "floor": math.Floor}[how]
	if !ok || !known {
		return nil, fmt.Errorf("round cannot do that to %s", typeName(x))
	}
	scale := math.Pow(10, float64(precision))
	return starlark.Float(do(f*scale) / scale), nil
}

// native reads a text as the value that it writes down.
func native(_ *frame, x Value, _ arguments) (Value, error) {
	s, ok := x.(starlark.String)
	if !ok {
		return x, nil
	}
	switch text := strings.TrimSpace(string(s)); strings.ToLower(text) {
	case "true":
		return starlark.True, nil
	case "false":
		return starlark.False, nil
	case "none", "null":
		return starlark.None, nil
	default:
		if v, err := fromJSON(text); err == nil {
			return v, nil
		}
	}
	return x, nil
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
	return starlark.NewList(values), sortBy(values, getter(key), caseful, reverse)
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
	var key Value
	if err := a.unpack("attribute", &key); err != nil {
		return nil, err
	}
	values, err := iterate(x)
	if err != nil {
		return nil, err
	}
	get := getter(key)
	if err := sortBy(values, get, false, false); err != nil {
		return nil, err
	}
	var out []Value
	var group *starlark.List
	var last Value
	for _, v := range values {
		k, err := get(v)
		if err != nil {
			return nil, err
		}
		if group == nil || !equal(k, last) {
			group, last = starlark.NewList(nil), k
			out = append(out, starlark.Tuple{k, group})
		}
		if err := group.Append(v); err != nil {
			return nil, err
		}
	}
	return starlark.NewList(out), nil
}

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
	for part := range slices.Chunk(values, n) {
		part = slices.Clone(part)
		for fill != nil && len(part) < n && n < maxItems {
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
