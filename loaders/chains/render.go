package chains

import (
	"bytes"
	"fmt"
	"strings"

	"funneltrace/trace"
)

// A use is a {{ ref('x') }} or a {{ source('s', 't') }} in a model's text.
type use struct {
	offset int
	source trace.SourceName // the schema of a ref is trace.RefSchema
	isRef  bool
}

// rendered is the SQL of a model, with what its tags are about.
type rendered struct {
	sql  []byte
	uses []use
	vars []varTag
}

// render replaces the tags of a model by what they stand for, in place: a ref becomes "ref"."x", a source "s"."t", a
// config or a Jinja comment blanks, and the rest of each tag is filled up with blanks. A var becomes blanks too, until its
// value is put there. The result has the length of the text, so that an offset into it is one into the file.
//
// A tag in an SQL comment is blanked and counts for nothing: dbt would note a dependency, but no row depends on it. A tag
// in a string or a quoted name is an error, and so is every other tag, a {% block %} in a comment too: dbt would obey it.
func render(text []byte, l language) (r rendered, err error) {
	out := bytes.Clone(text)
	if bytes.HasPrefix(out, []byte(byteOrderMark)) {
		blank(out[:len(byteOrderMark)], false)
	}
	lex := lexer{text: string(text), google: l == bigquery}
	for {
		tag, start, err := lex.next()
		switch {
		case err != nil:
			return rendered{}, err
		case tag.Open == "":
			r.sql = out
			return r, nil
		}
		where, end := lex.where, tag.End
		switch {
		case where == inQuotes:
			return rendered{}, tagError(start, "%s stands in a quoted text, where it would become a part of it; take it out", excerpt(text[start:end]))
		case tag.Open == "{%":
			return rendered{}, tagError(start, notUnderstood, excerpt(text[start:end]))
		case tag.Open == "{#" || where != inCode:
			blank(out[start:end], where == inLineComment)
			continue
		}
		call, wrong := parseCall(tag)
		if wrong != "" {
			return rendered{}, tagError(start, wrong, excerpt(text[start:end]))
		}
		blank(out[start:end], false)
		switch call.name {
		case "config":
			continue
		case "var":
			r.vars = append(r.vars, varTag{start: start, end: end, name: call.args[0], otherwise: call.otherwise})
			continue
		}
		u := use{offset: start, isRef: call.name == "ref"}
		if u.isRef {
			u.source = trace.SourceName{Schema: trace.RefSchema, Table: call.args[0]}
		} else {
			u.source = trace.SourceName{Schema: call.args[0], Table: call.args[1]}
		}
		r.uses = append(r.uses, u)
		place(out[start:end], l.quote(u.source.Schema)+"."+l.quote(u.source.Table))
	}
}

const byteOrderMark = "\ufeff"

// blank overwrites with spaces. Newlines stay, but in a line comment, which would end there.
func blank(b []byte, newlines bool) {
	for i := range b {
		if b[i] != '\n' || newlines {
			b[i] = ' '
		}
	}
}

// place writes sql at the start of a blanked tag. The newlines that it covers move behind it. There is room: names hold
// no quotes to double, so what is written is shorter than {{ref('x')}} by the braces at least.
func place(tag []byte, sql string) {
	covered := bytes.Count(tag[:len(sql)], []byte("\n"))
	copy(tag, sql)
	for i := len(sql); covered > 0 && i < len(tag); i++ {
		if tag[i] != '\n' {
			tag[i] = '\n'
			covered--
		}
	}
}

// textError is an error at an offset of a text.
type textError struct {
	offset int
	err    error
}

func (e *textError) Error() string { return e.err.Error() }

func (e *textError) Unwrap() error { return e.err }

func tagError(offset int, format string, args ...any) error {
	return &textError{offset, fmt.Errorf(format, args...)}
}

// excerpt is the beginning of a tag on one line, for an error.
func excerpt(tag []byte) string {
	const limit = 60
	words := strings.Join(strings.Fields(string(tag)), " ")
	if runes := []rune(words); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return words
}
