package trace

import (
	"strconv"

	"github.com/jinzhu/inflection"
)

// Plural returns the English plural of a unit: clicks, entries, boxes, people.
func Plural(unit string) string {
	if unit == "" {
		return "rows"
	}
	return inflection.Plural(unit)
}

// Grouped returns n with a comma between its thousands: 2,700,000.
func Grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(text) - 3; i > first; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// Units is a number with its unit: 1 click, 2,700,000 clicks.
func Units(n int64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return Grouped(n) + " " + Plural(unit)
}
