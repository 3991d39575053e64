package seeds

import (
	"fmt"
	"strings"
)

// maxColumns is how many columns a seed may have.
const maxColumns = 4096

// columnNames makes the names of a header unique, as agate does, and tells which it changed. To SQL, names that differ in
// case only are the same.
func columnNames(fields []string) (names []string, changed []string) {
	taken := map[string]bool{}
	for i, field := range fields {
		name := field
		if strings.TrimSpace(name) == "" {
			name = letters(i)
		}
		base := name
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s_%d", base, n)
		}
		switch {
		case base != field:
			changed = append(changed, fmt.Sprintf("column %d has no name and is called %s", i+1, name))
		case name != field:
			changed = append(changed, fmt.Sprintf("column %d is called %s, since there is a column %s before it", i+1, shown(name), shown(field)))
		}
		taken[strings.ToLower(name)] = true
		names = append(names, name)
	}
	return names, changed
}

// letters is the name of the column at a place, from 0: a to z, then aa, bb and so on.
func letters(i int) string { return strings.Repeat(string(rune('a'+i%26)), i/26+1) }
