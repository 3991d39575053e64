// Package near finds what somebody may have meant who wrote a name that there is not.
package near

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
)

// Hint returns ` (did you mean "x"?)` for the name nearest to what was asked for, or nothing if none is near.
func Hint(asked string, names []string) string {
	best, least := "", min(max(1, (len(asked)+1)/3)+1, len(asked))
	for _, n := range names {
		if d := levenshtein.Distance(strings.ToLower(asked), strings.ToLower(n), nil); d < least {
			best, least = n, d
		}
	}
	if best == "" || best == asked {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}
