package functions

import (
	"fmt"
	"strconv"
	"strings"
)

// aggregate is one that the engine has under a name, with the same meaning.
func aggregate(engine, name string, low, high int) Function {
	f := as(engine, name, low, high)
	f.Kind = Aggregate
	f.Write = func(args []Arg) (string, error) { return engine + "(" + join(args) + ")", nil }
	return f
}

func aggregateWritten(name string, n int, write func(a []Arg) (string, error)) Function {
	f := written(name, n, n, write)
	f.Kind = Aggregate
	return f
}

// What stands beside arguments, as DISTINCT, ORDER BY and IGNORE NULLS, is part of how they are written out.
var aggregates = []Function{
	aggregate("any_value", "ANY_VALUE", 1, 1),
	aggregate("array_agg", "ARRAY_AGG", 1, 1),
	aggregateWritten("ARRAY_CONCAT_AGG", 1, func(a []Arg) (string, error) { return "flatten(array_agg(" + a[0].SQL + "))", nil }),
	aggregate("avg", "AVG", 1, 1),
	aggregate("bit_and", "BIT_AND", 1, 1),
	aggregate("bit_or", "BIT_OR", 1, 1),
	aggregate("bit_xor", "BIT_XOR", 1, 1),
	aggregate("count", "COUNT", 1, 1),
	aggregateWritten("COUNTIF", 1, func(a []Arg) (string, error) {
		condition, distinct := strings.CutPrefix(a[0].SQL, "DISTINCT ")
		if distinct {
			return "count(DISTINCT nullif(" + condition + ", FALSE))", nil
		}
		return "count(nullif(" + condition + ", FALSE))", nil
	}),
	aggregate("grouping", "GROUPING", 1, 1),
	aggregate("bool_and", "LOGICAL_AND", 1, 1),
	aggregate("bool_or", "LOGICAL_OR", 1, 1),
	aggregate("max", "MAX", 1, 1),
	aggregate("arg_max_null", "MAX_BY", 2, 2),
	aggregate("min", "MIN", 1, 1),
	aggregate("arg_min_null", "MIN_BY", 2, 2),
	aggregate("string_agg", "STRING_AGG", 1, 2),
	aggregate("sum", "SUM", 1, 1),
	aggregate("corr", "CORR", 2, 2),
	aggregate("covar_pop", "COVAR_POP", 2, 2),
	aggregate("covar_samp", "COVAR_SAMP", 2, 2),
	aggregate("stddev_pop", "STDDEV_POP", 1, 1),
	aggregate("stddev_samp", "STDDEV_SAMP", 1, 1),
	aggregate("var_pop", "VAR_POP", 1, 1),
	aggregate("var_samp", "VAR_SAMP", 1, 1),
	// what is approximate in BigQuery is exact here
	aggregateWritten("APPROX_COUNT_DISTINCT", 1, func(a []Arg) (string, error) { return "count(DISTINCT " + a[0].SQL + ")", nil }),
	aggregateWritten("APPROX_QUANTILES", 2, approxQuantiles),
	aggregateWritten("APPROX_TOP_COUNT", 2, func(a []Arg) (string, error) {
		return call("bq_top_count", plain("array_agg("+a[0].SQL+")"), a[1]), nil
	}),
}

func approxQuantiles(a []Arg) (string, error) {
	n, err := strconv.Atoi(strings.TrimSpace(a[1].SQL))
	if err != nil || n < 1 || n > 1000 {
		return "", fmt.Errorf("the number of quantiles has to be a constant from 1 to 1000")
	}
	at := make([]string, n+1)
	for i := range at {
		at[i] = strconv.FormatFloat(float64(i)/float64(n), 'f', -1, 64)
	}
	return "quantile_disc(" + a[0].SQL + ", [" + strings.Join(at, ", ") + "])", nil
}

func analytic(engine, name string, low, high int) Function {
	f := aggregate(engine, name, low, high)
	f.Kind = Analytic
	return f
}

var analytics = []Function{
	analytic("cume_dist", "CUME_DIST", 0, 0),
	analytic("dense_rank", "DENSE_RANK", 0, 0),
	analytic("first_value", "FIRST_VALUE", 1, 1),
	analytic("lag", "LAG", 1, 3),
	analytic("last_value", "LAST_VALUE", 1, 1),
	analytic("lead", "LEAD", 1, 3),
	analytic("nth_value", "NTH_VALUE", 2, 2),
	analytic("ntile", "NTILE", 1, 1),
	analytic("percent_rank", "PERCENT_RANK", 0, 0),
	analytic("quantile_cont", "PERCENTILE_CONT", 2, 2),
	analytic("quantile_disc", "PERCENTILE_DISC", 2, 2),
	analytic("rank", "RANK", 0, 0),
	analytic("row_number", "ROW_NUMBER", 0, 0),
}
