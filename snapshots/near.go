package snapshots

import (
	"strings"

	"github.com/agext/levenshtein"
)

// nearest returns the known name that was probably meant, or nothing. A date left out or mistyped does not count.
func nearest(asked string, known []string) string {
	asked = strings.ToLower(asked)
	best, least := "", 1+len(asked)/3
	for _, name := range known {
		family, _ := splitName(name)
		askedFamily, _ := splitName(asked)
		d := min(
			levenshtein.Distance(asked, strings.ToLower(name), nil),
			levenshtein.Distance(askedFamily, strings.ToLower(family), nil),
		)
		if d <= least && (best == "" || d < least) {
			best, least = name, d
		}
	}
	return best
}
