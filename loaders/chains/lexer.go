package chains

import (
	"strings"

	"funneltrace/loaders/jinja"
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

// lexer finds the tags of a model, and knows what SQL they stand in: code, a comment or a quoted text.
type lexer struct {
	text  string
	pos   int
	where region

	google bool // the SQL is GoogleSQL, whose quotes and comments are others

	quote string // what ends the quoted text
	slash bool   // a backslash escapes in it
	depth int    // of nested block comments
}

// next returns the next tag and where it starts; one without brackets is the end.
func (l *lexer) next() (tag jinja.Tag, start int, err error) {
	for l.pos < len(l.text) {
		if tag, ok := jinja.TagAt(l.text, l.pos); ok {
			start := l.pos
			if tag.End < 0 {
				return tag, start, l.unclosed(start, tag.Open)
			}
			l.pos = tag.End
			return tag, start, nil
		}
		l.step()
	}
	return jinja.Tag{}, l.pos, nil
}

// unclosed is the error of a tag that has no end, or has it within a bracket or a text that is not closed.
func (l *lexer) unclosed(start int, open string) error {
	if n := strings.Index(l.text[start:], closing[open]); n >= 0 {
		return tagError(start, notUnderstood, excerpt([]byte(l.text[start:start+n+2])))
	}
	return tagError(start, "%s is never closed with %s", open, closing[open])
}

var closing = map[string]string{"{{": "}}", "{%": "%}", "{#": "#}"}

func (l *lexer) at(s string) bool { return strings.HasPrefix(l.text[l.pos:], s) }

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
		case strings.HasPrefix(l.text[l.pos:], l.quote):
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
	case l.at("/*") && !l.google:
		l.pos += 2
		l.depth++
	default:
		l.pos++
	}
}

func (l *lexer) code() {
	c := l.text[l.pos]
	switch {
	case l.google && c == '#':
		l.where = inLineComment
		l.pos++
	case l.google && (c == '\'' || c == '"' || c == '`'):
		l.open(googleQuote(l.text[l.pos:]), true)
	case l.google && c == '$':
		l.pos++
	case l.google && (c == 'e' || c == 'E'): // it begins a name, no text with escapes
		for l.pos < len(l.text) && sqltree.WordByte(l.text[l.pos]) {
			l.pos++
		}
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
		l.open("'", true)
	case sqltree.WordByte(c):
		// A whole word, so that the e of name'text' is no escape mark and a$b$c no quote.
		for l.pos < len(l.text) && (sqltree.WordByte(l.text[l.pos]) || l.text[l.pos] == '$') {
			l.pos++
		}
	default:
		l.pos++
	}
}

// googleQuote is the quote that a text of GoogleSQL begins with: of one sign, or of three. A raw text ends where another would, too: the
// quote behind a backslash belongs to it.
func googleQuote(text string) string {
	if three := strings.Repeat(text[:1], 3); text[0] != '`' && strings.HasPrefix(text, three) {
		return three
	}
	return text[:1]
}

// open enters a quoted text. A doubled quote leaves it and enters it again, which comes to the same.
func (l *lexer) open(quote string, slash bool) {
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
