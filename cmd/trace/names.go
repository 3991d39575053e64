package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/agext/levenshtein"
)

// unknown returns a usage error for a name that is not among those that there are, with the nearest of them.
func unknown(what, name string, there []string) error {
	if len(there) == 0 {
		return usagef("unknown %s %q; there is none", what, name)
	}
	hint := ""
	if near := nearest(name, there); near != "" {
		hint = fmt.Sprintf(" (did you mean %q?)", near)
	}
	return usagef("unknown %s %q%s; there is: %s", what, name, hint, strings.Join(there, ", "))
}

// nearest returns the name that looks most like the one asked for, or nothing if none does.
func nearest(name string, there []string) string {
	best, least := "", max(utf8.RuneCountInString(name)/2, 2)+1
	for _, t := range there {
		d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(t), nil)
		if d < least {
			best, least = t, d
		}
	}
	if best != "" {
		return best
	}
	for _, t := range there {
		if name != "" && strings.Contains(strings.ToLower(t), strings.ToLower(name)) {
			return t
		}
	}
	return ""
}
