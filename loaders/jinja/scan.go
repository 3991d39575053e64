package jinja

import (
	"strings"
	"unicode/utf8"
)

// source is a template's text with its places.
type source struct {
	file  string
	text  string
	lines []int // where each line begins
	runes []int // how many characters there are before each stride of bytes: a line may be as long as the text
}

const stride = 256

// before is how many characters begin before an offset.
func (s *source) before(offset int) int {
	at := offset / stride
	n := s.runes[at]
	for i := at * stride; i < offset; i++ {
		if utf8.RuneStart(s.text[i]) {
			n++
		}
	}
	return n
}

func newSource(file, text string) *source {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	s := &source{file: file, text: text, lines: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	n := 0
	for i := range len(text) + 1 {
		if i%stride == 0 {
			s.runes = append(s.runes, n)
		}
		if i < len(text) && utf8.RuneStart(text[i]) {
			n++
		}
	}
	return s
}

func (s *source) pos(offset int) Pos {
	lo, hi := 0, len(s.lines)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; s.lines[mid] <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return Pos{s.file, lo + 1, s.before(offset) - s.before(s.lines[lo]) + 1}
}

// pieceKind is what a piece of a template is.
type pieceKind int

const (
	textPiece   pieceKind = iota
	outputPiece           // {{ … }}
	tagPiece              // {% … %}
)

// piece is a part of a template. The text of a tag is what stands between its brackets.
type piece struct {
	kind       pieceKind
	start, end int // of the text in the source
	open       int // where the brackets open
}

// scan cuts a template into pieces. Comments are left out, blanks that tags eat are too, and what raw and docs hold is text.
func (s *source) scan() ([]piece, error) {
	var out []piece
	text := strings.TrimSuffix(s.text, "\n") // as Jinja does: one newline at the end goes
	eat := false                             // a tag before it eats the blanks
	add := func(start, end int, trimmed bool) {
		if eat {
			start += len(text[start:end]) - len(strings.TrimLeft(text[start:end], blanks))
		}
		if trimmed {
			end = start + len(strings.TrimRight(text[start:end], blanks))
		}
		if start < end {
			out = append(out, piece{textPiece, start, end, start})
		}
	}
	for at := 0; ; {
		i := nextTag(text, at)
		if i < 0 {
			add(at, len(text), false)
			return out, nil
		}
		inside := i + 2
		trims := inside < len(text) && text[inside] == '-'
		if trims || inside < len(text) && text[inside] == '+' {
			inside++
		}
		add(at, i, trims)
		if text[i+1] == '#' {
			n := strings.Index(text[i+2:], "#}")
			if n < 0 {
				return nil, errorAt(s.pos(i), "this comment has no end; write #} behind it")
			}
			end := i + 2 + n
			eat = end > i+2 && text[end-1] == '-'
			at = end + 2
			continue
		}
		closing, kind := "%}", tagPiece
		if text[i+1] == '{' {
			closing, kind = "}}", outputPiece
		}
		end, next, trimsAfter, err := s.tagEnd(text, i, inside, closing)
		if err != nil {
			return nil, err
		}
		p := piece{kind, inside, end, i}
		eat, at = trimsAfter, next
		name := strings.Trim(text[inside:end], blanks+"+-")
		if kind == tagPiece && (name == "raw" || strings.HasPrefix(name, "docs ") || strings.HasPrefix(name, "docs\n")) {
			begin, stop, after, eats, ok := verbatim(text, next, name)
			if !ok {
				return nil, errorAt(s.pos(i), "{%% %s %%} has no end", firstWord(name))
			}
			if name == "raw" {
				add(begin, stop, false)
			}
			eat, at = eats, after
			continue
		}
		out = append(out, p)
	}
}

const blanks = " \t\n\v\f"

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return s
}

func nextTag(text string, from int) int {
	for i := from; i+1 < len(text); i++ {
		if text[i] == '{' && (text[i+1] == '{' || text[i+1] == '%' || text[i+1] == '#') {
			return i
		}
	}
	return -1
}

// tagEnd is [closing] with an error at its place.
func (s *source) tagEnd(text string, open, from int, brackets string) (end, next int, trims bool, err error) {
	end, next, trims, fault := closing(text, from, brackets)
	switch {
	case fault >= 0:
		err = errorAt(s.pos(fault), "this text has no end; a %c is missing", text[fault])
	case end < 0:
		err = errorAt(s.pos(open), "this tag has no end; write %s behind it", brackets)
	}
	return end, next, trims, err
}

// closing finds the brackets that close a tag: not those in its strings, and not the braces of its dicts. end is negative if there are
// none, and fault is where a string begins that has no end, or negative too.
func closing(text string, from int, brackets string) (end, next int, trims bool, fault int) {
	depth := 0
	for i := from; i < len(text); i++ {
		if depth == 0 || brackets == "%}" {
			rest := text[i:]
			switch {
			case strings.HasPrefix(rest, brackets):
				return i, i + 2, false, -1
			case strings.HasPrefix(rest, "-"+brackets):
				return i, i + 3, true, -1
			case strings.HasPrefix(rest, "+"+brackets):
				return i, i + 3, false, -1
			}
		}
		switch text[i] {
		case '{', '[', '(':
			depth++
		case '}', ']', ')':
			depth--
		case '\'', '"':
			j := stringEnd(text, i)
			if j < 0 {
				return -1, -1, false, i
			}
			i = j - 1
		}
	}
	return -1, -1, false, -1
}

// stringEnd returns what follows the string literal at i, or -1.
func stringEnd(text string, i int) int {
	for j := i + 1; j < len(text); j++ {
		switch text[j] {
		case '\\':
			j++
		case text[i]:
			return j + 1
		}
	}
	return -1
}

// verbatim finds the end of a block whose text is not looked at.
func verbatim(text string, from int, name string) (begin, stop, after int, eats, ok bool) {
	end := "end" + firstWord(name)
	for i := from; i+1 < len(text); i++ {
		if text[i] != '{' || text[i+1] != '%' {
			continue
		}
		n := strings.Index(text[i+2:], "%}") // the % of {% is none of its own end
		if n < 0 {
			return 0, 0, 0, false, false
		}
		inside := text[i+2 : i+2+n]
		if strings.Trim(inside, blanks+"+-") != end {
			continue
		}
		stop = i
		if strings.HasPrefix(inside, "-") {
			stop = from + len(strings.TrimRight(text[from:i], blanks))
		}
		return from, stop, i + n + 4, strings.HasSuffix(inside, "-"), true
	}
	return 0, 0, 0, false, false
}
