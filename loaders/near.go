package loaders

import (
	"fmt"
	"strings"
)

// didYouMean returns `, did you mean "x"?` for the name nearest to what was asked for, or nothing if none is near.
func didYouMean(asked string, names []string) string {
	best, least := "", min(max(1, (len(asked)+1)/3)+1, len(asked))
	for _, n := range names {
		if d := distance(strings.ToLower(asked), strings.ToLower(n)); d < least {
			best, least = n, d
		}
	}
	if best == "" || best == asked {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// distance is the number of letters to insert, delete or replace to come from a to b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			replaced := diagonal
			if x[i] != y[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
