package sqltree

import (
	"slices"
	"strings"
)

// Operators are the comparisons that the least or the greatest value of one side decides for all of them.
var Operators = map[string]string{
	"COMPARE_LESSTHAN": "<", "COMPARE_LESSTHANOREQUALTO": "<=", "COMPARE_GREATERTHAN": ">", "COMPARE_GREATERTHANOREQUALTO": ">=", "COMPARE_NOTEQUAL": "<>",
}

// Turned is each of these comparisons with its sides changed over.
var Turned = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "<>": "<>"}

// Halves returns the two comparisons that a BETWEEN is, or the condition itself.
func Halves(c Node) []Node {
	if c.Type() != "COMPARE_BETWEEN" {
		return []Node{c}
	}
	return []Node{
		Compare("COMPARE_GREATERTHANOREQUALTO", c.Child("input"), c.Child("lower")),
		Compare("COMPARE_LESSTHANOREQUALTO", c.Child("input"), c.Child("upper")),
	}
}

// IsConstant says whether the expression reads no table.
func IsConstant(expr Node) bool { return FirstColumn(expr) == nil && !HasSubquery(expr) }

// NotNullCheck returns x of a condition that says no more than that x is not NULL, or nil.
func NotNullCheck(c Node) Node {
	if x := NotNullTest(c); x != nil {
		return x
	}
	if c.Type() == "COMPARE_DISTINCT_FROM" && c.Child("right").Child("value").Bool("is_null") {
		return c.Child("left")
	}
	return nil
}

// OnlyColumn returns the column of an expression that is NULL if and only if that one is; nil if it is another. What cannot be
// read by a TRY_CAST is NULL too; read says that this is a cause of its own.
func OnlyColumn(expr Node, read bool) Node {
	var column Node
	sure := true
	expr.Walk(func(n Node) bool {
		switch n.Class() {
		case "": // no expression
		case "COLUMN_REF":
			sure = sure && (column == nil || column.Key() == n.Key())
			column = n
		case "CONSTANT":
			sure = sure && !n.Child("value").Bool("is_null")
		case "CAST":
			sure = sure && (read || !n.Bool("try_cast"))
		case "COMPARISON", "BETWEEN":
		case "OPERATOR":
			sure = sure && (n.Type() == "COMPARE_IN" || n.Type() == "COMPARE_NOT_IN" || n.Type() == "OPERATOR_NOT")
		case "FUNCTION":
			sure = sure && neverNullOf[strings.ToLower(n.Str("function_name"))]
		default:
			sure = false
		}
		return sure
	})
	if !sure {
		return nil
	}
	return column
}

// neverNullOf are the functions, as DuckDB calls them, that are NULL of nothing but NULL.
var neverNullOf = map[string]bool{
	"lower": true, "upper": true, "trim": true, "ltrim": true, "rtrim": true, "length": true, "abs": true,
	"~~": true, "!~~": true, "~~*": true, "!~~*": true, "contains": true, "prefix": true, "suffix": true, "starts_with": true, "ends_with": true,
	"+": true, "-": true, "*": true,
}

// CanRaise says whether evaluating the expression may raise an error.
// References, constants, and tests for NULL cannot; a comparison can, through a cast that it implies, but not of a column with a
// constant: there the constant is cast, before anything runs.
func CanRaise(expr Node) bool {
	switch expr.Class() {
	case "COLUMN_REF", "CONSTANT":
		return false
	case "COMPARISON":
		left, right := expr.Child("left"), expr.Child("right")
		return !(left.Class() == "CONSTANT" && right.Class() == "COLUMN_REF" || left.Class() == "COLUMN_REF" && right.Class() == "CONSTANT")
	case "OPERATOR", "CONJUNCTION":
		switch expr.Type() {
		case "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL", "OPERATOR_NOT", "OPERATOR_TRY", "CONJUNCTION_AND", "CONJUNCTION_OR":
			for _, c := range expr.List("children") {
				if CanRaise(c) {
					return true
				}
			}
			return false
		}
	case "CAST":
		if expr.Bool("try_cast") {
			return CanRaise(expr.Child("child"))
		}
	}
	return true
}

// NotNullTest returns x of x IS NOT NULL, or nil.
func NotNullTest(c Node) Node {
	switch c.Type() {
	case "OPERATOR_IS_NOT_NULL":
		return c.List("children")[0]
	case "OPERATOR_NOT":
		if in := c.List("children")[0]; in.Type() == "OPERATOR_IS_NULL" {
			return in.List("children")[0]
		}
	}
	return nil
}

// NeverNull says whether the condition is a test that is never NULL by its form.
func NeverNull(c Node) bool {
	switch c.Type() {
	case "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL", "COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM":
		return true
	case "OPERATOR_NOT":
		return NeverNull(c.List("children")[0])
	case "SUBQUERY":
		return c.Str("subquery_type") == "EXISTS" || c.Str("subquery_type") == "NOT_EXISTS"
	}
	return false
}

// SharedEqualities returns the equalities that stand in all branches of an OR, as the first of them has them: without them, none
// of it is TRUE. key tells expressions apart, as [Node.Key] does.
func SharedEqualities(or Node, key func(Node) string) []Node {
	if or.Type() != "CONJUNCTION_OR" {
		return nil
	}
	branches := disjuncts(or)
	var out []Node
	for _, c := range Conjuncts(branches[0]) {
		same := func(o Node) bool {
			left, right := o.Child("left"), o.Child("right")
			return o.Type() == "COMPARE_EQUAL" && (key(c) == key(o) || key(c) == key(Equal(right, left)))
		}
		inAll := !slices.ContainsFunc(branches[1:], func(b Node) bool { return !slices.ContainsFunc(Conjuncts(b), same) })
		if c.Type() == "COMPARE_EQUAL" && inAll {
			out = append(out, c)
		}
	}
	return out
}

// disjuncts are the parts that OR joins.
func disjuncts(expr Node) []Node {
	if expr.Type() != "CONJUNCTION_OR" {
		return []Node{expr}
	}
	var out []Node
	for _, c := range expr.List("children") {
		out = append(out, disjuncts(c)...)
	}
	return out
}
