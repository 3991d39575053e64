package sqltree

import (
	"slices"
	"strings"
)

// clocks are the calls and names that ask what time it is.
// A transaction would stop them too, but DuckDB reads what a transaction has just written with one thread only.
var clocks = []string{
	"now", "today", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
	"get_current_time", "get_current_timestamp", "transaction_timestamp",
}

// named are those that ask without parentheses.
var named = []string{"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}

// IsClockName says whether the name, in lower case, asks for the time where no column is called so.
func IsClockName(name string) bool { return slices.Contains(named, name) }

// AsksTime returns how the call asks for the time, in lower case; empty if it does not.
func AsksTime(n Node) string {
	if name := strings.ToLower(n.Str("function_name")); n.Class() == "FUNCTION" && len(n.List("children")) == 0 && slices.Contains(clocks, name) {
		return name
	}
	return ""
}

// BareClock returns the name of a node, in lower case, that asks for the time if it is no column's; empty if it is another.
func BareClock(n Node) string {
	if parts := n.Strings("column_names"); n.Class() == "COLUMN_REF" && len(parts) == 1 && IsClockName(strings.ToLower(parts[0])) {
		return strings.ToLower(parts[0])
	}
	return ""
}
