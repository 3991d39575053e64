package dbt

import (
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// text is SQL that knows where its parts come from.
type text struct {
	sql    string
	places []trace.Place
}

// put adds SQL of the program's own, which belongs to the place before it.
func (t *text) put(sql string) { t.sql += sql }

// add adds a part of another text.
func (t *text) add(other text, from, to int) {
	for i, p := range other.places {
		next := len(other.sql)
		if i+1 < len(other.places) {
			next = other.places[i+1].Offset
		}
		if next <= from || p.Offset >= to {
			continue
		}
		if p.Offset < from { // it began before the part
			if p.Literal {
				p.Pos = p.Pos.After(other.sql[p.Offset:from])
			}
			p.Offset = from
		}
		p.Offset += len(t.sql) - from
		t.places = append(t.places, p)
	}
	t.sql += other.sql[from:to]
}

// injected is a model's SQL with ephemeral models as the first of its WITH, as dbt injects them.
func injected(c *compiled, with []*node) (string, []trace.Place) {
	at, has := withClause(c.own.sql)
	out := text{}
	out.add(c.own, 0, at)
	for i, n := range with {
		switch {
		case i > 0:
			out.put(", ")
		case has:
			out.put(" ")
		default:
			out.put("with ")
		}
		out.put(cteName(n) + " as (\n")
		inner := n.compiled.own
		out.add(inner, 0, len(inner.sql))
		out.put("\n)")
	}
	if has {
		out.put(",")
	} else {
		out.put(" ")
	}
	out.add(c.own, at, len(c.own.sql))
	return out.sql, out.places
}

// withClause finds where a WITH can be added to: behind the WITH of the query, if it has one, or else at its beginning.
func withClause(sql string) (at int, has bool) {
	at = skipBlank(sql, 0)
	word := func(i int, w string) bool {
		end := i + len(w)
		return end <= len(sql) && strings.EqualFold(sql[i:end], w) && (end == len(sql) || !sqltree.WordByte(sql[end]))
	}
	if !word(at, "with") {
		return 0, false
	}
	at += len("with")
	if next := skipBlank(sql, at); word(next, "recursive") {
		at = next + len("recursive")
	}
	return at, true
}

// skipBlank passes over blanks and comments.
func skipBlank(sql string, i int) int {
	for i < len(sql) {
		switch rest := sql[i:]; {
		case strings.ContainsRune(" \t\r\n\f\v", rune(rest[0])):
			i++
		case strings.HasPrefix(rest, "--"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				return len(sql)
			}
			i += n + 1
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				return len(sql)
			}
			i += n + 4
		default:
			return i
		}
	}
	return i
}
