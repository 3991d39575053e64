package functions

import (
	"fmt"
	"strings"
)

// as is a function that the engine has under a name, with the same meaning.
func as(engine, name string, low, high int) Function {
	return Function{Name: name, Min: low, Max: high, Write: func(args []Arg) (string, error) {
		return engine + "(" + join(wide(args)) + ")", nil
	}}
}

// macro is a function whose meaning is a macro of ours: bq_ and its name, and the number of arguments where several numbers are taken.
func macro(name string, low, high int) Function {
	base := "bq_" + strings.ToLower(strings.ReplaceAll(name, ".", "_"))
	f := Function{Name: name, Min: low, Max: high}
	called := func(n int) string {
		if low == high {
			return base
		}
		return fmt.Sprintf("%s_%d", base, n)
	}
	f.Write = func(args []Arg) (string, error) { return call(called(len(args)), wide(args)...), nil }
	return f
}

// renamed is a function whose meaning is a macro of another name.
func renamed(name string, n int, macro string) Function {
	return written(name, n, n, func(a []Arg) (string, error) { return call(macro, wide(a)...), nil })
}

// safe is a function whose macro makes NULL of its errors, and not of those of its arguments: these are written outside.
func safe(name string, n int, macro string) Function {
	return written(name, n, n, func(a []Arg) (string, error) { return callOutside(macro, wide(a)...), nil })
}

// written is a function that write writes.
func written(name string, low, high int, write func(a []Arg) (string, error)) Function {
	return Function{Name: name, Min: low, Max: high, Write: write}
}

// template is a function whose arguments are put into a text, for %[1]s and so on.
func template(name string, n int, format string) Function {
	return written(name, n, n, func(a []Arg) (string, error) {
		values := make([]any, len(a))
		for i, x := range wide(a) {
			values[i] = x.SQL
		}
		return fmt.Sprintf(format, values...), nil
	})
}

// wide are the arguments with whole numbers as INT64; the engine takes the smaller ones for INTEGER.
func wide(args []Arg) []Arg {
	out := make([]Arg, len(args))
	for i, a := range args {
		if digits := strings.TrimPrefix(a.SQL, "-"); digits != "" && strings.Trim(digits, "0123456789") == "" {
			a.SQL = "CAST(" + a.SQL + " AS BIGINT)"
		}
		out[i] = a
	}
	return out
}

// quote writes a text.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// constant is the value of an argument that has to be a text, of which what says what it is.
func constant(a Arg, what string) (string, error) {
	if a.Text == nil {
		return "", fmt.Errorf("%s has to be a constant text here", what)
	}
	return *a.Text, nil
}
