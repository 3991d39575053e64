package loaders

import (
	"strings"

	"funneltrace/trace/sqltree"
)

// quotePath quotes a file's path for a reader function, which would otherwise expand *, ? and [ in it.
func quotePath(path string) string {
	return sqltree.Literal(strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path))
}

// quotePaths quotes paths as an SQL list.
func quotePaths(paths []string) string {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = quotePath(p)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
