package functions

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write README.md again")

func TestTheReadmeListsTheTable(t *testing.T) {
	got := page()
	if *update {
		if err := os.WriteFile("README.md", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("README.md is not the table (-update writes it again):\n%s", diff)
	}
}

func page() string {
	var b strings.Builder
	b.WriteString(`# The functions of GoogleSQL

These are understood in models of BigQuery; the list is written by a test from the table in this folder. Each has cases with the
answers of GoogleSQL's own evaluator in [loaders/dialect/reference](../../reference). A function that is not here is an error with its
place, and so is a use of one that the engine cannot say with the same meaning, as FORMAT with %T or a pattern that is no constant.

| Subject | Functions |
| --- | --- |
`)
	names := map[string][]string{}
	for alias, f := range synonyms {
		names[f] = append(names[f], alias)
	}
	for _, g := range groups {
		var list []string
		for _, f := range g.Functions {
			list = append(list, f.Name)
			list = append(list, names[f.Name]...)
		}
		slices.Sort(list)
		fmt.Fprintf(&b, "| %s | %s |\n", g.Title, strings.Join(list, ", "))
	}
	b.WriteString("\nBefore a function SAFE. makes NULL of its errors. These are refused, with the reason:\n\n")
	var list []string
	for name, reason := range refused {
		list = append(list, fmt.Sprintf("- %s: %s\n", name, reason))
	}
	slices.Sort(list)
	b.WriteString(strings.Join(list, ""))
	b.WriteString(`
What BigQuery approximates is exact here: APPROX_COUNT_DISTINCT, APPROX_QUANTILES, APPROX_TOP_COUNT.

Known differences, each with a case: AVG of NUMERIC is a FLOAT64 and not cut to nine digits; NUMERIC * NUMERIC has up to 18 digits behind
the point; MIN leaves out NaN, and NaN is greater than any number; SUM of INT64 goes on beyond 2⁶³; FLOAT64 that + or * make too large is
infinite, not an error; SAFE. makes NULL of errors of the arguments too, where BigQuery fails.

The test of random expressions in [loaders/dialect/reference](../../reference) compares as many as one likes with the evaluator.
`)
	return b.String()
}

func TestEachMacroThatIsCalledIsThere(t *testing.T) {
	for name := range macros {
		_, needs := Macro(name)
		for _, n := range needs {
			if sql, _ := Macro(n); sql == "" {
				t.Errorf("%s calls %s, which there is not", name, n)
			}
		}
	}
}

func TestWhatIsLongIsWrittenOnce(t *testing.T) {
	long := plain("coalesce(a, b)")
	if got, want := call("bq_string", long), "bq_string_once1(coalesce(a, b))"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	sql, needs := Macro("bq_string_once1")
	if want := "CREATE MACRO bq_string_once1(x) AS list_transform([x], lambda _once : bq_string(_once))[1]"; sql != want || !slices.Equal(needs, []string{"bq_string"}) {
		t.Errorf("got %s %v, want %s", sql, needs, want)
	}
}

func TestAFunctionThatIsMeantIsNamed(t *testing.T) {
	for written, want := range map[string]string{"SAFE_DEVIDE": "SAFE_DIVIDE", "TIMESTAMP_TRUNK": "TIMESTAMP_TRUNC", "XYZXYZ": "", "COUNT_IF": "COUNTIF"} {
		if got := Near(written); got != want {
			t.Errorf("Near(%s) is %q, want %q", written, got, want)
		}
	}
}

// constantText is an argument that is a text.
func constantText(s string) Arg { return Arg{SQL: quote(s), Text: &s} }

func TestWhatCannotBeSaidIsAnError(t *testing.T) {
	x := plain("x")
	for _, c := range []struct {
		name string
		args []Arg
		want string
	}{
		{"REGEXP_EXTRACT", []Arg{x, x}, "the pattern has to be a constant text here"},
		{"REGEXP_EXTRACT", []Arg{x, constantText("(a)(b)")}, "the pattern has 2 groups, and one at most is taken; write the others as (?:…)"},
		{"REGEXP_CONTAINS", []Arg{x, constantText("(")}, "the pattern cannot be read: error parsing regexp: missing closing ): `(`"},
		{"REGEXP_REPLACE", []Arg{x, constantText("a"), constantText(`\1`)}, `the replacement asks for the group \1, and the pattern has 0`},
		{"PARSE_DATE", []Arg{constantText("%U"), x}, "the format element %U is not understood"},
		{"FORMAT_DATE", []Arg{constantText("%H"), x}, "the format element %H is none of a DATE"},
		{"DATE_TRUNC", []Arg{x, plain("x")}, "a part such as DAY has to be named here"},
		{"DATE_TRUNC", []Arg{x, {Word: "CENTURY"}}, "CENTURY is no part of a DATE that is understood here"},
		{"TIMESTAMP_DIFF", []Arg{x, x, {Word: "MONTH"}}, "MONTH is no part of a TIMESTAMP that is understood here"},
		{"JSON_VALUE", []Arg{x, constantText("$.a[*]")}, `"$.a[*]" is no path to a part of a JSON that is understood; write it as $.a.b[0]`},
		{"TIMESTAMP", []Arg{x, constantText("+25:00")}, "the time zone +25:00 is not understood; write it as Europe/Paris or +02:00"},
		{"FORMAT", []Arg{constantText("%d")}, "the format has more elements than there are values"},
		{"NORMALIZE", []Arg{x, {Word: "NFKD"}}, "only the form NFC is understood"},
		{"FARM_FINGERPRINT", []Arg{x}, "the engine does not have its hash"},
	} {
		f, ok := Lookup(c.name)
		if !ok {
			t.Errorf("there is no %s", c.name)
			continue
		}
		if sql, err := f.Write(c.args); err == nil || err.Error() != c.want {
			t.Errorf("%s is %s, %v; want the error %s", c.name, sql, err, c.want)
		}
	}
}

func TestTheTypeOfAQuotientIsNotGuessed(t *testing.T) {
	f, _ := Lookup("CAST")
	got, err := f.Write([]Arg{plain("bq_div(n, m)"), {SQL: "VARCHAR", Word: "STRING"}})
	if want := "bq_string_once1(bq_div(n, m))"; err != nil || got != want {
		t.Errorf("got %s, %v; want %s: DIV of NUMERIC is one", got, err, want)
	}
}
