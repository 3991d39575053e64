package sqltree

import "strings"

// clocks are the calls and names that ask what time it is.
// A transaction would stop them too, but DuckDB reads what a transaction has just written with one thread only.
var clocks = []string{
	"now", "today", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
	"get_current_time", "get_current_timestamp", "transaction_timestamp",
}

// AsksTime returns how the node asks for the time, as a key of the clock; empty if it does not.
func AsksTime(n Node) string {
	name, prefix := "", ""
	switch n.Class() {
	case "FUNCTION":
		if len(n.List("children")) == 0 {
			name = n.Str("function_name")
		}
	case "COLUMN_REF":
		if parts := n.Strings("column_names"); len(parts) == 1 {
			name, prefix = parts[0], "column "
		}
	}
	for _, c := range clocks {
		if strings.EqualFold(c, name) {
			return prefix + c
		}
	}
	return ""
}
