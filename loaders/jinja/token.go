package jinja

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind int

const (
	endToken tokenKind = iota
	nameToken
	stringToken
	intToken
	floatToken
	signToken
)

// token is a word of what stands in a tag. A string's text is its value.
type token struct {
	kind   tokenKind
	text   string
	offset int
}

// Signs, the long ones first.
var signs = []string{
	"**", "//", "==", "!=", "<=", ">=",
	"+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|",
}

// tokens cuts the text of a tag into words.
func (s *source) tokens(start, end int) ([]token, error) {
	var out []token
	for i := start; i < end; {
		rest := s.text[i:end]
		c, size := utf8.DecodeRuneInString(rest)
		switch {
		case strings.ContainsRune(blanks+"\r\u00a0", c):
			i += size
		case c == '\'' || c == '"':
			stop := stringEnd(s.text[:end], i)
			if stop < 0 {
				return nil, errorAt(s.pos(i), "this text has no end; a %c is missing", c)
			}
			out = append(out, token{stringToken, unescape(s.text[i+1 : stop-1]), i})
			i = stop
		case c >= '0' && c <= '9':
			n, kind := number(rest)
			out = append(out, token{kind, strings.ReplaceAll(rest[:n], "_", ""), i})
			i += n
		case c == '_' || unicode.IsLetter(c):
			n := strings.IndexFunc(rest, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if n < 0 {
				n = len(rest)
			}
			out = append(out, token{nameToken, rest[:n], i})
			i += n
		default:
			sign := ""
			for _, known := range signs {
				if strings.HasPrefix(rest, known) {
					sign = known
					break
				}
			}
			if sign == "" {
				return nil, errorAt(s.pos(i), "%q means nothing in a template", c)
			}
			out = append(out, token{signToken, sign, i})
			i += len(sign)
		}
	}
	return append(out, token{endToken, "", end}), nil
}

// number returns how long the number is that s begins with.
func number(s string) (n int, kind tokenKind) {
	digits := func() {
		for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '_') {
			n++
		}
	}
	digits()
	kind = intToken
	if n+1 < len(s) && s[n] == '.' && s[n+1] >= '0' && s[n+1] <= '9' {
		kind = floatToken
		n++
		digits()
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		m := n + 1
		if m < len(s) && (s[m] == '+' || s[m] == '-') {
			m++
		}
		if m < len(s) && s[m] >= '0' && s[m] <= '9' {
			kind, n = floatToken, m
			digits()
		}
	}
	return n, kind
}

// unescape reads a string literal's text as Python does: what is no escape stays as it is.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	simple := map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '\\': `\`, '\'': "'", '"': `"`, '\n': "", 'a': "\a", 'b': "\b", 'f': "\f", 'v': "\v", '0': "\x00"}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if text, ok := simple[s[i]]; ok {
			b.WriteString(text)
			continue
		}
		if width := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[i]]; width > 0 && i+width < len(s) {
			if code, err := strconv.ParseUint(s[i+1:i+1+width], 16, 32); err == nil && utf8.ValidRune(rune(code)) {
				b.WriteRune(rune(code))
				i += width
				continue
			}
		}
		b.WriteByte('\\')
		b.WriteByte(s[i])
	}
	return b.String()
}
