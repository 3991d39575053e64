package sqltree_test

import (
	"context"
	"fmt"
	"testing"

	"funneltrace/trace/sqltree"
	"funneltrace/trace/tracetest"
)

func TestWhatAConditionComparesWithConstantsIsKnown(t *testing.T) {
	ctx, conn := context.Background(), tracetest.Connect(t)
	for condition, want := range map[string]string{
		"a = 'x'":                      "a [x] ",
		"'x' = lower(a)":               "lower(a) [x] ",
		"a IN ('x', 'y')":              "a [x y] ",
		"a = 'x' OR a IN ('y', 'z')":   "a [x y z] ",
		"a = 'x' OR b = 'x'":           "–",
		"a LIKE 'ct-%'":                "a [ct-] prefix",
		"a ILIKE '%x'":                 "a [x] suffix",
		"a LIKE '%x%'":                 "a [x] contains",
		"a LIKE 'x_y'":                 "–",
		"starts_with(s.t.a, 'ct-')":    "s.t.a [ct-] prefix",
		"regexp_matches(a, '^(x|y)$')": "a [x y] ",
		"regexp_matches(a, '^x|y$')":   "–",
		"regexp_matches(a, 'x[0-9]')":  "–",
		"regexp_full_match(a, 'x|y')":  "a [x y] ",
		"a = b":                        "–",
		"a = 5":                        "–",
		"a <> 'x'":                     "–",
		"a NOT IN ('x')":               "–",
		"a IN (SELECT 'x')":            "–",
		"'x' = 'y'":                    "–",
	} {
		expr, err := sqltree.ParseExpr(ctx, conn, condition)
		if err != nil {
			t.Fatal(err)
		}
		got := "–"
		if c, ok := sqltree.ComparedWith(expr); ok {
			text, err := sqltree.PrintExpr(ctx, conn, c.Subject)
			if err != nil {
				t.Fatal(err)
			}
			got = fmt.Sprint(text, " ", c.Constants, " ", c.Place)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", condition, got, want)
		}
	}
}
