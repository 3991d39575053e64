package sqltree

import "strings"

// IsPick says whether the aggregate's value is one of its arguments.
func IsPick(function string) bool {
	switch strings.ToLower(function) {
	case "any_value", "arbitrary", "first", "last", "min", "max",
		"arg_min", "arg_max", "min_by", "max_by", "argmin", "argmax", "arg_min_null", "arg_max_null":
		return true
	}
	return false
}

// DependsOnOrder says whether an aggregate may come out differently when its rows come in another order.
func DependsOnOrder(agg Node) bool {
	switch strings.ToLower(agg.Str("function_name")) {
	case "any_value", "arbitrary", "first", "last", "list", "array_agg", "string_agg", "group_concat", "listagg",
		"arg_min", "arg_max", "min_by", "max_by", "argmin", "argmax", "mode", "approx_quantile", "reservoir_quantile":
		return len(agg.Child("order_bys").List("orders")) == 0
	}
	return false
}

// TakesByAnother says whether the aggregate takes a value of the row in which another one is the least or the greatest.
func TakesByAnother(agg Node) bool {
	switch strings.ToLower(agg.Str("function_name")) {
	case "arg_min", "arg_max", "min_by", "max_by", "argmin", "argmax", "arg_min_null", "arg_max_null":
		return agg.Class() == "FUNCTION" && len(agg.List("children")) == 2 && len(agg.Child("order_bys").List("orders")) == 0
	}
	return false
}

// SumsUp says whether the last digits of what an aggregate gives of floats hang on their order.
func SumsUp(function string) bool {
	switch strings.ToLower(function) {
	case "sum", "sum_no_overflow", "avg", "mean", "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop", "sem", "corr",
		"covar_samp", "covar_pop", "regr_slope", "regr_intercept", "regr_r2", "skewness", "kurtosis", "product", "geomean":
		return true
	}
	return false
}

// TakesOneByOne says whether the window's result hangs on the order of rows that its ORDER BY holds equal.
func TakesOneByOne(win Node) bool {
	switch strings.ToLower(win.Str("function_name")) {
	case "row_number", "lag", "lead", "ntile", "first_value", "first":
		return len(win.List("arg_orders")) == 0
	}
	return false
}

// IsUnnest says whether the node is a call of unnest.
func IsUnnest(n Node) bool {
	return n.Class() == "FUNCTION" && strings.EqualFold(n.Str("function_name"), "unnest")
}

// HasUnnest says whether the expression has an UNNEST of its own.
func HasUnnest(expr Node) bool {
	found := false
	expr.Walk(func(n Node) bool {
		found = found || IsUnnest(n)
		return !found && n.Class() != "SUBQUERY"
	})
	return found
}

// IsRank says whether the window numbers rows within a partition.
func IsRank(win Node) bool {
	switch strings.ToLower(win.Str("function_name")) {
	case "row_number", "rank", "dense_rank":
		return len(win.List("partitions")) > 0
	}
	return false
}

// Undecided are the parts of a query whose outcome may hang on the order of its rows: a LIMIT, windows and aggregates that take one row or
// another, and, if sums are asked for, aggregates that add up.
func Undecided(query Node, sums bool) []Node {
	var out []Node
	query.Walk(func(n Node) bool {
		switch {
		case n.Type() == "LIMIT_MODIFIER",
			n.Class() == "WINDOW" && TakesOneByOne(n),
			n.Class() == "FUNCTION" && (DependsOnOrder(n) || sums && SumsUp(n.Str("function_name"))):
			out = append(out, n)
		}
		return true
	})
	return out
}
