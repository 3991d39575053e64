package chains

import (
	"strings"
	"unicode"

	"funneltrace/loaders/jinja"
	"funneltrace/trace/sqltree"
)

// call is what an expression tag calls.
type call struct {
	name      string // ref, source, var or config
	args      []string
	otherwise string // of a var, the SQL of its default; empty if it has none
}

const notUnderstood = "%s is not understood: models are SQL with ref(), source(), var() and config(); run `dbt compile` and trace what it wrote"

// The names that mean something in a model, and how their calls are written.
var wantArgs = map[string]string{
	"ref":    "%s: write it as {{ ref('model') }}",
	"source": "%s: write it as {{ source('schema', 'table') }}",
	"var":    "%s: write it as {{ var('name') }}, or {{ var('name', default) }} with a number or a quoted text",
	"config": "", // with whatever it likes
}

// parseCall reads {{ ref('x') }}, {{ source('s', 't') }}, {{ var('x') }} or {{ config(…) }}. If it is none of them, wrong says so, of an excerpt
// of the tag.
func parseCall(tag jinja.Tag) (c call, wrong string) {
	read, ok := tag.Call()
	want, known := wantArgs[read.Name]
	if !ok || !known {
		return c, notUnderstood
	}
	c.name = read.Name
	args := read.Args
	switch {
	case c.name == "config":
		return c, ""
	case !read.Literal:
		return c, want
	case c.name == "var" && len(args) == 2:
		if c.otherwise, ok = defaultValue(args[1], strings.Contains(tag.Text, `\`)); !ok {
			return c, want
		}
		args = args[:1]
	}
	if len(args) != map[string]int{"ref": 1, "source": 2, "var": 1}[c.name] {
		return c, want
	}
	for _, a := range args {
		if !a.Quoted || !isName(a.Text) {
			return c, want
		}
		c.args = append(c.args, a.Text)
	}
	return c, ""
}

// defaultValue is the SQL of a var's default. Blanks such as a newline may stand in a text, but not be written as an escape: lines are counted by
// what is in the file.
func defaultValue(v jinja.Literal, escapes bool) (sql string, ok bool) {
	if !v.Quoted {
		return number(v.Text), true
	}
	odd := strings.ContainsFunc(v.Text, func(r rune) bool { return unicode.IsControl(r) && (escapes || !unicode.IsSpace(r)) })
	return sqltree.Literal(v.Text), !odd
}

// isName reports whether a text can be the name of a model, a table or a var. It has no quotes, for which there would be no room where its tag
// stands.
func isName(s string) bool {
	return s != "" && !strings.ContainsAny(s, `'"\`) && !strings.ContainsFunc(s, unicode.IsControl)
}
