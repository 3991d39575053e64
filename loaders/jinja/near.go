package jinja

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
)

// didYouMean names what is nearest to what was asked for, or nothing.
func didYouMean(asked string, names []string) string {
	best, least := "", 2+len(asked)/3
	for _, n := range names {
		if d := levenshtein.Distance(strings.ToLower(asked), strings.ToLower(n), nil); d < least && n != asked {
			best, least = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}
