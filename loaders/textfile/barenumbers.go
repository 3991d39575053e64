package textfile

import (
	"bytes"
	"fmt"
	"slices"
)

// JSON has no word for these numbers; Python and some warehouses write them all the same, and the engine reads them.
var bareNumbers = []string{"NaN", "Infinity", "-Infinity"}

func isBareNumber(word string) bool { return slices.Contains(bareNumbers, word) }

// withPlainNumbers returns the text with a number that JSON has in the place of each bare NaN and Infinity outside of strings, so
// that what is wrong beside them shows. It is nil if there is none.
func withPlainNumbers(text []byte) []byte {
	var out []byte
	for i := 0; i < len(text); i++ {
		if text[i] == '"' {
			if i = stringEnd(text, i); i < 0 {
				return nil
			}
			continue
		}
		for word, number := range map[string]string{"NaN": "0.0", "Infinity": "0.000000"} {
			if !bytes.HasPrefix(text[i:], []byte(word)) || !standsAlone(text, i, i+len(word), word == "Infinity") {
				continue
			}
			if out == nil {
				out = bytes.Clone(text)
			}
			copy(out[i:], number)
			i += len(word) - 1
			break
		}
	}
	return out
}

// stringEnd is where the string that begins at i has its closing quote, or -1.
func stringEnd(text []byte, i int) int {
	for i++; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// standsAlone reports whether a word is a value by itself, with a minus before it if it may have one.
func standsAlone(text []byte, from, to int, signed bool) bool {
	if signed && from > 0 && text[from-1] == '-' {
		from--
	}
	before := from == 0 || bytes.IndexByte([]byte(":,["+jsonBlanks), text[from-1]) >= 0
	after := to == len(text) || bytes.IndexByte([]byte(",]}"+jsonBlanks), text[to]) >= 0
	return before && after
}

// BareNote says that there were bare numbers, or "".
func BareNote(count int64) string {
	if count == 0 {
		return ""
	}
	values := "1 value is"
	if count > 1 {
		values = fmt.Sprintf("%d values are", count)
	}
	return values + " a bare NaN, Infinity or -Infinity, which is no JSON: taken as that number"
}
