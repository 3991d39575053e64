// Package functions is the list of GoogleSQL's functions that are understood, and what each means in the engine's language.
//
//	f, ok := functions.Lookup("SPLIT")
//	sql, err := f.Write([]functions.Arg{{SQL: "path"}, {SQL: "'/'"}}) // bq_split(path, '/')
//	create, needs := functions.Macro("bq_split")
//
// The rules are:
//   - What has another meaning in the engine is written as a macro of ours, those of the folder macros, or as what the engine has for
//     it where a constant decides: a format, a pattern, a path, a part of a date.
//   - Macros have no overloads, as of an aggregate or a subquery the engine does not know the type in time to choose one. They ask
//     bq_kind, whose answer is known when the query is bound. Where the written argument shows its type, see [kindOf], they need not.
//   - What is an error in GoogleSQL is a cast that fails with the message, as TRY refuses what calls error().
//   - What cannot be said with the same meaning is an error of Write, and what is not in the list is no function.
package functions

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Arg is an argument as it was written out.
type Arg struct {
	SQL  string  // in the engine's language
	Text *string // its value, where it is a constant text
	Word string  // where it is a bare word or WORD(WORD): DAY, WEEK(MONDAY)
	Null bool    // the literal NULL
}

// Kind is what a function is called on.
type Kind int

// The kinds of function.
const (
	Scalar Kind = iota
	Aggregate
	Analytic
)

// Function is a function of GoogleSQL.
type Function struct {
	Name     string
	Min, Max int // how many arguments; Max < 0 is any number
	Kind     Kind
	Write    func(args []Arg) (string, error)
}

// Lookup returns the function of a name in upper case.
func Lookup(name string) (Function, bool) {
	f, ok := table[name]
	return f, ok
}

// Names returns the names of all functions, in order.
func Names() []string { return slices.Sorted(maps.Keys(table)) }

// groups are the functions by subject, as the README lists them.
var groups = []struct {
	Title     string
	Functions []Function
}{
	{"Aggregates", aggregates},
	{"Windows", analytics},
	{"Conditions", conditions},
	{"Numbers", numbers},
	{"Bits and hashes", bits},
	{"Text and bytes", text},
	{"Patterns", patterns},
	{"Arrays", arrays},
	{"Dates and times", times},
	{"JSON", documents},
	{"Casts", casts},
}

var table = func() map[string]Function {
	out := map[string]Function{}
	for _, g := range groups {
		for _, f := range g.Functions {
			if _, twice := out[f.Name]; twice {
				panic(fmt.Sprintf("function %s stands twice in the list", f.Name))
			}
			out[f.Name] = f
		}
	}
	for name, f := range synonyms {
		g := out[f]
		g.Name = name
		out[name] = g
	}
	return out
}()

// synonyms are other names of functions.
var synonyms = map[string]string{"CEILING": "CEIL", "POW": "POWER", "UCASE": "UPPER", "LCASE": "LOWER", "CHAR_LENGTH": "LENGTH",
	"CHARACTER_LENGTH": "LENGTH", "SUBSTRING": "SUBSTR", "REGEXP_SUBSTR": "REGEXP_EXTRACT", "STDDEV": "STDDEV_SAMP", "VARIANCE": "VAR_SAMP",
	"OCTET_LENGTH": "BYTE_LENGTH"}

// Near is the name of a function that may be meant, or empty: one that differs in two letters at most.
func Near(name string) string {
	best, least := "", 3
	if len(name) < 5 {
		least = 2
	}
	for _, n := range Names() {
		if d := distance(name, n, least); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance is in how many letters two words differ, up to limit.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return min(row[len(b)], limit)
}

// sqls are the arguments as they were written out.
func sqls(args []Arg) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = a.SQL
	}
	return out
}

func join(args []Arg) string { return strings.Join(sqls(args), ", ") }
