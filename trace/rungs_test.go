package trace_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
)

// rungsOf are the labels of the last step's causes, a list for each rung.
func rungsOf(t *testing.T, clicks string, models ...tracetest.Model) [][]string {
	t.Helper()
	e, _ := tracetest.Gather(t, clicks, models...)
	l, err := e.Result().Ledger(context.Background(), trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	step := l.Steps[len(l.Steps)-1]
	for _, r := range step.Rungs() {
		var labels []string
		for _, c := range step.Causes[r.First:r.End] {
			labels = append(labels, string(c.Kind))
		}
		out = append(out, labels)
	}
	return out
}

func TestARungIsAConditionWithAllItsWaysToFail(t *testing.T) {
	clicks := "SELECT i, i % 3 AS k, CASE WHEN i % 5 > 0 THEN i % 2 = 0 END AS human, i::VARCHAR AS txt FROM range(60) AS t(i)"
	for name, c := range map[string]struct {
		sql  string
		want [][]string
	}{
		"NULL and FALSE of a predicate":          {"SELECT i FROM src.clicks WHERE human AND i > 3", [][]string{{"null_predicate", "filter"}, {"null_predicate", "filter"}}},
		"the same predicate written twice":       {"SELECT i FROM src.clicks WHERE human AND human", [][]string{{"null_predicate", "filter"}, {"null_predicate", "filter"}}},
		"a key that is NULL or not there":        {"SELECT c.i FROM src.clicks AS c JOIN (SELECT 1 AS k) AS l ON l.k = c.k", [][]string{{"join_miss", "join_miss"}}},
		"what a join's other condition excludes": {"SELECT c.i FROM src.clicks AS c JOIN (SELECT 1 AS k, 5 AS m) AS l ON l.k = c.k AND l.m < c.i WHERE human", [][]string{{"join_miss", "join_miss", "join_miss", "join_miss"}, {"null_predicate", "filter"}}},
		"a LEFT JOIN that a predicate noticed":   {"SELECT c.i FROM src.clicks AS c LEFT JOIN (SELECT 1 AS k, 'x' AS v UNION ALL SELECT 2, NULL) AS l ON l.k = c.k WHERE l.v IS NOT NULL", [][]string{{"join_miss", "missing_value"}}},
		"DISTINCT":                               {"SELECT DISTINCT k FROM src.clicks WHERE human", [][]string{{"null_predicate", "filter"}, {"dedup"}}},
		"branches of a UNION":                    {"SELECT i FROM src.clicks WHERE k = 1 UNION ALL SELECT i FROM src.clicks WHERE k = 2", [][]string{{"null_predicate", "filter"}, {"null_predicate", "filter"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, rungsOf(t, clicks, tracetest.Model{Name: "m", SQL: c.sql})); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}
