package chains

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
)

// tagEnd returns the offset after the tag that starts at start. In an expression, quoted texts and braces are passed
// over as Jinja does, so that config(meta={'a': {'b': 1}}) ends where it should.
func tagEnd(text []byte, start int, kind tagKind) (int, error) {
	end := []byte("%}")
	switch kind {
	case tagExpression:
		return expressionEnd(text, start)
	case tagComment:
		end = []byte("#}")
	}
	if i := bytes.Index(text[start+2:], end); i >= 0 {
		return start + 2 + i + len(end), nil
	}
	return 0, tagError(start, "%s is never closed with %s", text[start:start+2], end)
}

func expressionEnd(text []byte, start int) (int, error) {
	depth := 0
	var quote byte
	for i := start + 2; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case c == '}' && i+1 < len(text) && text[i+1] == '}':
			return i + 2, nil
		}
	}
	return 0, tagError(start, "{{ is never closed with }}")
}

// call is what an expression tag calls.
type call struct {
	name      string // ref, source, var or config
	args      []string
	otherwise string // of a var, the SQL of its default; empty if it has none
}

const notUnderstood = "%s is not understood: models are SQL with ref(), source(), var() and config(); run `dbt compile` and trace what it wrote"

var (
	callShape = regexp.MustCompile(`(?s)^\{\{-?\s*(\w+)\s*\((.*)\)\s*-?\}\}$`)
	argShape  = regexp.MustCompile(`^\s*(?:'([^'"\\]*)'|"([^'"\\]*)")\s*$`)
)

// parseCall reads {{ ref('x') }}, {{ source('s', 't') }}, {{ var('x') }} or {{ config(…) }}; offset is where the tag stands.
func parseCall(tag []byte, offset int) (call, error) {
	m := callShape.FindSubmatch(tag)
	if m == nil || !bytes.Contains([]byte("|ref|source|var|config|"), []byte("|"+string(m[1])+"|")) {
		return call{}, tagError(offset, notUnderstood, excerpt(tag))
	}
	c := call{name: string(m[1])}
	switch c.name {
	case "config":
		return c, nil
	case "var":
		var ok bool
		if c.args, c.otherwise, ok = varArgs(string(m[2])); !ok {
			return call{}, tagError(offset, "%s: %s", excerpt(tag), wantArgs[c.name])
		}
		return c, nil
	}
	for _, arg := range strings.Split(string(m[2]), ",") {
		a := argShape.FindStringSubmatch(arg)
		if a == nil {
			return call{}, tagError(offset, "%s: %s", excerpt(tag), wantArgs[c.name])
		}
		name := a[1] + a[2]
		if name == "" || strings.ContainsFunc(name, unicode.IsControl) {
			return call{}, tagError(offset, "%s: %s", excerpt(tag), wantArgs[c.name])
		}
		c.args = append(c.args, name)
	}
	if c.name == "ref" && len(c.args) != 1 || c.name == "source" && len(c.args) != 2 {
		return call{}, tagError(offset, "%s: %s", excerpt(tag), wantArgs[c.name])
	}
	return c, nil
}

var wantArgs = map[string]string{
	"ref":    "write it as {{ ref('model') }}",
	"source": "write it as {{ source('schema', 'table') }}",
	"var":    "write it as {{ var('name') }}, or {{ var('name', default) }} with a number or a quoted text",
}
