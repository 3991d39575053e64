package sqltree

import (
	"slices"
	"strconv"
	"strings"
)

// QuoteAll quotes each name and joins them with commas.
func QuoteAll(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = Quote(n)
	}
	return strings.Join(out, ", ")
}

// DedupNames renames repeated names as DuckDB does when a query becomes a table: a, a_1, a_2.
func DedupNames(list []string) []string {
	seen := map[string]int{}
	out := make([]string, len(list))
	for i, n := range list {
		key := strings.ToLower(n)
		if count, ok := seen[key]; ok {
			for {
				candidate := n + "_" + strconv.Itoa(count)
				count++
				if _, taken := seen[strings.ToLower(candidate)]; !taken {
					seen[key], seen[strings.ToLower(candidate)] = count, 1
					out[i] = candidate
					break
				}
			}
			continue
		}
		seen[key] = 1
		out[i] = n
	}
	return out
}

// ContainsName says whether a name is in the list. Names are the same whatever their case.
func ContainsName(list []string, name string) bool {
	return slices.ContainsFunc(list, func(n string) bool { return strings.EqualFold(n, name) })
}
