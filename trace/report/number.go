package report

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"funneltrace/trace"
)

// Count returns n with thousands separators: 2,700,000.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	return sign + thousands(s)
}

// Minus returns n as something taken away: −215, and 0 as it is.
func Minus(n int64) string {
	if n == 0 {
		return "0"
	}
	return Count(-n)
}

// Signed returns n with its sign: +30.
func Signed(n int64) string {
	if n > 0 {
		return "+" + Count(n)
	}
	return Count(n)
}

// Amount returns the value of a measure with thousands separators, and decimals only if it has them.
func Amount(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', -1, 64)
	whole, frac, ok := strings.Cut(s, ".")
	s = thousands(whole)
	if ok {
		s += "." + frac
	}
	if v < 0 {
		s = "−" + s
	}
	return s
}

// ParseAmount reads a number as people write it: 16100, 16,100 or 16_100.5. ok is false if it is none.
func ParseAmount(s string) (v float64, ok bool) {
	v, err := strconv.ParseFloat(strings.NewReplacer(",", "", "_", "", " ", "").Replace(s), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

func thousands(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Percent returns n of all as a percentage. What is not nothing never prints as 0.0%,
// what is not all never prints as 100.0%.
func Percent(n, all int64) string {
	switch {
	case all == 0:
		return "–"
	case n == 0:
		return "0.0%"
	case n == all:
		return "100.0%"
	}
	p := 100 * float64(n) / float64(all)
	switch {
	case p > 0 && p < 0.05:
		return "<0.1%"
	case p > 99.95 && p < 100:
		return ">99.9%"
	}
	s := strconv.FormatFloat(math.Abs(p), 'f', 1, 64) + "%"
	if p < 0 {
		s = "−" + s
	}
	return s
}

// Units returns a count with its unit: "1 click", "215 clicks".
func Units(n int64, unit string) string {
	if n == 1 {
		return "1 " + cmp.Or(unit, "row")
	}
	return Count(n) + " " + trace.Plural(unit)
}

// NumberName returns what a number is called.
func NumberName(label string) string { return cmp.Or(label, "the number") }
