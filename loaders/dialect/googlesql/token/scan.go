package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"funneltrace/loaders/dialect"
)

// Scan returns the tokens of a text, an [End] last. The error is a [*dialect.Error].
func Scan(text string) ([]Token, error) {
	s := scanner{text: text}
	for {
		if err := s.blanks(); err != nil {
			return nil, err
		}
		start := s.at
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		t.Text, t.Span = text[start:s.at], dialect.Span{Start: start, End: s.at}
		switch t.Kind {
		case Word:
			t.Value = strings.ToUpper(t.Text)
		case Number, Param, Symbol:
			t.Value = t.Text
		}
		s.out = append(s.out, t)
		if t.Kind == End {
			return s.out, nil
		}
	}
}

type scanner struct {
	text string
	at   int
	out  []Token
}

func (s *scanner) rest() string { return s.text[s.at:] }

// peek is the byte n behind the present one, or 0.
func (s *scanner) peek(n int) byte {
	if s.at+n < len(s.text) {
		return s.text[s.at+n]
	}
	return 0
}

// blanks skips white space, comments and hints.
func (s *scanner) blanks() error {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case strings.HasPrefix(s.rest(), "--"), c == '#':
			end := strings.IndexAny(s.rest(), "\r\n")
			if end < 0 {
				end = len(s.rest())
			}
			s.at += end
		case strings.HasPrefix(s.rest(), "/*"):
			end := strings.Index(s.rest()[2:], "*/")
			if end < 0 {
				return dialect.Errorf(s.at, "the comment that begins here does not end; close it with */")
			}
			s.at += end + 4
		case strings.HasPrefix(s.rest(), "@{"):
			end := strings.IndexByte(s.rest(), '}')
			if end < 0 {
				return dialect.Errorf(s.at, "the hint that begins here does not end; close it with }")
			}
			s.at += end + 1
		case c <= ' ':
			if c == 0 {
				return dialect.Errorf(s.at, "a NUL byte, which no SQL has")
			}
			s.at++
		default:
			r, size := utf8.DecodeRuneInString(s.rest())
			if !isBlank(r) {
				return nil
			}
			s.at += size
		}
	}
	return nil
}

// isBlank says whether a rune beyond ASCII is white space: those that editors and web pages put between words.
func isBlank(r rune) bool {
	return r == '\u00a0' || r == '\u1680' || r >= '\u2000' && r <= '\u200a' || r == '\u2028' || r == '\u2029' || r == '\u202f' ||
		r == '\u205f' || r == '\u3000' || r == '\ufeff'
}

func (s *scanner) next() (Token, error) {
	c := s.peek(0)
	switch {
	case s.at >= len(s.text):
		return Token{Kind: End}, nil
	case c == '`':
		return s.quotedName()
	case prefixLength(s.rest()) >= 0:
		return s.quotedText()
	case s.afterDot() && (isLetter(c) || isDigit(c)), isLetter(c):
		for isLetter(s.peek(0)) || isDigit(s.peek(0)) {
			s.at++
		}
		return Token{Kind: Word}, nil
	case isDigit(c), c == '.' && isDigit(s.peek(1)) && !s.afterName():
		return s.number()
	case c == '@':
		return s.parameter()
	case c == '?':
		s.at++
		return Token{Kind: Param}, nil
	}
	for _, symbol := range symbols {
		if strings.HasPrefix(s.rest(), symbol) {
			s.at += len(symbol)
			return Token{Kind: Symbol}, nil
		}
	}
	r, _ := utf8.DecodeRuneInString(s.rest())
	if unicode.IsLetter(r) {
		return Token{}, dialect.Errorf(s.at, "a name with %q in it stands in backticks", r)
	}
	return Token{}, dialect.Errorf(s.at, "%q is no character of SQL", r)
}

// symbols has the longer ones first. >> is read as two, as it also closes ARRAY<STRUCT<…>>.
var symbols = []string{"<=", ">=", "!=", "<>", "||", "<<", "=>", "|>", "->", "+=", "+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", ",", ".", ";",
	"&", "|", "^", "~", ":", "{", "}", "$", "!"}

// isLetter says whether a name may begin with the byte. Names with other letters stand in backticks.
func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// afterName says whether a name, or what can have fields, ends right here, so that a dot leads into it.
func (s *scanner) afterName() bool {
	t, ok := s.adjacent()
	return ok && (t.Kind == Word || t.Kind == Quoted || t.Is(")") || t.Is("]"))
}

// afterDot says whether a dot that leads into something ends right here: what follows is a name, even if it begins with a digit.
func (s *scanner) afterDot() bool {
	t, ok := s.adjacent()
	return ok && t.Is(".")
}

func (s *scanner) adjacent() (Token, bool) {
	if len(s.out) == 0 {
		return Token{}, false
	}
	t := s.out[len(s.out)-1]
	return t, t.Span.End == s.at
}

func (s *scanner) number() (Token, error) {
	start := s.at
	if s.peek(0) == '0' && s.peek(1)|0x20 == 'x' {
		s.at += 2
		for strings.IndexByte("0123456789abcdefABCDEF", s.peek(0)) >= 0 && s.at < len(s.text) {
			s.at++
		}
	} else {
		s.digits()
		if s.peek(0) == '.' {
			s.at++
			s.digits()
		}
		if s.peek(0)|0x20 == 'e' {
			n := 1
			if c := s.peek(1); c == '+' || c == '-' {
				n = 2
			}
			if isDigit(s.peek(n)) {
				s.at += n
				s.digits()
			}
		}
	}
	if last := s.text[s.at-1]; isLetter(s.peek(0)) && last != '.' && !s.dashed(start) {
		return Token{}, dialect.Errorf(start, "a number goes on with a letter; put a blank between them")
	}
	return Token{Kind: Number}, nil
}

// dashed says whether the number is a part of a name with dashes, as the project my-project-12ab.
func (s *scanner) dashed(start int) bool {
	return start > 0 && s.text[start-1] == '-'
}

func (s *scanner) digits() {
	for isDigit(s.peek(0)) {
		s.at++
	}
}

func (s *scanner) parameter() (Token, error) {
	start := s.at
	for s.peek(0) == '@' {
		s.at++
	}
	for isLetter(s.peek(0)) || isDigit(s.peek(0)) || s.peek(0) == '.' && s.text[start:start+2] == "@@" {
		s.at++
	}
	if s.at == start+1 {
		return Token{}, dialect.Errorf(start, "a name is missing behind @")
	}
	return Token{Kind: Param}, nil
}
