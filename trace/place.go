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
	offset = min(max(m.TextAt(offset), 0), len(text))
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

// TextAt is the byte offset in the model's text that one in its SQL stands for.
func (m Model) TextAt(offset int) int {
	if len(m.Stretches) == 0 {
		return offset
	}
	return m.Stretches.At(offset).Start
}

// Words are what the model's author wrote for a stretch of its SQL, on one line, and where in the text it stands. They are empty where
// the SQL is the author's own.
func (m Model) Words(sql Span) (words string, at Span) {
	if len(m.Stretches) == 0 || sql.Empty() {
		return "", sql
	}
	at = m.Stretches.Text(sql)
	at.End = min(at.End, len(m.Text))
	if at.Empty() {
		return "", at
	}
	return strings.Join(strings.Fields(m.Text[at.Start:at.End]), " "), at
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
