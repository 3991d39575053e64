package textfile

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"funneltrace/loaders/csvform"
)

// CSVShape is what a strict look at a CSV file finds.
type CSVShape struct {
	Header  []string
	Rows    int64  // without the header
	Newline string // "\n" or "\r\n"; empty if the header is all there is
	Longest int    // bytes of the longest row

	HeaderEnd int // the line that the header ends on
	Totals    TotalLines
}

// CheckCSV reads a text of a form as strictly as RFC 4180 has it: a header, then rows of as many fields, quotes only around
// whole fields, one kind of line end. Blank lines at the end are no rows; a blank line elsewhere, like any line that does not
// fit, is counted, and the error says how many there are and names the first. Lines are numbered as in the file.
func CheckCSV(r io.Reader, form csvform.Form) (CSVShape, error) {
	c := newCSVCheck(form)
	if err := eachLine(r, c.line); err != nil {
		return c.shape, err
	}
	switch {
	case c.quoted:
		c.faults.add(c.start, "a quote is opened and never closed")
	case c.shape.Header == nil && c.faults.count == 0:
		return c.shape, errNoHeader
	}
	if err := c.faults.err(); err != nil {
		return c.shape, err
	}
	return c.shape, checkHeader(form.Header, c.shape.Header)
}

var errNoHeader = fmt.Errorf("it is empty; a header line with the columns' names is wanted")

type csvCheck struct {
	form   csvform.Form
	shape  CSVShape
	faults faults

	start  int    // the line that the row began on
	size   int    // bytes of the row so far
	fields int    // that the row has, but for the last
	field  []byte // the field, while the header is read
	quoted bool   // the line ended within quotes
	blank  int    // the first of the blank lines just seen
	beyond int    // the line on which something else than the table begins
}

func newCSVCheck(form csvform.Form) csvCheck { return csvCheck{form: form, field: []byte{}} }

func (c *csvCheck) line(n int, line []byte, end string) {
	if n < c.form.Header {
		return
	}
	if bad := c.badText(line); bad != "" {
		c.faults.add(n, "%s", bad)
	}
	if !c.quoted {
		if len(line) == 0 {
			if c.blank == 0 {
				c.blank = n
			}
			return
		}
		if c.blank > 0 {
			c.faults.add(c.blank, "a blank line")
			c.blank = 0
		}
		if bad := c.leaves(n, line); bad != "" {
			c.faults.add(n, "%s", bad)
			return
		}
		c.start, c.size, c.fields, c.field = n, 0, 0, c.field[:0]
	}
	c.size += len(line) + len(end)
	if bad := c.scan(line); bad != "" {
		c.faults.add(n, "%s", bad)
		c.quoted = false
		return
	}
	if c.quoted {
		c.keep([]byte(end)...)
		return
	}
	c.row(n, line, end)
}

func (c *csvCheck) badText(line []byte) string {
	bad := badText(line)
	switch {
	case bad != notUTF8:
		return bad
	case c.form.Encoding != "":
		return "not " + c.form.Encoding + " text"
	}
	return bad + " (see --encoding)"
}

// leaves says why a line is none of the table, or "": in a file with comments, a comment after the header begins another table.
func (c *csvCheck) leaves(n int, line []byte) string {
	switch {
	case c.beyond > 0:
		return fmt.Sprintf("not of this table, which ends before line %d", c.beyond)
	case c.form.Comments && c.shape.Header != nil && line[0] == '#':
		if alone := newCSVCheck(c.form); alone.scan(line) != "" || alone.fields+1 != len(c.shape.Header) {
			c.beyond = n
			return "a comment, after which another table may begin"
		}
	}
	return ""
}

// scan reads the fields of one line and says what is wrong, or "".
func (c *csvCheck) scan(line []byte) string {
	delimiter, quote := c.form.Delimiter[0], byte('\n') // which no line has
	if c.form.Quote != "" {
		quote = c.form.Quote[0]
	}
	for i := 0; ; {
		if !c.quoted && i < len(line) && line[i] == quote {
			c.quoted = true
			i++
		}
		if c.quoted {
			n := bytes.IndexByte(line[i:], quote)
			if n < 0 {
				c.keep(line[i:]...)
				return ""
			}
			c.keep(line[i : i+n]...)
			i += n + 1
			if i < len(line) && line[i] == quote {
				c.keep(quote)
				i++
				continue
			}
			c.quoted = false
			if i < len(line) && line[i] != delimiter {
				return "text after a closing quote"
			}
		} else {
			n := bytes.IndexByte(line[i:], delimiter)
			if n < 0 {
				n = len(line) - i
			}
			text := line[i : i+n]
			if bytes.IndexByte(text, quote) >= 0 {
				if delimiter == '\t' { // many programs know no quotes between tabs
					return "a quote in the middle of a field (see --quote none)"
				}
				return "a quote in the middle of a field"
			}
			if bytes.IndexByte(text, '\r') >= 0 {
				return "a carriage return outside of quotes"
			}
			c.keep(text...)
			i += n
		}
		if i == len(line) {
			return ""
		}
		c.endField()
		i++ // the delimiter
	}
}

// keep notes the text of a field of the header.
func (c *csvCheck) keep(text ...byte) {
	if c.shape.Header == nil || c.shape.Rows < 0 {
		c.field = append(c.field, text...)
	}
}

func (c *csvCheck) endField() {
	c.fields++
	if c.shape.Rows < 0 || c.shape.Header == nil {
		c.names()
	}
}

func (c *csvCheck) names() {
	if c.shape.Header == nil {
		c.shape.Rows = -1 // the header's own row
	}
	c.shape.Header = append(c.shape.Header, string(c.field))
	c.field = c.field[:0]
}

func (c *csvCheck) row(n int, line []byte, end string) {
	c.endField()
	if c.shape.Rows++; c.shape.Rows == 0 {
		c.shape.HeaderEnd = n
	}
	c.shape.Longest = max(c.shape.Longest, c.size)
	switch {
	case c.fields != len(c.shape.Header):
		c.faults.add(c.start, "%s", c.misfit(line))
	case c.shape.Rows > 0 && c.start == n && isTotal(line, c.form):
		c.shape.Totals.add(n)
	}
	switch {
	case end == "":
	case c.shape.Newline == "":
		c.shape.Newline = end
	case c.shape.Newline != end:
		c.faults.add(n, "its line end is %q, that of the lines before is %q", end, c.shape.Newline)
	}
}

func (c *csvCheck) misfit(line []byte) string {
	text := fmt.Sprintf("%s where the header has %d", csvform.FieldCount(c.fields), len(c.shape.Header))
	if isTotal(line, c.form) {
		text += "; " + LikeTotal
	}
	return text
}

// checkHeader refuses names that cannot be columns.
func checkHeader(line int, header []string) error {
	if len(header) > MaxColumns {
		return fmt.Errorf("line %d: %s", line, TooWide(len(header)))
	}
	seen := map[string]string{}
	for i, name := range header {
		folded := strings.ToLower(name)
		if strings.TrimSpace(name) == "" {
			return fmt.Errorf("line %d: column %d has no name; a header line with the columns' names is wanted", line, i+1)
		}
		if other, ok := seen[folded]; ok {
			return fmt.Errorf("line %d: the columns %q and %q have the same name; rename one", line, other, name)
		}
		seen[folded] = name
	}
	return nil
}
