package engine

import (
	"strings"

	"funneltrace/trace/sqltree"
)

// QuotePath quotes a file's path for a reader function, which would otherwise expand *, ? and [ in it.
func QuotePath(path string) string {
	return sqltree.Literal(strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path))
}

// QuotePaths quotes paths as an SQL list.
func QuotePaths(paths []string) string {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = QuotePath(p)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
