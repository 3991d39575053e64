package report

import (
	"fmt"
	"strings"

	"funneltrace/trace"
)

// shownLooks is how many values people are shown of one cause.
const shownLooks = 6

// Looks says which values a filter dropped that are near one it asks for: "platform yt (207), ” (479)"; empty if there are none.
func Looks(looks []trace.Look) string {
	if len(looks) == 0 {
		return ""
	}
	var parts []string
	for _, l := range looks[:min(len(looks), shownLooks)] {
		parts = append(parts, fmt.Sprintf("%s (%s)", shownValue(l.Value), Count(l.Clicks)))
	}
	if more := looks[len(parts):]; len(more) > 0 {
		var n int64
		for _, l := range more {
			n += l.Clicks
		}
		parts = append(parts, fmt.Sprintf("%s more (%s)", Units(int64(len(more)), "value"), Count(n)))
	}
	return looks[0].Subject + " " + strings.Join(parts, ", ")
}

// shownValue is a value as text; where one would not see it, it stands between quotes.
func shownValue(s string) string {
	if s == "" || strings.TrimSpace(s) != s {
		return "'" + s + "'"
	}
	return s
}
