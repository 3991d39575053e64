package textfile

import (
	"bytes"
	"fmt"
	"math/big"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/report/form"
)

// The engine reads a JSON number as BIGINT or DOUBLE, and a longer one rounded, into text too. Such a number is quoted in a copy of
// the file that the engine is given instead, and so is text of all its digits.

// numberKind is mixed, so text, for a number that neither BIGINT nor DOUBLE holds as it is written.
func numberKind(s string) jsonKind {
	if _, err := strconv.ParseInt(s, 10, 64); err == nil {
		return jsonInt
	}
	if !strings.ContainsAny(s, ".eE") || !doubleHolds(s) {
		return jsonMixed
	}
	return jsonFloat
}

// doubleHolds reports whether a decimal number printed with as many digits is the same again after it was a DOUBLE, which has 15
// to 17 of them; one with more digits has to be exactly what the DOUBLE is.
func doubleHolds(s string) bool {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return false
	}
	digits, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(s, "-")), "e")
	digits = strings.Trim(strings.Replace(digits, ".", "", 1), "0")
	switch n := len(digits); {
	case n == 0:
		return true
	case f == 0: // it is too small
		return false
	case n <= 15 && f > 1e-300 && f < 1e300: // most are
		return true
	case n <= 17:
		again, _, _ := strings.Cut(strconv.FormatFloat(max(f, -f), 'e', n-1, 64), "e")
		return strings.Replace(again, ".", "", 1) == digits
	}
	exact, ok := new(big.Rat).SetString(s)
	return ok && exact.Cmp(new(big.Rat).SetFloat64(f)) == 0
}

// doubleHoldsInt reports whether a whole number of 64 bits is the same as a DOUBLE.
func doubleHoldsInt(s string) bool {
	n := new(big.Int)
	if _, ok := n.SetString(s, 10); !ok || !n.IsInt64() {
		return false
	}
	abs := n.Abs(n).Uint64()
	return bits.Len64(abs)-bits.TrailingZeros64(abs) <= 53
}

// number widens t by a number.
func (t *JsonType) number(word string) (long bool) {
	kind := numberKind(word)
	if kind == jsonMixed {
		t.long = word
	}
	if t.wide == "" && kind == jsonInt && len(word) > 15 && !doubleHoldsInt(word) {
		t.wide = word
	}
	t.widen(kind)
	if t.kind == jsonFloat && t.wide != "" {
		t.kind, t.long = jsonMixed, t.wide
	}
	return kind == jsonMixed
}

// longIn returns a number in t or within it that is text because no type of numbers holds it, or "".
func (t *JsonType) longIn() string {
	if t == nil {
		return ""
	}
	if t.long != "" {
		return t.long
	}
	for _, k := range t.Keys {
		if long := t.Fields[k].longIn(); long != "" {
			return long
		}
	}
	return t.elem.longIn()
}

// LongNote names the columns with such numbers, or is "".
func (t *JsonType) LongNote() string {
	var names []string
	var such string
	for _, k := range t.Keys {
		if long := t.Fields[k].longIn(); long != "" {
			names, such = append(names, form.Clip(k, 200)), long
		}
	}
	if len(names) == 0 {
		return ""
	}
	const shown = 40
	if len(such) > shown {
		such = such[:shown] + "…"
	}
	return fmt.Sprintf("numbers with more digits than BIGINT or DOUBLE hold, such as %s, are text: %s", such, strings.Join(names, ", "))
}

// quoteLong returns a line of valid JSON with those numbers in quotes.
func quoteLong(line []byte) []byte {
	var out []byte
	from := 0
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == '"':
			i = stringEnd(line, i) + 1
		case c == '-' || '0' <= c && c <= '9':
			end := i + 1
			for end < len(line) && bytes.IndexByte([]byte(",]}"+jsonBlanks), line[end]) < 0 {
				end++
			}
			if word := string(line[i:end]); !isBareNumber(word) && numberKind(word) == jsonMixed {
				out = slices.Concat(out, line[from:i], []byte{'"'}, line[i:end], []byte{'"'})
				from = end
			}
			i = end
		default:
			i++
		}
	}
	if from == 0 {
		return line
	}
	return append(out, line[from:]...)
}
