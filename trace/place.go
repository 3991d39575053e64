package trace

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// placeOf is where the byte of the model's text at offset comes from.
func (m Model) placeOf(offset int) Pos {
	next := sort.Search(len(m.Places), func(i int) bool { return m.Places[i].Offset > offset })
	if next == 0 {
		return m.Places[0].Pos
	}
	p := m.Places[next-1]
	if !p.Literal {
		return p.Pos
	}
	return p.Pos.After(m.Text[p.Offset:offset])
}

// After is the place behind a text that begins at p.
func (p Pos) After(text string) Pos {
	if lines := strings.Count(text, "\n"); lines > 0 {
		p.Line += lines
		p.Column = 1
		text = text[strings.LastIndexByte(text, '\n')+1:]
	}
	p.Column += utf8.RuneCountInString(text)
	return p
}
