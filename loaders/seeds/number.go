package seeds

import (
	"regexp"
	"strconv"
	"strings"
)

// The types of a column of numbers; each also holds what those before it do.
var numberTypes = []string{"INTEGER", "BIGINT", "DECIMAL(38,0)", "DOUBLE"}

const (
	small = iota // up to 32 bits
	large        // up to 64
	huge         // up to 38 digits
	float
)

const maxDigits = 38

// currencies are the signs that agate takes off a number, in its order.
var currencies = []string{"؋", "$", "ƒ", "៛", "¥", "₡", "₱", "£", "€", "¢", "﷼", "₪", "₩", "₭", "₮", "₦", "฿", "₤", "₫"}

// grouping are the marks between digits; agate takes out the comma, Python the underscore.
var grouping = strings.NewReplacer(",", "", "_", "")

// decimal is what Python takes for a number.
var decimal = regexp.MustCompile(`^([+-]?)(?:([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?|((?i:inf|infinity|nan)))$`)

// parseNumber reads a number as agate does: 7, 007, -1,234.50, $5, 50%, 1e3. It returns it as the engine reads it, and which of
// the numberTypes it needs. Digits of other scripts are no numbers here, though they are in Python.
func parseNumber(v string) (text string, size int, ok bool) {
	v = strings.Trim(v, "%")
	v, minus := strings.CutPrefix(v, "-")
	for _, c := range currencies {
		v = strings.Trim(v, c)
	}
	v = strings.TrimSpace(grouping.Replace(v))
	m := decimal.FindStringSubmatch(v)
	if m == nil {
		return "", 0, false
	}
	sign := ""
	if minus != (m[1] == "-") {
		sign = "-"
	}
	switch special := strings.ToLower(m[5]); {
	case special == "nan":
		return special, float, true
	case special != "":
		return sign + "inf", float, true
	case m[2]+m[3] == "":
		return "", 0, false
	}
	return scaled(sign, m[2]+m[3], m[4], len(m[3]))
}

// scaled returns a number of so many digits, the last few of which are behind the point, times a power of ten.
func scaled(sign, digits, power string, behind int) (text string, size int, ok bool) {
	exponent := 0
	if power != "" {
		var err error
		if exponent, err = strconv.Atoi(power); err != nil {
			return "", 0, false
		}
	}
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return "0", small, true
	}
	whole := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(whole) - behind
	if exponent >= 0 && exponent <= maxDigits-len(whole) {
		text = sign + whole + strings.Repeat("0", exponent)
		return text, sizeOf(text), true
	}
	f, err := strconv.ParseFloat(sign+whole+"e"+strconv.Itoa(exponent), 64)
	if err != nil { // larger than any DOUBLE
		return "", 0, false
	}
	return strconv.FormatFloat(f, 'e', -1, 64), float, true
}

// sizeOf returns which of the numberTypes a whole number needs.
func sizeOf(text string) int {
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		return huge
	case int64(int32(n)) != n:
		return large
	}
	return small
}
