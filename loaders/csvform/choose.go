package csvform

import (
	"bytes"
	"strconv"
)

// delimiters are what is tried, in this order.
var delimiters = []string{",", ";", "\t", "|"}

// found is what a delimiter makes of the first rows.
type found struct {
	delimiter string
	header    int // fields
	rows      int // after the header
	alike     int // of these, how many have as many fields
	several   int // of these, how many have other than one
}

func (f found) fits() bool   { return f.alike == f.rows }
func (f found) mostly() bool { return f.rows > 0 && 2*f.alike >= f.rows }
func (f found) splits() bool { return 2*f.several > f.rows }

// better compares two that make several fields of the header: by whether they fit all rows, by how many they fit, by how many
// fields they make. It is above zero if f is the better one.
func (f found) better(o found) int {
	switch {
	case f.fits() && o.fits():
		return f.header - o.header
	case f.fits():
		return 1
	case o.fits():
		return -1
	}
	return f.alike - o.alike
}

// choose returns the delimiter of a text that begins with its header.
func (f Form) choose(body []byte) (string, error) {
	var best, tie found
	for _, d := range delimiters {
		try := f.try(body, d)
		switch {
		case try.header < 2:
		case best.delimiter == "" || try.better(best) > 0:
			best, tie = try, found{}
		case try.better(best) == 0:
			tie = try
		}
	}
	switch {
	case best.delimiter == "":
		return ",", f.checkAlone(body)
	case tie.delimiter == "" && (best.fits() || best.mostly()):
		return best.delimiter, nil
	case best.fits():
		return "", unclear("line %d: its fields may be separated by %s as well as by %s; say which with --delimiter", f.Header, quoted(best.delimiter), quoted(tie.delimiter))
	}
	comma := f.try(body, ",")
	switch err := f.checkLater(body); {
	case err != nil:
		return "", err
	case comma.header != 1:
		return ",", nil
	case best.splits():
		return best.delimiter, nil // its quotes are at fault
	}
	return "", unclear("line %d: the header %s would be one column, and separated by %s it has more fields than the lines after it; say which with --delimiter",
		f.Header, firstLine(body), shown(best.delimiter))
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
		if c.fields != 1 {
			t.several++
		}
	}
	return t
}

// checkAlone refuses a header of one column before lines that have several with some delimiter.
func (f Form) checkAlone(body []byte) error {
	if err := f.checkLater(body); err != nil {
		return err
	}
	for _, d := range delimiters[1:] {
		if bytes.Contains(body, []byte(d)) && f.try(body, d).splits() {
			return unclear("line %d: the header has one field, and most lines after it have more if separated by %s; say which with --delimiter, and with --skip how many lines stand before the header",
				f.Header, shown(d))
		}
	}
	return nil
}

// checkLater refuses a header that has not as many fields as most lines have with some delimiter.
func (f Form) checkLater(body []byte) error {
	for _, d := range delimiters {
		counts := f.rows(body, d)
		first, many := map[int]int{}, map[int]int{}
		for _, c := range counts {
			if many[c.fields]++; many[c.fields] == 1 {
				first[c.fields] = c.line
			}
		}
		for n, times := range many { // at most one is of most lines
			if n >= 2 && times >= 2 && 2*times > len(counts) && first[n] > 0 {
				line := f.Header + first[n]
				return unclear("line %d: the header has %s, and most lines have %d separated by %s, from line %d on; if the header is there, say --skip %d --delimiter %s, else --delimiter alone",
					f.Header, FieldCount(counts[0].fields), n, shown(d), line, line-1, quoted(d))
			}
		}
	}
	return nil
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

// FieldCount is the number of a line's fields in words.
func FieldCount(n int) string {
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
