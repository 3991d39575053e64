package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
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
		d := distance(strings.ToLower(name), strings.ToLower(t))
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

// distance counts the letters to change, add or remove between a and b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		before := row[0]
		row[0] = i + 1
		for j, s := range y {
			d := before
			if r != s {
				d++
			}
			before = row[j+1]
			row[j+1] = min(d, row[j]+1, before+1)
		}
	}
	return row[len(y)]
}
