package loaders

import (
	"funneltrace/trace/sqltree"
	"strings"
)

// quoteName quotes an identifier for SQL; quoteText a string, where a value cannot be bound: in settings and in views.
var quoteName, quoteText = sqltree.Quote, sqltree.Literal

// quotePath quotes a file's path for a reader function, which would otherwise expand *, ? and [ in it.
func quotePath(path string) string {
	return quoteText(strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path))
}

// quotePaths quotes paths as an SQL list.
func quotePaths(paths []string) string {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = quotePath(p)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
