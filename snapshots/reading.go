package snapshots

import (
	"fmt"
	"strings"
)

// Reading is how a CSV file was read.
type Reading struct {
	Delimiter string `json:"delimiter"`          // one byte
	Quote     string `json:"quote"`              // one byte; empty if a quote is text like any other
	Header    int    `json:"header"`             // the line with the columns' names; what stands before it is no data
	Encoding  string `json:"encoding,omitempty"` // as the web calls it: utf-16le, windows-1252; empty is UTF-8
}

// UsualReading is a CSV file as RFC 4180 has it, in UTF-8.
var UsualReading = Reading{Delimiter: ",", Quote: `"`, Header: 1}

// String says what is not usual, "; separated, header in line 10, in utf-16le", or "".
func (r Reading) String() string {
	if r == UsualReading {
		return ""
	}
	parts := []string{delimiterName(r.Delimiter) + " separated"}
	switch r.Quote {
	case UsualReading.Quote:
	case "":
		parts = append(parts, "without quotes")
	default:
		parts = append(parts, "quoted by "+r.Quote)
	}
	if r.Header != UsualReading.Header {
		parts = append(parts, fmt.Sprintf("header in line %d", r.Header))
	}
	if r.Encoding != "" {
		parts = append(parts, "in "+r.Encoding)
	}
	return strings.Join(parts, ", ")
}

func delimiterName(d string) string {
	switch d {
	case "\t":
		return "tab"
	case ",":
		return "comma"
	}
	return d
}

// check refuses a reading that no file can have.
func (r *Reading) check() error {
	if r != nil && (len(r.Delimiter) != 1 || len(r.Quote) > 1 || r.Header < 1 || r.Delimiter != "\t" && !printable(r.Delimiter) || !printable(r.Quote+r.Encoding)) {
		return fmt.Errorf("it cannot have been read with the delimiter %q, the quote %q and the header in line %d", r.Delimiter, r.Quote, r.Header)
	}
	return nil
}
