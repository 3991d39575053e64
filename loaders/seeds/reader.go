package seeds

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// reader takes records from a text whose lines end in \n, as Python's csv module does in its usual setting. Go's encoding/csv
// differs in what it makes of quotes that are not around a whole field, and tells nothing of blank lines.
type reader struct {
	text      []byte
	delimiter []byte
	at        int // the next byte
	line      int // the line that it is on, from 1
}

// record is one line of the file, or several if a field has line ends.
type record struct {
	line   int      // the first
	fields []string // none of a blank line
	text   []byte   // all of it
}

func newReader(text []byte, delimiter rune) (*reader, error) {
	switch delimiter {
	case 0:
		delimiter = ','
	case '"', '\n', '\r', utf8.RuneError:
		return nil, fmt.Errorf("%q cannot be a delimiter; give one other character", delimiter)
	}
	return &reader{text: text, delimiter: []byte(string(delimiter)), line: 1}, nil
}

// next returns the next record; ok is false at the end.
func (r *reader) next() (rec record, ok bool, err error) {
	start := r.at
	rec.line = r.line
	switch {
	case r.at == len(r.text):
		return rec, false, nil
	case r.text[r.at] == '\n':
		r.skip(1)
		return rec, true, nil
	}
	for last := false; !last; {
		var field string
		if field, last, err = r.field(); err != nil {
			return rec, false, err
		}
		rec.fields = append(rec.fields, field)
	}
	rec.text = r.text[start:r.at]
	return rec, true, nil
}

// field returns the next field and whether it is the last of its record.
func (r *reader) field() (field string, last bool, err error) {
	var quoted []byte
	if r.at < len(r.text) && r.text[r.at] == '"' {
		if quoted, err = r.quoted(); err != nil {
			return "", false, err
		}
	}
	plain := r.text[r.at:][:r.toEnd()]
	r.skip(len(plain))
	field = string(append(quoted, plain...)) // text after a closing quote belongs to the field
	switch {
	case r.at == len(r.text):
		return field, true, nil
	case r.text[r.at] == '\n':
		r.skip(1)
		return field, true, nil
	}
	r.skip(len(r.delimiter))
	return field, false, nil
}

// quoted returns what is between quotes, two of which stand for one.
func (r *reader) quoted() (field []byte, err error) {
	line := r.line
	for {
		r.skip(1)
		n := bytes.IndexByte(r.text[r.at:], '"')
		if n < 0 {
			return nil, lineError(line, "a quote is opened and never closed; close it, or take it out")
		}
		field = append(field, r.text[r.at:r.at+n]...)
		r.skip(n + 1)
		if r.at == len(r.text) || r.text[r.at] != '"' {
			return field, nil
		}
		field = append(field, '"')
	}
}

// toEnd is how many bytes there are to the end of the field.
func (r *reader) toEnd() int {
	rest := r.text[r.at:]
	for i, c := range rest {
		if c == '\n' || c == r.delimiter[0] && bytes.HasPrefix(rest[i:], r.delimiter) {
			return i
		}
	}
	return len(rest)
}

// skip goes on by n bytes.
func (r *reader) skip(n int) {
	r.line += bytes.Count(r.text[r.at:r.at+n], []byte("\n"))
	r.at += n
}
