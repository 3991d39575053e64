// Package functions is the list of GoogleSQL's functions that are understood, and what each means in the engine's language.
package functions

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
	Macros   []string
	Write    func(args []Arg) (string, error)
}

// Lookup returns the function of a name in upper case.
func Lookup(name string) (Function, bool) {
	f, ok := table[name]
	return f, ok
}

// Near is the name of a function that may be meant, or empty.
func Near(string) string { return "" }

// Macro returns how a macro is made, and which others it calls.
func Macro(string) (sql string, needs []string) { return "", nil }

var table = map[string]Function{}

func init() {
	for name, kind := range map[string]Kind{"COUNT": Aggregate, "SUM": Aggregate, "MIN": Aggregate, "MAX": Aggregate, "AVG": Aggregate, "ARRAY_AGG": Aggregate,
		"STRING_AGG": Aggregate, "ANY_VALUE": Aggregate, "COALESCE": Scalar, "LOWER": Scalar, "UPPER": Scalar, "TRIM": Scalar, "IFNULL": Scalar, "NULLIF": Scalar,
		"ROW_NUMBER": Analytic, "RANK": Analytic, "LAG": Analytic, "LEAD": Analytic, "LAST_VALUE": Analytic, "FIRST_VALUE": Analytic} {
		table[name] = Function{Name: name, Max: -1, Kind: kind, Write: func(args []Arg) (string, error) {
			out := name + "("
			for i, a := range args {
				if i > 0 {
					out += ", "
				}
				out += a.SQL
			}
			return out + ")", nil
		}}
	}
	write := func(name string, f func(a []Arg) string) {
		table[name] = Function{Name: name, Max: -1, Write: func(args []Arg) (string, error) { return f(args), nil }}
	}
	write("IF", func(a []Arg) string {
		return "CASE WHEN " + a[0].SQL + " THEN " + a[1].SQL + " ELSE " + a[2].SQL + " END"
	})
	write("CAST", func(a []Arg) string { return "CAST(" + a[0].SQL + " AS " + a[1].SQL + ")" })
	write("SAFE_CAST", func(a []Arg) string { return "TRY_CAST(" + a[0].SQL + " AS " + a[1].SQL + ")" })
	write("EXTRACT", func(a []Arg) string { return "extract(" + a[0].SQL + " FROM " + a[1].SQL + ")" })
}
