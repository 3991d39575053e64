package trace

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// PosAt is the place of a byte offset of the model's SQL.
func (m Model) PosAt(offset int) Pos {
	text := m.Text
	if text == "" {
		text = m.SQL
	}
	offset = min(max(offset, 0), len(text))
	if len(m.Places) > 0 {
		return m.placeOf(offset)
	}
	before := text[:offset]
	line := strings.Count(before, "\n") + 1
	col := offset - (strings.LastIndexByte(before, '\n') + 1) + 1
	file := m.File
	if file == "" {
		file = m.Name
	}
	return Pos{File: file, Line: line, Column: col}
}

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
