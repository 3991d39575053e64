package dbt

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
)

// Flags of Python's re that Go's patterns have too.
const ignoreCase, multiLine, dotAll = 2, 8, 16

// patterns is Python's re, as far as Go's regexp is the same: there is no looking around and no pattern that refers back.
func patterns() map[string]jinja.Value {
	parts := map[string]jinja.Value{
		"I": starlark.MakeInt(ignoreCase), "IGNORECASE": starlark.MakeInt(ignoreCase), "M": starlark.MakeInt(multiLine), "MULTILINE": starlark.MakeInt(multiLine),
		"S": starlark.MakeInt(dotAll), "DOTALL": starlark.MakeInt(dotAll),
		"escape": jinja.Func("escape", func(args tuple, kw kwargs) (jinja.Value, error) {
			var text string
			err := starlark.UnpackArgs("re.escape", args, kw, "pattern", &text)
			return starlark.String(regexp.QuoteMeta(text)), err
		}),
		"sub":   jinja.Func("sub", substitute),
		"split": jinja.Func("split", splitBy),
	}
	find := func(name, before, behind string, do func(re *regexp.Regexp, text string) jinja.Value) {
		parts[name] = jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			var pattern, text string
			flags := 0
			if err := starlark.UnpackArgs("re."+name, args, kw, "pattern", &pattern, "string", &text, "flags?", &flags); err != nil {
				return nil, err
			}
			re, err := compile(before+pattern+behind, flags, text)
			if err != nil {
				return nil, err
			}
			return do(re, text), nil
		})
	}
	find("search", "", "", firstMatch)
	find("match", `\A(?:`, `)`, firstMatch)
	find("fullmatch", `\A(?:`, `)\z`, firstMatch)
	find("findall", "", "", func(re *regexp.Regexp, text string) jinja.Value {
		var out []jinja.Value
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			switch len(m) {
			case 1, 2:
				out = append(out, starlark.String(m[len(m)-1]))
			default:
				out = append(out, starlark.Tuple(texts(m[1:])))
			}
		}
		return starlark.NewList(out)
	})
	return parts
}

// Limits of a search. Go's patterns take time that grows with the product of the two lengths, and no more.
const (
	maxPattern = 4 << 10   // bytes: a hundred times the longest that we know
	maxSearch  = 256 << 20 // bytes of the pattern times bytes of the text: a few seconds
)

// compile makes a pattern with Python's flags, for a text.
func compile(pattern string, flags int, text string) (*regexp.Regexp, error) {
	if len(pattern) > maxPattern {
		return nil, fmt.Errorf("re: the pattern has %d bytes, at most %d are taken", len(pattern), maxPattern)
	}
	if len(pattern) > 0 && len(text) > maxSearch/len(pattern) {
		return nil, fmt.Errorf("re: a pattern of %d bytes is looked for in at most %d KiB of text", len(pattern), maxSearch/len(pattern)>>10)
	}
	if rest := flags &^ (ignoreCase | multiLine | dotAll); rest != 0 {
		return nil, errors.New("re: of the flags only IGNORECASE, MULTILINE and DOTALL are known")
	}
	letters := ""
	for _, f := range []struct {
		bit    int
		letter string
	}{{ignoreCase, "i"}, {multiLine, "m"}, {dotAll, "s"}} {
		if flags&f.bit != 0 {
			letters += f.letter
		}
	}
	if letters != "" {
		pattern = "(?" + letters + ")" + pattern
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("re: this pattern cannot be used: %w", err)
	}
	return re, nil
}

// firstMatch is a match object, or none.
func firstMatch(re *regexp.Regexp, text string) jinja.Value {
	at := re.FindStringSubmatchIndex(text)
	if at == nil {
		return starlark.None
	}
	group := func(n int) jinja.Value {
		if at[2*n] < 0 {
			return starlark.None
		}
		return starlark.String(text[at[2*n]:at[2*n+1]])
	}
	return &jinja.Object{Kind: "match", Print: text[at[0]:at[1]], Parts: map[string]jinja.Value{
		"group": jinja.Func("group", func(args tuple, _ kwargs) (jinja.Value, error) {
			n := 0
			if len(args) > 0 {
				var err error
				if n, err = starlark.AsInt32(args[0]); err != nil {
					n = re.SubexpIndex(jinja.Text(args[0]))
				}
			}
			if n < 0 || n > re.NumSubexp() {
				return nil, errors.New("there is no such group")
			}
			return group(n), nil
		}),
		"groups": jinja.Func("groups", func(tuple, kwargs) (jinja.Value, error) {
			out := make(starlark.Tuple, re.NumSubexp())
			for i := range out {
				out[i] = group(i + 1)
			}
			return out, nil
		}),
		"start": jinja.Func("start", func(tuple, kwargs) (jinja.Value, error) { return starlark.MakeInt(at[0]), nil }),
		"end":   jinja.Func("end", func(tuple, kwargs) (jinja.Value, error) { return starlark.MakeInt(at[1]), nil }),
	}}
}

// splitBy is re.split: what groups match stands between the parts.
func splitBy(args tuple, kw kwargs) (jinja.Value, error) {
	var pattern, text string
	most, flags := 0, 0
	if err := starlark.UnpackArgs("re.split", args, kw, "pattern", &pattern, "string", &text, "maxsplit?", &most, "flags?", &flags); err != nil {
		return nil, err
	}
	re, err := compile(pattern, flags, text)
	if err != nil {
		return nil, err
	}
	var out []jinja.Value
	from := 0
	for _, m := range re.FindAllStringSubmatchIndex(text, upTo(most)) {
		out = append(out, starlark.String(text[from:m[0]]))
		for g := 2; g < len(m); g += 2 {
			if m[g] < 0 {
				out = append(out, starlark.None)
			} else {
				out = append(out, starlark.String(text[m[g]:m[g+1]]))
			}
		}
		from = m[1]
	}
	return starlark.NewList(append(out, starlark.String(text[from:]))), nil
}

// substitute is re.sub, with a text to put.
func substitute(args tuple, kw kwargs) (jinja.Value, error) {
	var pattern, put, text string
	most, flags := 0, 0
	if err := starlark.UnpackArgs("re.sub", args, kw, "pattern", &pattern, "repl", &put, "string", &text, "count?", &most, "flags?", &flags); err != nil {
		return nil, err
	}
	re, err := compile(pattern, flags, text)
	if err != nil {
		return nil, err
	}
	put = backReference.ReplaceAllString(strings.ReplaceAll(put, "$", "$$"), "$${$1$2}")
	references := strings.Count(put, "${")
	var b []byte
	from := 0
	for _, m := range re.FindAllStringSubmatchIndex(text, upTo(most)) {
		b = append(b, text[from:m[0]]...)
		if len(b)+len(put)+references*(m[1]-m[0]) > jinja.MaxText {
			return nil, jinja.ErrTooLong
		}
		b = re.ExpandString(b, put, text, m)
		from = m[1]
	}
	return starlark.String(append(b, text[from:]...)), nil
}

// upTo is a count of Python's, where 0 is all, as Go has it.
func upTo(most int) int {
	if most == 0 {
		return -1
	}
	return most
}

var backReference = regexp.MustCompile(`\\(?:g<(\w+)>|(\d+))`)
