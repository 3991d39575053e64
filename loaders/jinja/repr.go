package jinja

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
)

// Text is what a template prints for a value: Python's str().
func Text(v Value) string {
	switch v := v.(type) {
	case starlark.String:
		return string(v)
	case nil:
		return ""
	case Undefined:
		return ""
	}
	return Repr(v)
}

// Repr is Python's repr() of a value.
func Repr(v Value) string {
	var b strings.Builder
	writeRepr(&b, v, 0)
	return b.String()
}

const deepest = 50 // how deep values may nest that are printed; a list can hold itself

func writeRepr(b *strings.Builder, v Value, depth int) {
	if depth > deepest || b.Len() > maxText {
		b.WriteString("...")
		return
	}
	items := func(open string, n int, item func(i int), end string) {
		b.WriteString(open)
		for i := range n {
			if i > 0 {
				b.WriteString(", ")
			}
			item(i)
		}
		b.WriteString(end)
	}
	switch v := v.(type) {
	case starlark.String:
		b.WriteString(quoted(string(v)))
	case starlark.Float:
		b.WriteString(floatText(float64(v)))
	case *starlark.List:
		items("[", v.Len(), func(i int) { writeRepr(b, v.Index(i), depth+1) }, "]")
	case starlark.Tuple:
		end := ")"
		if len(v) == 1 {
			end = ",)"
		}
		items("(", len(v), func(i int) { writeRepr(b, v[i], depth+1) }, end)
	case *starlark.Dict:
		all := v.Items()
		items("{", len(all), func(i int) {
			writeRepr(b, all[i][0], depth+1)
			b.WriteString(": ")
			writeRepr(b, all[i][1], depth+1)
		}, "}")
	case *starlark.Set:
		all := listOf(v)
		items("{", len(all), func(i int) { writeRepr(b, all[i], depth+1) }, "}")
	case Undefined:
		b.WriteString("Undefined")
	case fmt.Stringer:
		b.WriteString(v.String())
	}
}

// quoted writes a text as Python does: in single quotes, unless it has some and no double ones.
func quoted(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	var b strings.Builder
	b.WriteByte(quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte(quote)
	return b.String()
}

// floatText writes a float as Python does.
func floatText(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case math.IsNaN(f):
		return "nan"
	}
	if a := math.Abs(f); f != 0 && (a >= 1e16 || a < 1e-4) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
