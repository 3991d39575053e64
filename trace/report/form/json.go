package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
)

// JSON prints v indented, with a line end, and without a character that a terminal would obey.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("print as json: %w", err)
	}
	return EscapeJSON(b.Bytes()), nil
}

// EscapeJSON returns a JSON document with the control and invisible characters of its strings written as \u escapes.
// A reader gets the same values back; a terminal that the document is printed on is safe.
func EscapeJSON(doc []byte) []byte {
	if isPlainJSON(doc) {
		return doc
	}
	var b bytes.Buffer
	for _, r := range string(doc) {
		switch {
		case r > 0xffff && isHidden(r):
			hi, lo := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		case r == 0x7f || r > 0x7f && (unicode.IsControl(r) || isHidden(r)):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

func isPlainJSON(doc []byte) bool {
	for _, c := range doc {
		if c >= 0x7f {
			return false
		}
	}
	return true
}
