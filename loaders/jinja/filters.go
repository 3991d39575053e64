package jinja

import (
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"go.starlark.net/starlark"

	"funneltrace/snapshots/near"
)

// filter applies one of Jinja's filters, or of dbt's.
func (f *frame) filter(name string, x Value, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
	if err := f.run.step(); err != nil {
		return nil, err
	}
	if err := f.run.reads(x); err != nil {
		return nil, err
	}
	if isContainer(x) {
		if err := weigh(x, maxItems); err != nil {
			return nil, err
		}
	}
	if do, ok := textFilters[name]; ok {
		v := str(do(Text(x)))
		if err := f.run.checked(v); err != nil {
			return nil, err
		}
		return v, starlark.UnpackPositionalArgs(name, args, kwargs, 0)
	}
	do, ok := filters[name]
	if !ok {
		return nil, fmt.Errorf("there is no filter %q%s", name, near.Hint(name, filterNames()))
	}
	v, err := do(f, x, arguments{name, args, kwargs})
	if err == nil && v == nil {
		v = starlark.None
	}
	if err == nil {
		err = f.run.checked(v)
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
	"forceescape": html.EscapeString, "urlencode": func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), "%2F", "/")
	},
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
			if err := a.unpack("old", &from, "new", &to, "count?", &n); err != nil {
				return nil, err
			}
			return replaced(Text(x), from, to, n)
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
			if err := a.unpack("indent?", &indent); err != nil {
				return nil, err
			}
			text, err := jsonText(x, true, indent)
			return str(strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "'", `\u0027`).Replace(text)), err
		},
		"pprint": func(_ *frame, x Value, _ arguments) (Value, error) { return str(Repr(x)), nil },
	}
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

// replaced replaces a text in a text, at most n times; n below 0 is all.
func replaced(text, from, to string, n int) (Value, error) {
	found := strings.Count(text, from)
	if n >= 0 {
		found = min(found, n)
	}
	if err := mayMake(found, len(to)); err != nil {
		return nil, err
	}
	return str(strings.Replace(text, from, to, n)), nil
}

func length(_ *frame, x Value, _ arguments) (Value, error) {
	if s, ok := x.(starlark.String); ok {
		return starlark.MakeInt(characters(s)), nil
	}
	values, err := iterate(x)
	return starlark.MakeInt(len(values)), err
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
	text := Text(x)
	if err := mayMake(strings.Count(text, "\n")+1, len(by)); err != nil {
		return nil, err
	}
	lines := strings.Split(text, "\n")
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
