package sqltree

import (
	"slices"
	"strings"
)

// readingOrder ranks the keys whose order matters to a reader: FROM is met before WHERE, left before right.
var readingOrder = map[string]int{
	"cte_map": 1, "from_table": 2, "left": 3, "right": 4, "condition": 5, "child": 6,
	"where_clause": 7, "group_expressions": 8, "having": 9, "qualify": 10, "select_list": 11, "modifiers": 12,
}

func sortKeys(keys []string) {
	slices.SortFunc(keys, func(a, b string) int {
		ra, rb := rank(a), rank(b)
		if ra != rb {
			return ra - rb
		}
		return strings.Compare(a, b)
	})
}

func rank(key string) int {
	if r, ok := readingOrder[key]; ok {
		return r
	}
	return 100
}
