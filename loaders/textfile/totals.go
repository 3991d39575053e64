package textfile

import (
	"bytes"
	"fmt"
	"strings"

	"funneltrace/loaders/csvform"
)

// Exports end, or begin, with a line that is the sum of the others: counted as a row, it counts everything twice. One that does not fit
// is named as that; one that fits may be a row all the same, so that it is read and said.

// LikeTotal is what is said of such a line.
const LikeTotal = "it looks like a total of other lines, which is no row"

// TotalLines are those of a file that fit.
type TotalLines struct {
	count int64
	first int
}

func (t *TotalLines) add(n int) {
	if t.count++; t.count == 1 {
		t.first = n
	}
}

// Note says that they are read, or is "".
func (t TotalLines) Note(s Source) string {
	at := fmt.Sprintf("line %d", t.first)
	if s.Sifted { // lines before it are left out
		at = "1 line"
	}
	switch t.count {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("file %s: %s is read as a row, and looks like a total of other lines; take it out if it is one", s.Name, at)
	}
	if !s.Sifted {
		at = fmt.Sprintf("%d lines, the first of them %s,", t.count, at)
	} else {
		at = fmt.Sprintf("%d lines", t.count)
	}
	return fmt.Sprintf("file %s: %s are read as rows, and look like totals of other lines; take them out if they are", s.Name, at)
}

// isTotal reports whether a line of CSV says of itself that it is a total: by the words "grand total", or by a cell that says total
// where none but numbers are beside it and the first that is not empty is that word, or the first is empty.
func isTotal(line []byte, form csvform.Form) bool {
	if !mayBeTotal(line) {
		return false
	}
	c := newCSVCheck(form)
	if c.scan(line) != "" || c.quoted {
		return false
	}
	c.endField()
	var word, other bool
	filled := ""
	for _, cell := range c.shape.Header {
		cell = strings.ToLower(strings.Trim(cell, " \t:"))
		switch {
		case cell == "grand total" || cell == "grand totals":
			return true
		case isTotalWord(cell):
			word = true
		case !isFigure(cell):
			other = true
		}
		if filled == "" {
			filled = cell
		}
	}
	return word && !other && (isTotalWord(filled) || strings.TrimSpace(c.shape.Header[0]) == "")
}

// mayBeTotal is a quick look: most lines are none.
func mayBeTotal(line []byte) bool {
	for _, part := range []string{"otal", "OTAL", "umme", "UMME", "esamt", "ESAMT"} {
		if bytes.Contains(line, []byte(part)) {
			return true
		}
	}
	return false
}

func isTotalWord(cell string) bool {
	switch cell {
	case "total", "totals", "summe", "gesamt", "gesamtsumme", "total general", "total général":
		return true
	}
	return false
}

// isFigure reports whether a cell is empty or some number as people write it.
func isFigure(cell string) bool {
	return strings.Trim(cell, "0123456789.,'%+-–—$€£ \u00a0\u202f") == ""
}
