package textfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// jsonBlanks is all that may stand around a value in JSON; other white space is no JSON.
const jsonBlanks = " \t\r\n"

// ndjsonShape is what a strict look at an NDJSON file finds.
type ndjsonShape struct {
	Rows    int64
	Longest int // bytes of the longest line
}

// CheckNDJSON reads one JSON object per line and merges their types into root. Objects may lack keys. Blank lines at the end are no rows; a blank line elsewhere, like any line that is no object, is counted,
// and the error says how many there are and names the first.
func CheckNDJSON(r io.Reader, root *JsonType) (shape ndjsonShape, err error) {
	var bad faults
	blank := 0
	err = eachLine(r, func(n int, line []byte, _ string) {
		text := bytes.Trim(line, jsonBlanks)
		if len(text) == 0 {
			if blank == 0 {
				blank = n
			}
			return
		}
		if blank > 0 {
			bad.add(blank, "a blank line")
			blank = 0
		}
		if what := badObject(text, n == 1); what != "" {
			bad.add(n, "%s", what)
			return
		}
		if err := root.merge(text); err != nil {
			bad.add(n, "%v", err)
			return
		}
		shape.Rows++
		shape.Longest = max(shape.Longest, len(line))
	})
	if err != nil {
		return shape, err
	}
	if err := bad.err(); err != nil {
		return shape, err
	}
	if shape.Rows == 0 {
		return shape, fmt.Errorf("it is empty; one JSON object per line is wanted")
	}
	if len(root.Keys) > maxKeys {
		return shape, fmt.Errorf("its objects have more than %d different keys; put the values that vary into one key", maxKeys)
	}
	return shape, nil
}

// badObject says why a line is no JSON object, or "".
func badObject(text []byte, first bool) string {
	if first && bytes.HasPrefix(text, []byte(utf8Mark)) {
		return "a byte order mark before the object; save the file without one"
	}
	if bad := badText(text); bad != "" {
		return bad
	}
	if !json.Valid(text) {
		plain := text
		if numbers := withPlainNumbers(text); numbers != nil {
			plain = numbers
		}
		var v json.RawMessage
		if err := json.Unmarshal(plain, &v); err != nil {
			return fmt.Sprintf("no JSON: %v", err)
		}
	}
	switch {
	case text[0] != '{':
		return "no JSON object"
	case loneSurrogate(text):
		return `half a character: a \u escape without its other half`
	}
	return ""
}

// loneSurrogate reports whether valid JSON has a \u escape for half a character, which is no text.
func loneSurrogate(text []byte) bool {
	for {
		i := bytes.IndexByte(text, '\\')
		switch {
		case i < 0:
			return false
		case text[i+1] != 'u':
			text = text[i+2:]
			continue
		}
		unit := escapedUnit(text[i:])
		text = text[i+6:]
		switch {
		case unit>>10 == 0xdc00>>10:
			return true
		case unit>>10 == 0xd800>>10:
			if escapedUnit(text)>>10 != 0xdc00>>10 {
				return true
			}
			text = text[6:]
		}
	}
}

// escapedUnit is the number of the \uXXXX that text begins with, or 0.
func escapedUnit(text []byte) uint64 {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0
	}
	n, _ := strconv.ParseUint(string(text[2:6]), 16, 16)
	return n
}

const utf8Mark = "\ufeff"
