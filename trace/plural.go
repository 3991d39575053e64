package trace

import "github.com/jinzhu/inflection"

// Plural returns the English plural of a unit: clicks, entries, boxes, people.
func Plural(unit string) string {
	if unit == "" {
		return "rows"
	}
	return inflection.Plural(unit)
}
