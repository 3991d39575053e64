package sqltree

import (
	"strconv"
	"strings"
)

// Operands are the expressions right below one.
func Operands(expr Node) []Node {
	var out []Node
	top := true
	expr.Walk(func(n Node) bool {
		switch {
		case top:
			top = false
		case n.Class() != "":
			out = append(out, n)
			return false
		case n.Type() == "SELECT_NODE" || n.Type() == "SET_OPERATION_NODE":
			return false // what a subquery reads is its own
		}
		return true
	})
	return out
}

// HasStar says whether the expression has a * or COLUMNS(…) of its own.
func HasStar(expr Node) bool {
	found := false
	expr.Walk(func(n Node) bool {
		found = found || n.Class() == "STAR"
		return !found && n.Class() != "SUBQUERY"
	})
	return found
}

// Ordinal returns the number of an integer constant.
func Ordinal(expr Node) (int, bool) {
	if expr.Class() != "CONSTANT" {
		return 0, false
	}
	value := expr.Child("value")
	if !strings.HasSuffix(value.Child("type").Str("id"), "INTEGER") {
		return 0, false
	}
	switch v := value["value"].(type) {
	case interface{ Int64() (int64, error) }:
		n, err := v.Int64()
		return int(n), err == nil
	case string:
		n, err := strconv.Atoi(v)
		return n, err == nil
	}
	return 0, false
}

// HasSubquery says whether a query stands in the expression.
func HasSubquery(expr Node) bool {
	found := false
	expr.Walk(func(n Node) bool { found = found || n.Class() == "SUBQUERY"; return !found })
	return found
}

// FirstColumn returns the first column that the expression reads, or nil.
func FirstColumn(expr Node) Node {
	var out Node
	expr.Walk(func(n Node) bool {
		if out == nil && n.Class() == "COLUMN_REF" {
			out = n
		}
		return out == nil
	})
	return out
}

// LambdaParams returns the names that lambdas in the expression bind, lower case.
func LambdaParams(expr Node) map[string]bool {
	out := map[string]bool{}
	expr.Walk(func(n Node) bool {
		if n.Class() == "LAMBDA" {
			n.Child("lhs").Walk(func(p Node) bool {
				for _, s := range p.Strings("column_names") {
					out[strings.ToLower(s)] = true
				}
				return true
			})
		}
		return true
	})
	return out
}

// HasWindow says whether the expression has a window of its own.
func HasWindow(expr Node) bool {
	found := false
	expr.Walk(func(n Node) bool {
		found = found || n.Class() == "WINDOW"
		return !found && n.Class() != "SUBQUERY"
	})
	return found
}

// HasCase says whether a CASE stands in the expression.
func HasCase(expr Node) bool {
	found := false
	expr.Walk(func(n Node) bool { found = found || n.Class() == "CASE"; return !found })
	return found
}

// Begin is the byte offset of the first part of a node that has a place in the text; 0 if none has.
func Begin(n Node) int {
	at := -1
	n.Walk(func(x Node) bool {
		if at < 0 {
			at = x.Location()
		}
		return at < 0
	})
	return max(at, 0)
}

// IsExists says whether the expression is EXISTS (query).
func IsExists(expr Node) bool {
	return expr.Class() == "SUBQUERY" && expr.Str("subquery_type") == "EXISTS"
}
