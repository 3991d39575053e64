package csvform

import (
	"bytes"
	"fmt"
	"strconv"
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

// delimiters are what is tried, in this order.
var delimiters = []string{",", ";", "\t", "|"}

// most is how many rows are looked at.
const most = 1000

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

// found is what a delimiter makes of the first rows.
type found struct {
	delimiter string
	header    int // fields
	alike     int // of the other rows, how many have as many
	rows      int
}

func (f found) fits() bool   { return f.alike == f.rows }
func (f found) mostly() bool { return f.rows > 0 && 2*f.alike >= f.rows }

// choose returns the delimiter of a text that begins with its header.
func (f Form) choose(body []byte) (string, error) {
	var best found
	var tie string
	better := func(a, b found) int {
		switch {
		case a.fits() != b.fits():
			return 2*btoi(a.fits()) - 1
		case !a.fits():
			return a.alike - b.alike
		}
		return a.header - b.header
	}
	holds := "" // another delimiter that the header holds
	for _, d := range delimiters {
		try := f.try(body, d)
		if try.header < 2 {
			continue
		}
		if d != "," && holds == "" {
			holds = d
		}
		switch by := better(try, best); {
		case best.delimiter == "" || by > 0:
			best, tie = try, ""
		case by == 0:
			tie = d
		}
	}
	comma := f.try(body, ",")
	switch {
	case best.delimiter != "" && (best.fits() || best.mostly()) && tie == "":
		return best.delimiter, nil
	case best.delimiter != "" && best.fits():
		return "", unclear("line %d: its fields may be separated by %s as well as by %s; say which with --delimiter", f.Header, shown(best.delimiter), shown(tie))
	}
	if at, n, d := f.later(body); at > 0 {
		return "", unclear("line %d: the header has %s, and most lines have %d separated by %s, from line %d on; if the header is there, say --skip %d --delimiter %s",
			f.Header, fieldCount(f.try(body, d).header), n, shown(d), at, at-1, quoted(d))
	}
	if comma.header == 1 && holds != "" {
		return "", unclear("line %d: the header %s would be one column, and separated by %s it has more fields than the lines after it; say which with --delimiter",
			f.Header, firstLine(body), shown(holds))
	}
	for _, d := range delimiters[1:] {
		if comma.header == 1 && f.splits(body, d) {
			return "", unclear("line %d: the header has one field, and most lines after it have more if separated by %s; say which with --delimiter, and with --skip how many lines stand before the header",
				f.Header, shown(d))
		}
	}
	return ",", nil
}

// splits reports whether most lines after the first have several fields with a delimiter.
func (f Form) splits(body []byte, delimiter string) bool {
	counts := f.rows(body, delimiter)
	several := 0
	for _, c := range counts[min(1, len(counts)):] {
		if c.fields > 1 {
			several++
		}
	}
	return 2*several > len(counts)-1 && several > 0
}

// try reads the text with a delimiter.
func (f Form) try(body []byte, delimiter string) found {
	counts := f.rows(body, delimiter)
	t := found{delimiter: delimiter}
	if len(counts) == 0 {
		return t
	}
	t.header, t.rows = counts[0].fields, len(counts)-1
	for _, c := range counts[1:] {
		if c.fields == t.header {
			t.alike++
		}
	}
	return t
}

// later returns the first line that has as many fields as most lines have, with a delimiter, if that is not the first.
func (f Form) later(body []byte) (line, fields int, delimiter string) {
	for _, d := range delimiters {
		counts := f.rows(body, d)
		first, many := map[int]int{}, map[int]int{}
		for _, c := range counts {
			if many[c.fields]++; many[c.fields] == 1 {
				first[c.fields] = c.line
			}
		}
		for n, times := range many {
			if n >= 2 && times >= 2 && 2*times > len(counts) && first[n] > 0 && n > fields {
				line, fields, delimiter = f.Header+first[n], n, d
			}
		}
	}
	return line, fields, delimiter
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

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func shown(delimiter string) string {
	if delimiter == "\t" {
		return "tab"
	}
	return delimiter
}

// quoted is a delimiter as one types it after a flag.
func quoted(delimiter string) string {
	if delimiter == "\t" {
		return "tab"
	}
	return "'" + delimiter + "'"
}

func fieldCount(n int) string {
	switch {
	case n == 1:
		return "1 field"
	case n < 1:
		return "quotes that do not fit"
	}
	return strconv.Itoa(n) + " fields"
}

func firstLine(body []byte) string {
	line, _, _ := bytes.Cut(body, []byte("\n"))
	return strconv.Quote(string(bytes.TrimRight(line[:min(len(line), 60)], "\r")))
}
