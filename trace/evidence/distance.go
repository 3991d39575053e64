package evidence

import (
	"strconv"
	"strings"
	"time"
)

// distanceText is a distance as a person says it: a number, or microseconds as the two largest units of time in it that are not 0.
// Nothing is "0".
func distanceText(text string, inTime bool) string {
	if !inTime {
		return plainNumber(text)
	}
	us, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	var parts []string
	for _, unit := range []struct {
		name string
		us   int64
	}{
		{"d", 24 * time.Hour.Microseconds()}, {"h", time.Hour.Microseconds()}, {"min", time.Minute.Microseconds()},
		{"s", time.Second.Microseconds()}, {"ms", time.Millisecond.Microseconds()}, {"µs", 1},
	} {
		n := us / unit.us
		us %= unit.us
		if n > 0 {
			parts = append(parts, strconv.FormatInt(n, 10)+" "+unit.name)
		}
		if n == 0 && len(parts) > 0 || len(parts) == 2 { // 3 d and 5 min are 3 d
			break
		}
	}
	if len(parts) == 0 {
		return "0"
	}
	return strings.Join(parts, " ")
}

// plainNumber is a number without what comes of computing with binary fractions, or zeros behind.
func plainNumber(text string) string {
	if strings.ContainsAny(text, "eE") || strings.Contains(text, ".") && len(text) > 15 {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return text
		}
		text = strconv.FormatFloat(f, 'g', 12, 64)
	}
	if strings.Contains(text, ".") && !strings.ContainsAny(text, "eE") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}
