package form

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CSV is a table that is being written: RFC 4180, but for line ends, which are "\n".
type CSV struct {
	buf bytes.Buffer
	raw bool
}

// NewCSV returns a table with its first line. Unless raw, text that a spreadsheet or a terminal would run is neutralised.
func NewCSV(header string, raw bool) *CSV {
	c := &CSV{raw: raw}
	c.buf.WriteString(header + "\n")
	return c
}

// Number is a figure that was written as text already; an empty one is not known.
type Number string

// Whole returns a count as a cell.
func Whole(n int64) Number { return Number(strconv.FormatInt(n, 10)) }

// Decimal returns a measure as a cell.
func Decimal(v float64) Number { return Number(strconv.FormatFloat(v, 'f', -1, 64)) }

// Line writes one line. Whatever is no number is text.
func (c *CSV) Line(cells ...any) {
	for i, cell := range cells {
		if i > 0 {
			c.buf.WriteByte(',')
		}
		switch v := cell.(type) {
		case Number:
			c.buf.WriteString(string(v))
		case int, int64, bool:
			fmt.Fprint(&c.buf, v)
		default:
			c.buf.WriteString(Cell(fmt.Sprint(v), c.raw))
		}
	}
	c.buf.WriteByte('\n')
}

// Bytes returns the table.
func (c *CSV) Bytes() []byte { return c.buf.Bytes() }

// Cell returns text as a CSV cell, quoted where RFC 4180 asks for it. Unless raw, control characters are made
// visible (line ends and tabs stay) and formulas are neutralised.
func Cell(s string, raw bool) string {
	if !raw {
		s = VisibleText(Formula(s))
	}
	if strings.ContainsAny(s, ",\"\r\n") || strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// Formula returns the text of a spreadsheet cell that cannot run: where s starts as a formula would, it gets a
// leading apostrophe.
func Formula(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r) {
		return "'" + s
	}
	return s
}
