package dbt

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
)

// patterns is Python's re, as far as Go's regexp is the same.
func patterns() map[string]jinja.Value {
	with := func(name string, do func(re *regexp.Regexp, args []string) (jinja.Value, error)) jinja.Value {
		return jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			var texts []string
			for _, a := range args {
				texts = append(texts, jinja.Text(a))
			}
			for _, kv := range kw {
				texts = append(texts, jinja.Text(kv[1]))
			}
			if len(texts) < 2 {
				return nil, fmt.Errorf("re.%s wants a pattern and a text", name)
			}
			re, err := regexp.Compile(texts[0])
			if err != nil {
				return nil, fmt.Errorf("re.%s: %q cannot be used: %w", name, texts[0], err)
			}
			return do(re, texts[1:])
		})
	}
	match := func(re *regexp.Regexp, text string, anchored, whole bool) jinja.Value {
		m := re.FindStringSubmatchIndex(text)
		if m == nil || anchored && m[0] != 0 || whole && m[1] != len(text) {
			return starlark.None
		}
		groups := re.FindStringSubmatch(text)
		return &jinja.Object{Kind: "match", Print: groups[0], Parts: map[string]jinja.Value{
			"group": jinja.Func("group", func(args tuple, _ kwargs) (jinja.Value, error) {
				n := 0
				if len(args) > 0 {
					var err error
					if n, err = starlark.AsInt32(args[0]); err != nil {
						n = re.SubexpIndex(jinja.Text(args[0]))
					}
				}
				if n < 0 || n >= len(groups) {
					return nil, errors.New("there is no such group")
				}
				return starlark.String(groups[n]), nil
			}),
			"groups": jinja.Func("groups", func(tuple, kwargs) (jinja.Value, error) { return toValue(groups[1:]), nil }),
			"start":  jinja.Func("start", func(tuple, kwargs) (jinja.Value, error) { return starlark.MakeInt(m[0]), nil }),
			"end":    jinja.Func("end", func(tuple, kwargs) (jinja.Value, error) { return starlark.MakeInt(m[1]), nil }),
		}}
	}
	return map[string]jinja.Value{
		"match":     with("match", func(re *regexp.Regexp, a []string) (jinja.Value, error) { return match(re, a[0], true, false), nil }),
		"fullmatch": with("fullmatch", func(re *regexp.Regexp, a []string) (jinja.Value, error) { return match(re, a[0], true, true), nil }),
		"search":    with("search", func(re *regexp.Regexp, a []string) (jinja.Value, error) { return match(re, a[0], false, false), nil }),
		"findall": with("findall", func(re *regexp.Regexp, a []string) (jinja.Value, error) {
			return toValue(append([]string{}, re.FindAllString(a[0], -1)...)), nil
		}),
		"split": with("split", func(re *regexp.Regexp, a []string) (jinja.Value, error) { return toValue(re.Split(a[0], -1)), nil }),
		"escape": jinja.Func("escape", func(args tuple, _ kwargs) (jinja.Value, error) {
			return starlark.String(regexp.QuoteMeta(jinja.Text(args[0]))), nil
		}),
		"sub": with("sub", func(re *regexp.Regexp, a []string) (jinja.Value, error) {
			if len(a) < 2 {
				return nil, errors.New("re.sub wants a pattern, what to put and a text")
			}
			put := backReference.ReplaceAllString(strings.ReplaceAll(a[0], "$", "$$"), "$${$1}")
			return starlark.String(re.ReplaceAllString(a[1], put)), nil
		}),
		"IGNORECASE": starlark.String("(?i)"),
	}
}

var backReference = regexp.MustCompile(`\\(?:g<)?(\d+|\w+)>?`)
