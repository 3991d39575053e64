package chains

import (
	"bytes"

	"funneltrace/trace/sqltree"
)

// region is what the SQL around a tag is.
type region int

const (
	inCode region = iota
	inLineComment
	inBlockComment
	inQuotes // '…', "…", E'…' or $$…$$
)

// tagKind is the bracket that a tag opens with.
type tagKind int

const (
	tagExpression tagKind = iota // {{ … }}
	tagBlock                     // {% … %}
	tagComment                   // {# … #}
)

// lexer finds the tags of a model, and knows what SQL they stand in: code, a comment or a quoted text.
type lexer struct {
	text  []byte
	pos   int
	where region

	quote []byte // what ends the quoted text
	slash bool   // a backslash escapes in it
	depth int    // of nested block comments
}

// next returns the next tag as text[start:end]; an empty one is the end.
func (l *lexer) next() (kind tagKind, start, end int, err error) {
	for l.pos < len(l.text) {
		if kind, ok := l.tag(); ok {
			start := l.pos
			end, err := tagEnd(l.text, start, kind)
			if err != nil {
				return 0, 0, 0, err
			}
			l.pos = end
			return kind, start, end, nil
		}
		l.step()
	}
	return 0, l.pos, l.pos, nil
}

func (l *lexer) tag() (tagKind, bool) {
	switch {
	case l.at("{{"):
		return tagExpression, true
	case l.at("{%"):
		return tagBlock, true
	case l.at("{#"):
		return tagComment, true
	}
	return 0, false
}

func (l *lexer) at(s string) bool { return bytes.HasPrefix(l.text[l.pos:], []byte(s)) }

// step passes over one piece of SQL.
func (l *lexer) step() {
	switch l.where {
	case inLineComment:
		if l.at("\n") || l.at("\r") {
			l.where = inCode
		}
		l.pos++
	case inBlockComment:
		l.comment()
	case inQuotes:
		switch {
		case l.slash && l.at(`\`):
			l.pos = min(l.pos+2, len(l.text))
		case bytes.HasPrefix(l.text[l.pos:], l.quote):
			l.pos += len(l.quote)
			l.where = inCode
		default:
			l.pos++
		}
	default:
		l.code()
	}
}

func (l *lexer) comment() {
	switch {
	case l.at("*/"):
		l.pos += 2
		if l.depth--; l.depth == 0 {
			l.where = inCode
		}
	case l.at("/*"):
		l.pos += 2
		l.depth++
	default:
		l.pos++
	}
}

func (l *lexer) code() {
	c := l.text[l.pos]
	switch {
	case l.at("--"):
		l.where = inLineComment
		l.pos += 2
	case l.at("/*"):
		l.where, l.depth = inBlockComment, 1
		l.pos += 2
	case c == '\'' || c == '"':
		l.open(l.text[l.pos:l.pos+1], false)
	case c == '$':
		l.dollar()
	case (c == 'e' || c == 'E') && l.pos+1 < len(l.text) && l.text[l.pos+1] == '\'':
		l.pos++
		l.open([]byte("'"), true)
	case sqltree.WordByte(c):
		// A whole word, so that the e of name'text' is no escape mark and a$b$c no quote.
		for l.pos < len(l.text) && (sqltree.WordByte(l.text[l.pos]) || l.text[l.pos] == '$') {
			l.pos++
		}
	default:
		l.pos++
	}
}

// open enters a quoted text. A doubled quote leaves it and enters it again, which comes to the same.
func (l *lexer) open(quote []byte, slash bool) {
	l.where, l.quote, l.slash = inQuotes, quote, slash
	l.pos += len(quote)
}

// dollar enters $$…$$ or $name$…$name$ if this is one.
func (l *lexer) dollar() {
	end := l.pos + 1
	for end < len(l.text) && sqltree.WordByte(l.text[end]) {
		end++
	}
	digit := end > l.pos+1 && l.text[l.pos+1] >= '0' && l.text[l.pos+1] <= '9'
	if end < len(l.text) && l.text[end] == '$' && !digit {
		l.open(l.text[l.pos:end+1], false)
		return
	}
	l.pos = end
}
