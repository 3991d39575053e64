package token

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"funneltrace/loaders/dialect"
)

// prefixLength is how many letters stand before the quote that a string or bytes begin with, or -1 if none begin here.
func prefixLength(s string) int {
	for n := 0; n <= 2 && n < len(s); n++ {
		if s[n] != '\'' && s[n] != '"' {
			continue
		}
		switch strings.ToLower(s[:n]) {
		case "", "r", "b", "rb", "br":
			return n
		}
		return -1
	}
	return -1
}

// quotedText reads a string or bytes: in one quote or three, raw or with escapes.
func (s *scanner) quotedText() (Token, error) {
	start, letters := s.at, prefixLength(s.rest())
	prefix := strings.ToLower(s.rest()[:letters])
	t := Token{Kind: String}
	if strings.Contains(prefix, "b") {
		t.Kind = Bytes
	}
	s.at += letters
	quote := s.rest()[:1]
	if three := strings.Repeat(quote, 3); strings.HasPrefix(s.rest(), three) {
		quote = three
	}
	s.at += len(quote)
	value, err := s.untilQuote(start, quote, strings.Contains(prefix, "r"), t.Kind == Bytes)
	if err != nil {
		return Token{}, err
	}
	if t.Kind == String && !utf8.ValidString(value) {
		return Token{}, dialect.Errorf(start, "the string is no valid UTF-8")
	}
	t.Value = value
	return t, nil
}

// quotedName reads a name in backticks, which has the escapes of a string.
func (s *scanner) quotedName() (Token, error) {
	start := s.at
	s.at++
	value, err := s.untilQuote(start, "`", false, false)
	switch {
	case err != nil:
		return Token{}, err
	case value == "":
		return Token{}, dialect.Errorf(start, "there is no name between the backticks")
	case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
		return Token{}, dialect.Errorf(start, "the name is no valid text")
	}
	return Token{Kind: Quoted, Value: value}, nil
}

// untilQuote reads on behind the closing quote and returns what stands before it.
func (s *scanner) untilQuote(start int, quote string, raw, bytes bool) (string, error) {
	var b strings.Builder
	for {
		switch c := s.peek(0); {
		case s.at >= len(s.text):
			return "", dialect.Errorf(start, "the text in quotes that begins here does not end")
		case strings.HasPrefix(s.rest(), quote):
			s.at += len(quote)
			return b.String(), nil
		case c == '\n' && len(quote) == 1:
			return "", dialect.Errorf(start, "the text in quotes that begins here does not end in its line; a text of several lines stands between three quotes")
		case c != '\\':
			if c == '\r' && len(quote) == 3 { // as the language has it: any end of line in a text is \n
				c = '\n'
				if s.peek(1) == '\n' {
					s.at++
				}
			}
			b.WriteByte(c)
			s.at++
		case raw:
			b.WriteByte(c)
			s.at++
			if s.at < len(s.text) { // a quote behind a backslash does not end the text, and both belong to it
				b.WriteByte(s.peek(0))
				s.at++
			}
		default:
			if err := s.escape(&b, bytes); err != nil {
				return "", err
			}
		}
	}
}

var simpleEscapes = map[byte]byte{'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\', '?': '?', '"': '"', '\'': '\'', '`': '`'}

// escape reads a backslash and what it makes of the characters behind it.
func (s *scanner) escape(b *strings.Builder, bytes bool) error {
	start, c := s.at, s.peek(1)
	if plain, ok := simpleEscapes[c]; ok {
		b.WriteByte(plain)
		s.at += 2
		return nil
	}
	from, digits, base := s.at+2, 0, 16
	switch {
	case c|0x20 == 'x':
		digits = 2
	case c == 'u' && !bytes:
		digits = 4
	case c == 'U' && !bytes:
		digits = 8
	case c >= '0' && c <= '3':
		from, digits, base = s.at+1, 3, 8
	}
	if digits == 0 || from+digits > len(s.text) {
		return dialect.Errorf(start, `\%s is no escape of GoogleSQL; a backslash itself is written \\`, string(rune(c)))
	}
	n, err := strconv.ParseUint(s.text[from:from+digits], base, 32)
	if err != nil {
		return dialect.Errorf(start, "%q is no escape of GoogleSQL", s.text[start:from+digits])
	}
	s.at = from + digits
	switch {
	case bytes && n > 255:
		return dialect.Errorf(start, "%q is no byte", s.text[start:s.at])
	case bytes:
		b.WriteByte(byte(n))
	case n == 0 || n > utf8.MaxRune || n >= 0xd800 && n < 0xe000:
		return dialect.Errorf(start, "%q is no character", s.text[start:s.at])
	default:
		b.WriteRune(rune(n))
	}
	return nil
}
