package spine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"funneltrace/trace"
)

const (
	excerptLines = 2  // before and after the line of the place
	excerptWidth = 96 // characters; SQL that a template became can have very long lines
)

// modelError is an error at a byte offset of the model's SQL; below 0 is nowhere in particular.
func modelError(m trace.Model, offset int, message, hint string) *trace.ModelError {
	e := &trace.ModelError{Pos: m.PosAt(offset), Message: message, Hint: hint, Model: m.Name}
	if offset >= 0 {
		e.Excerpt = excerpt(m, m.TextAt(offset))
	}
	return e
}

// brokenModel is why the model has no SQL.
func brokenModel(m trace.Model) *trace.ModelError {
	e := *m.Broken
	e.Model = m.Name
	if e.Excerpt == "" && len(m.Places) == 0 && e.Pos.File == m.File {
		if offset := offsetOf(m.Text, e.Pos); offset >= 0 {
			e.Excerpt = excerpt(m, offset)
		}
	}
	return &e
}

// offsetOf is the byte offset of a place in the text, or -1.
func offsetOf(text string, p trace.Pos) int {
	lines := strings.SplitAfter(text, "\n")
	if p.Line < 1 || p.Line > len(lines) || p.Column < 1 {
		return -1
	}
	at := len(strings.Join(lines[:p.Line-1], ""))
	line := []rune(lines[p.Line-1])
	return at + len(string(line[:min(p.Column-1, len(line))]))
}

// excerpt returns the lines of the model's text around a byte offset of that, and a caret below it. The lines have their numbers where
// these are those of the file.
func excerpt(m trace.Model, offset int) string {
	text := m.Text
	if text == "" {
		text = m.SQL
	}
	offset = min(offset, len(text))
	at := strings.Count(text[:offset], "\n")
	lines := strings.Split(text, "\n")
	from, to := max(at-excerptLines, 0), min(at+excerptLines+1, len(lines))
	for from < at && strings.TrimSpace(lines[from]) == "" {
		from++
	}
	for to > at+1 && strings.TrimSpace(lines[to-1]) == "" {
		to--
	}
	before := spaced(text[strings.LastIndexByte(text[:offset], '\n')+1 : offset])
	caret := utf8.RuneCountInString(before)
	cut := 0
	if caret > excerptWidth*2/3 {
		cut = caret - excerptWidth/2
	}
	digits := len(strconv.Itoa(to))
	var b strings.Builder
	for i := from; i < to; i++ {
		number := ""
		if len(m.Places) == 0 {
			number = strconv.Itoa(i + 1)
		}
		left := 0
		if i == at {
			left = cut
		}
		fmt.Fprintf(&b, "%*s │ %s\n", digits, number, clipped(spaced(lines[i]), left))
		if i == at {
			fmt.Fprintf(&b, "%*s │ %s^\n", digits, "", strings.Repeat(" ", caret-cut))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// spaced is a line of text with the width that it is shown in.
func spaced(line string) string {
	return strings.ReplaceAll(strings.TrimRight(line, "\r"), "\t", "    ")
}

// clipped is what an excerpt shows of a line, from a character on.
func clipped(line string, from int) string {
	chars := []rune(line)
	if len(chars) <= from {
		return ""
	}
	chars = chars[from:]
	if len(chars) > excerptWidth {
		chars = append(slices.Clone(chars[:excerptWidth-1]), '…')
	}
	if from > 0 {
		chars[0] = '…'
	}
	return strings.TrimRight(string(chars), " ")
}
