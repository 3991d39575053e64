package csvform

import (
	"bytes"
	"fmt"
	"strings"

	"funneltrace/snapshots"
)

// Given is what the user says of a form; nil is not said.
type Given struct {
	Delimiter *string // one byte
	Quote     *string // one byte, or "" for none
	Skip      *int    // lines before the header
	Encoding  *string // as [CheckEncoding] returns it
}

// Form is how a file is read.
type Form struct {
	snapshots.Reading
	Comments bool // lines that begin with # stand before the header, so that one further on begins another table
}

// UnclearError is about a form that only flags can decide.
type UnclearError struct{ text string }

func (e *UnclearError) Error() string { return e.text }

func unclear(format string, args ...any) error { return &UnclearError{fmt.Sprintf(format, args...)} }

// Sniff returns the form of a text from its first lines, which are UTF-8 without a byte order mark; whole says that these are
// all. What was given is taken as it is. A form that cannot be told is an error that names the flags.
func Sniff(head []byte, whole bool, given Given) (Form, error) {
	f := Form{Reading: snapshots.UsualReading}
	if given.Quote != nil {
		f.Quote = *given.Quote
	}
	lines := splitLines(head, whole)
	var comment int // the line of the last comment, if the header follows at once
	var said string
	if given.Skip != nil {
		f.Header = *given.Skip + 1
	} else {
		if len(lines) > 0 {
			said = separator(lines[0])
		}
		f.Header, comment, f.Comments = preamble(lines, said != "")
	}
	body := bytes.Join(lines[min(f.Header-1, len(lines)):], nil)
	switch {
	case given.Delimiter != nil:
		f.Delimiter = *given.Delimiter
	case said != "":
		f.Delimiter = said
	case len(body) > 0:
		var err error
		if f.Delimiter, err = f.choose(body); err != nil {
			return f, err
		}
	}
	if comment > 0 {
		if err := f.checkComment(lines[comment-1], body); err != nil {
			return f, err
		}
	}
	return f, nil
}

// splitLines returns the lines with their ends; the last is left out if it may go on.
func splitLines(head []byte, whole bool) [][]byte {
	lines := bytes.SplitAfter(head, []byte("\n"))
	if last := len(lines) - 1; len(lines[last]) == 0 || !whole {
		lines = lines[:last]
	}
	return lines
}

// preamble passes over comments and blank lines, and over the first line if that only says the delimiter. It returns the
// header's line, that of a comment right before it, and whether there are comments.
func preamble(lines [][]byte, separated bool) (header, comment int, comments bool) {
	for i, line := range lines {
		switch {
		case i == 0 && separated:
		case len(bytes.TrimSpace(line)) == 0:
			comment = 0
		case line[0] == '#':
			comment, comments = i+1, true
		default:
			return i + 1, comment, comments
		}
	}
	if comment > 0 { // nothing but comments: the last may well be a header without rows
		return comment, 0, comments
	}
	return 1, 0, false
}

// separator returns the delimiter that a line such as sep=; says, or "".
func separator(line []byte) string {
	text := strings.Trim(strings.TrimRight(string(line), "\r\n"), `"`)
	if len(text) != 5 || !strings.EqualFold(text[:4], "sep=") || CheckDelimiter(text[4:]) != nil {
		return ""
	}
	return text[4:]
}

// CheckDelimiter refuses what cannot stand between fields.
func CheckDelimiter(d string) error {
	if len(d) != 1 || d[0] >= 0x80 || d[0] == '"' || d[0] == '\n' || d[0] == '\r' || d[0] == 0 {
		return fmt.Errorf("the delimiter %q cannot be; take one character such as ; or the word tab", d)
	}
	return nil
}

// CheckQuote refuses what cannot stand around fields; nothing at all can.
func CheckQuote(q string) error {
	if len(q) > 1 || q != "" && (q[0] >= 0x80 || strings.ContainsAny(q, "\n\r\x00")) {
		return fmt.Errorf("the quote %q cannot be; take one character such as ' or the word none", q)
	}
	return nil
}

// checkComment refuses a # line that may be the header itself.
func (f Form) checkComment(line, body []byte) error {
	comment, header := f.rows(line, f.Delimiter), f.rows(body, f.Delimiter)
	if len(comment) == 0 || len(header) == 0 || comment[0].fields != header[0].fields {
		return nil
	}
	if name := strings.TrimRight(string(line), "\r\n"); comment[0].fields == 1 && (len(name) == 1 || !isWord(name[1])) {
		return nil
	}
	return unclear("line %d begins with # and has as many fields as line %d: it may be the header or a comment; say --skip %d if it is the header, --skip %d if it is none",
		f.Header-1, f.Header, f.Header-2, f.Header-1)
}

func isWord(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z' || b >= 0x80
}
