// Package near finds what somebody may have meant who wrote a name that there is not.
package near

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
)

// Name returns the name nearest to what was asked for: the one that it takes the fewest changes of letters to make of it, of at
// most about a third of them, or else the first one that it is a part of. It returns nothing if none is near.
func Name(asked string, names []string) string {
	asked = strings.ToLower(asked)
	most := max((len(asked)+1)/3, min(len(asked)/2, 2)) // two, so that neighbours may have changed places
	best, least := "", min(most+1, len(asked))
	for _, n := range names {
		if d := levenshtein.Distance(asked, strings.ToLower(n), nil); d < least {
			best, least = n, d
		}
	}
	if best == "" && len(asked) > 2 {
		for _, n := range names {
			if strings.Contains(strings.ToLower(n), asked) {
				return n
			}
		}
	}
	return best
}

// Hint returns ` (did you mean "x"?)` for the name nearest to what was asked for, or nothing if none is near.
func Hint(asked string, names []string) string {
	best := Name(asked, names)
	if best == "" || best == asked {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}
