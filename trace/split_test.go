package trace_test

import (
	"context"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// A stage is two queries, the SELECT as it is written and a narrow pass that says what dropped the others, where its rows make
// groups or a lookup multiplies them; else one pass tags all. A lookup that multiplies and cannot be made one row for each key has
// one pass too.
func TestWhatAStageIsHangsOnWhatBecomesOfItsRows(t *testing.T) {
	for sql, want := range map[string]bool{
		"SELECT id FROM src.clicks WHERE x > 1":                                                                   false,
		"SELECT c.id FROM src.clicks AS c JOIN src.one AS o ON o.k = c.k WHERE o.v > 1":                           false,
		"SELECT c.id FROM src.clicks AS c JOIN src.many AS m ON m.k = c.k WHERE m.v > 1":                          true,
		"SELECT c.id FROM src.clicks AS c, src.many AS m WHERE m.k = c.k AND m.v > 1":                             true,
		"SELECT c.id FROM src.clicks AS c LEFT JOIN src.many AS m ON m.k = c.k WHERE c.x > 1":                     true,
		"SELECT c.id FROM src.clicks AS c JOIN src.many AS m ON m.k = c.k WHERE m.v > c.x":                        false,
		"SELECT c.id FROM src.clicks AS c JOIN src.many AS m ON c.x BETWEEN m.k AND m.v":                          false,
		"SELECT k, count(*) AS n FROM src.clicks WHERE x > 1 GROUP BY k":                                          true,
		"SELECT c.k, count(*) AS n FROM src.clicks AS c JOIN src.one AS o ON o.k = c.k GROUP BY c.k HAVING n > 1": true,
	} {
		conn := tracetest.Connect(t)
		for table, rows := range map[string]string{
			"clicks": "SELECT i AS id, i % 3 AS k, i % 5 AS x FROM range(20) AS t(i)",
			"one":    "SELECT i AS k, i AS v FROM range(3) AS t(i)",
			"many":   "SELECT i % 2 AS k, i AS v FROM range(6) AS t(i)",
		} {
			if err := tracetest.MakeTable(t.Context(), conn, "src", table, rows); err != nil {
				t.Fatal(err)
			}
		}
		r, err := fates.Run(context.Background(), conn, tracetest.Chain(model{"m", sql}), trace.Options{})
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if len(r.Trace.Events) == 0 {
			t.Errorf("%s: nothing is dropped, so this proves nothing", sql)
			continue
		}
		if got := strings.Contains(r.Trace.Events[0].Table.String(), "dropped"); got != want {
			t.Errorf("%s: it is two queries: %t, want %t", sql, got, want)
		}
	}
}
