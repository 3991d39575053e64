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
	pos, passed := p.Pos, m.Text[p.Offset:offset]
	if lines := strings.Count(passed, "\n"); lines > 0 {
		pos.Line += lines
		pos.Column = 1
		passed = passed[strings.LastIndexByte(passed, '\n')+1:]
	}
	pos.Column += utf8.RuneCountInString(passed)
	return pos
}
