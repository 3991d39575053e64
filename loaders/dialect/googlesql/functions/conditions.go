package functions

import "strings"

var conditions = []Function{
	as("coalesce", "COALESCE", 1, -1),
	written("GREATEST", 1, -1, func(a []Arg) (string, error) { return noneNull("greatest", a), nil }),
	template("IF", 3, "CASE WHEN %[1]s THEN %[2]s ELSE %[3]s END"),
	as("coalesce", "IFNULL", 2, 2),
	written("LEAST", 1, -1, func(a []Arg) (string, error) { return noneNull("least", a), nil }),
	as("nullif", "NULLIF", 2, 2),
	template("NULLIFZERO", 1, "nullif(%[1]s, 0)"),
	template("ZEROIFNULL", 1, "coalesce(%[1]s, 0)"),
	// an element of a list of NULLs, as that can stand where any type does
	template("ERROR", 1, "[NULL][CAST(CAST(%[1]s AS VARCHAR) AS BIGINT)]"),
}

// noneNull calls a function that leaves out NULLs, where they make the result one.
func noneNull(engine string, args []Arg) string {
	args = wide(args)
	tests := make([]string, len(args))
	for i, a := range args {
		if a.Null {
			return "NULL"
		}
		tests[i] = "(" + a.SQL + ") IS NULL"
	}
	out := engine + "(" + join(args) + ")"
	if engine == "least" { // NaN is the greatest to the engine, and is the result
		out = "bq_least(" + out + ", greatest(" + join(args) + "))"
	}
	return "CASE WHEN " + strings.Join(tests, " OR ") + " THEN NULL ELSE " + out + " END"
}
