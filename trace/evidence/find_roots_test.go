package evidence_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace/tracetest"
)

func TestAPredicateThatMeansAnotherColumnIsToldWhich(t *testing.T) {
	ctx := context.Background()
	e, _ := tracetest.Gather(t, "SELECT i AS id, {'slashtag': 'a', 'domain': {'raw': 'x'}} AS route, 'BR' AS country FROM range(9) AS t(i)",
		tracetest.Model{Name: "m", SQL: "SELECT id FROM src.clicks"})
	for predicate, want := range map[string]string{
		"slashtag = 'x'":             "there is no column slashtag (did you mean route.slashtag?)",
		"Raw = 'x'":                  "(did you mean route.domain.raw?)",
		"contry = 'x'":               "there is no column contry (did you mean country?)",
		"country = abc":              "there is no column abc; src.clicks has id, route, country; if it is text, it goes in single quotes: 'abc'",
		"country":                    "predicate country is no condition but a value (VARCHAR)",
		"5.0":                        "is no condition but a value",
		"route.slashtag = 'a' AND i": "there is no column i; src.clicks has",
	} {
		if _, err := e.Find(ctx, predicate, 5); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", predicate, err, want)
		}
	}
	for predicate, want := range map[string][]int64{"5": {5}, " 8 ": {8}, "9": nil, "__row = 3": {3}, "id > 7 OR click_row = 0": {0, 8}} {
		got, err := e.Find(ctx, predicate, 0)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v, -want +got:\n%s", predicate, err, d)
		}
	}
	if _, err := e.Journey(ctx, 9); err == nil {
		t.Error("there is no click 9")
	}
}
