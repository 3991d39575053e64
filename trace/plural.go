package trace

import (
	"strings"
)

// Plural returns the English plural of a unit: clicks, entries, boxes.
func Plural(unit string) string {
	switch {
	case unit == "":
		return "rows"
	case strings.HasSuffix(unit, "y") && len(unit) > 1 && !strings.ContainsRune("aeiou", rune(unit[len(unit)-2])):
		return unit[:len(unit)-1] + "ies"
	case strings.HasSuffix(unit, "s"), strings.HasSuffix(unit, "x"), strings.HasSuffix(unit, "ch"), strings.HasSuffix(unit, "sh"):
		return unit + "es"
	}
	return unit + "s"
}
