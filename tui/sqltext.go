package tui

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
	"github.com/charmbracelet/x/ansi"

	"funneltrace/tui/look"
)

// sqlText is a model's text, cut into lines and coloured, once for all frames.
type sqlText struct {
	lines []sqlLine
	width int // of the widest line
}

// sqlLine is a line of the text, which begins at byte start.
type sqlLine struct {
	start, end int
	parts      []sqlPart
}

type sqlPart struct {
	start int
	text  string
	paint look.Paint
}

// readSQL colours a text as SQL.
func readSQL(text string, lk *look.Look) *sqlText {
	var tokens []chroma.Token
	if it, err := sqlLexer().Tokenise(&chroma.TokeniseOptions{State: "root"}, text); err == nil {
		tokens = it.Tokens()
	} else {
		tokens = []chroma.Token{{Type: chroma.Text, Value: text}}
	}
	t := &sqlText{lines: []sqlLine{{}}}
	at := 0
	for _, tok := range tokens {
		paint := paintOf(tok.Type, lk)
		for i, piece := range strings.Split(text[at:at+runesLength(text[at:], utf8.RuneCountInString(tok.Value))], "\n") {
			if i > 0 {
				t.last().end = at
				at++
				t.lines = append(t.lines, sqlLine{start: at})
			}
			if piece != "" {
				t.last().parts = append(t.last().parts, sqlPart{at, piece, paint})
				at += len(piece)
			}
		}
	}
	t.last().end = at
	for len(t.lines) > 1 && strings.TrimSpace(text[t.last().start:t.last().end]) == "" {
		t.lines = t.lines[:len(t.lines)-1]
	}
	for _, l := range t.lines {
		t.width = max(t.width, look.Width(code(text[l.start:l.end])))
	}
	return t
}

// runesLength returns how many bytes the first n characters of a text take. The lexer's own text may be longer: it has a
// character of three bytes where the text is no UTF-8.
func runesLength(text string, n int) (bytes int) {
	for range n {
		_, size := utf8.DecodeRuneInString(text[bytes:])
		bytes += size
	}
	return bytes
}

func (t *sqlText) last() *sqlLine { return &t.lines[len(t.lines)-1] }

func paintOf(typ chroma.TokenType, lk *look.Look) look.Paint {
	switch {
	case typ.InCategory(chroma.Keyword):
		return lk.Keyword
	case typ.InCategory(chroma.Comment):
		return lk.Note
	case typ == chroma.NameTag:
		return lk.Key
	case typ.InSubCategory(chroma.LiteralString):
		return lk.String
	case typ.InSubCategory(chroma.LiteralNumber):
		return lk.Num
	}
	return look.Paint{}
}

// code is a piece of a text for the screen: tabs are four columns.
func code(s string) string {
	return look.Clean(strings.ReplaceAll(strings.TrimRight(s, "\r"), "\t", "    "))
}

// span is the lines of the bytes from start to end.
func (t *sqlText) span(start, end int) (first, last int) {
	first, last = -1, -1
	for i, l := range t.lines {
		if l.start < end && l.end >= start && end > start {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}

// margin is how wide the numbers of the lines are, with the bar behind them.
func (t *sqlText) margin() int { return len(strconv.Itoa(len(t.lines))) + 3 }

// gutter is what stands in front of line i, or of a line that goes on below.
func (t *sqlText) gutter(i int, number string, start, end int, lk *look.Look) string {
	bar := lk.Muted.On("│")
	if l := t.lines[i]; end > start && l.start < end && l.end >= start {
		bar = lk.Accent.On("▌")
	}
	return lk.Muted.On(look.FitRight(number, t.margin()-3)) + " " + bar + " "
}

// draw draws line i from column left on, the bytes from start to end as a mark.
func (t *sqlText) draw(i, left, width, start, end int, lk *look.Look) string {
	text := t.paint(i, start, end, lk)
	if left > 0 {
		text = ansi.TruncateLeft(text, left, "")
	}
	return t.gutter(i, strconv.Itoa(i+1), start, end, lk) + look.Clip(text, width-t.margin())
}

// whole draws all lines, those that are too long on several; nil if that takes more than so many.
func (t *sqlText) whole(width, height, start, end int, lk *look.Look) (out []string) {
	room := width - t.margin()
	for i := range t.lines {
		text, number := t.paint(i, start, end, lk), strconv.Itoa(i+1)
		from, indent := 0, 0
		for _, to := range folds(ansi.Strip(text), room) {
			out = append(out, t.gutter(i, number, start, end, lk)+strings.Repeat(" ", indent)+ansi.Cut(text, from, to))
			from, indent, number = to, foldIndent, ""
		}
		if len(out) > height {
			return nil
		}
	}
	return out
}

// foldIndent is how far in the rest of a line stands.
const foldIndent = 2

// folds is where a text ends on each of its lines, in cells: behind a blank if there is one in its second half.
func folds(text string, room int) (ends []int) {
	at, begin, good := 0, 0, 0
	for _, r := range text {
		w := ansi.StringWidth(string(r))
		if at+w-begin > room && room > foldIndent {
			if good <= begin+room/2 {
				good = at
			}
			ends = append(ends, good)
			begin = good
			if len(ends) == 1 {
				room -= foldIndent
			}
		}
		at += w
		if r == ' ' {
			good = at
		}
	}
	return append(ends, at)
}

// paint is line i in its colours.
func (t *sqlText) paint(i, start, end int, lk *look.Look) string {
	l := t.lines[i]
	var b strings.Builder
	for _, p := range l.parts {
		for _, piece := range cutAt(p, start, end) {
			paint := piece.paint
			if piece.start >= start && piece.start < end {
				paint = lk.Mark
			}
			b.WriteString(paint.On(code(piece.text)))
		}
	}
	return b.String()
}

// cutAt cuts a part where the mark begins and ends.
func cutAt(p sqlPart, start, end int) []sqlPart {
	out := []sqlPart{}
	for _, at := range []int{start, end} {
		if at > p.start && at < p.start+len(p.text) {
			out = append(out, sqlPart{p.start, p.text[:at-p.start], p.paint})
			p = sqlPart{at, p.text[at-p.start:], p.paint}
		}
	}
	return append(out, p)
}
