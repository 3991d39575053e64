package textfile

import (
	"bytes"
	"fmt"
	"io"

	"funneltrace/loaders/csvform"
)

// rejectLine is told of each line of a file that cannot be read: its number, why, and its text without the end.
type rejectLine func(n int, reason string, text []byte)

// SiftNDJSON calls reject for each line of a file that is no object, in no particular order, so that what is left can be read
// strictly. Types are merged into root.
func SiftNDJSON(r io.Reader, root *JsonType, reject rejectLine) error {
	var blank []int
	return eachLine(r, func(n int, line []byte, _ string) {
		text := bytes.Trim(line, jsonBlanks)
		if len(text) == 0 {
			blank = append(blank, n)
			return
		}
		for _, b := range blank {
			reject(b, "a blank line", nil)
		}
		blank = blank[:0]
		reason := badObject(text, n == 1)
		if reason == "" {
			// By itself first: what is wrong in the line alone must not leave its keys behind.
			err := (&JsonType{}).merge(text)
			if err == nil {
				err = root.merge(text)
			}
			if err != nil {
				reason = err.Error()
			}
		}
		if reason != "" {
			reject(n, reason, line)
		}
	})
}

// A quote that is never closed would take all lines after it for one field. So many lines or bytes are looked at.
const (
	maxRowLines = 10_000
	maxRowBytes = 16 << 20
)

// csvSieve tells the bad lines of a CSV file. Of a row over several lines that does not fit, the first line is bad and the
// others are looked at again: most likely, a quote was opened by mistake.
type csvSieve struct {
	check  csvCheck
	header []string
	held   []csvLine // of the row that is not complete
	bytes  int
	blank  []int
	reject rejectLine
	err    error
}

type csvLine struct {
	n    int
	text []byte
	end  string
}

// SiftCSV calls reject for each bad line of a file, in no particular order, so that what is left can be read strictly. The
// error is about the whole file.
func SiftCSV(r io.Reader, form csvform.Form, reject rejectLine) error {
	s := csvSieve{check: newCSVCheck(form), reject: reject}
	err := eachLine(r, func(n int, line []byte, end string) {
		if s.err == nil && n >= form.Header {
			s.lines(csvLine{n, line, end})
		}
	})
	for err == nil && s.err == nil && len(s.held) > 0 {
		s.bad("a quote is opened and never closed")
	}
	switch {
	case err != nil:
		return err
	case s.err != nil:
		return s.err
	case s.header == nil:
		return errNoHeader
	}
	return checkHeader(form.Header, s.header)
}

// lines looks at lines in turn, and again at those that a bad row gives back.
func (s *csvSieve) lines(l csvLine) {
	reason := s.line(l)
	if reason == "" {
		return
	}
	s.bad(reason)
}

// bad rejects the first of the held lines and looks at the others again.
func (s *csvSieve) bad(reason string) {
	for {
		if s.header == nil {
			s.err = fmt.Errorf("line %d: the header cannot be read: %s; mend it", s.held[0].n, reason)
			return
		}
		first, again := s.held[0], s.held[1:]
		s.reject(first.n, reason, first.text)
		s.held, s.bytes, s.check.quoted = nil, 0, false
		reason = ""
		for i, l := range again {
			if reason = s.line(l); reason != "" {
				s.held = append(s.held, again[i+1:]...)
				break
			}
		}
		if reason == "" {
			return
		}
	}
}

// line takes the next line and says what is wrong with the row that it ends, or "". Then the row's lines are held.
func (s *csvSieve) line(l csvLine) string {
	c := &s.check
	if !c.quoted {
		if len(l.text) == 0 {
			s.blank = append(s.blank, l.n)
			return ""
		}
		for _, b := range s.blank {
			s.reject(b, "a blank line", nil)
		}
		s.blank = s.blank[:0]
		if bad := c.leaves(l.n, l.text); bad != "" {
			s.held = append(s.held, csvLine{l.n, bytes.Clone(l.text), l.end})
			return bad
		}
		c.fields, c.field = 0, c.field[:0]
	}
	s.held = append(s.held, csvLine{l.n, bytes.Clone(l.text), l.end})
	s.bytes += len(l.text)
	if bad := c.badText(l.text); bad != "" {
		return bad
	}
	if bad := c.scan(l.text); bad != "" {
		return bad
	}
	if c.quoted {
		c.keep([]byte(l.end)...)
		if len(s.held) >= maxRowLines || s.bytes > maxRowBytes {
			return fmt.Sprintf("a quote is opened and not closed in the next %d lines", len(s.held)-1)
		}
		return ""
	}
	c.endField()
	if s.header == nil {
		s.header = c.shape.Header
		c.shape.Rows = 0
	} else if c.fields != len(s.header) {
		return c.misfit(l.text)
	}
	switch {
	case l.end == "" || l.end == c.shape.Newline:
	case c.shape.Newline == "":
		c.shape.Newline = l.end
	default:
		return fmt.Sprintf("its line end is %q, that of the lines before is %q", l.end, c.shape.Newline)
	}
	s.held, s.bytes = s.held[:0], 0
	return ""
}
