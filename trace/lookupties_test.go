package trace_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

func TestTiesInALookupAreToldAtTheStepThatReadsIt(t *testing.T) {
	const periods = `SELECT * FROM (VALUES ('x', 1, 'a'), ('x', 5, 'b'), ('x', 5, 'c'), ('y', 5, 'd'), ('y', NULL, 'e'), ('y', NULL, 'f')) AS t(k, v, name)`
	for name, c := range map[string]struct {
		models []model
		want   []string
	}{
		"a window in a CTE": {[]model{{"one", `WITH spans AS (SELECT *, lead(v) OVER (PARTITION BY k ORDER BY v) AS until FROM src.periods)
			SELECT c.k FROM src.clicks AS c JOIN spans AS s ON s.k = c.k`}},
			[]string{"one: 4 (b = c, e = f) until of spans"}},
		"windows that take rows in one order": {[]model{{"one", `WITH spans AS (SELECT k, lead(v) OVER (PARTITION BY k ORDER BY v) AS until, lag(name) OVER (PARTITION BY k ORDER BY v) AS before, row_number() OVER (ORDER BY k) AS n FROM src.periods)
			SELECT c.k FROM src.clicks AS c JOIN spans AS s ON s.k = c.k`}},
			[]string{"one: 4 (b = c, e = f) until, before of spans", "one: 6 (a = b = c, d = e = f) n of spans"}},
		"of which some rows are left out": {[]model{{"one", `WITH spans AS (SELECT *, lag(v) OVER (PARTITION BY k ORDER BY v) AS since FROM src.periods WHERE v IS NOT NULL AND name <> 'b')
			SELECT c.k FROM src.clicks AS c JOIN spans AS s ON s.k = c.k`}},
			nil},
		"a CTE that reads another": {[]model{{"one", `WITH few AS (SELECT * FROM src.periods WHERE k = 'x'), last AS (SELECT k, name FROM few QUALIFY row_number() OVER (PARTITION BY k ORDER BY v DESC) = 1)
			SELECT c.k, l.name FROM src.clicks AS c LEFT JOIN last AS l ON l.k = c.k`}},
			[]string{"one: 2 (b = c) the rows of last"}},
		"another model, with CTEs": {[]model{
			{"lookup", `WITH all_of AS (SELECT * FROM src.periods), ranked AS (SELECT *, row_number() OVER (PARTITION BY k ORDER BY v) AS n FROM all_of) SELECT k, name FROM ranked WHERE n = 1`},
			{"one", `SELECT c.k FROM src.clicks AS c`},
			{"two", `SELECT o.k, l.name FROM ref.one AS o JOIN ref.lookup AS l ON l.k = o.k`}},
			[]string{"two: 4 (b = c, e = f) n of lookup"}},
		"an order that decides": {[]model{{"one", `WITH spans AS (SELECT *, lead(v) OVER (PARTITION BY k ORDER BY v, name) AS until FROM src.periods)
			SELECT c.k FROM src.clicks AS c JOIN spans AS s ON s.k = c.k`}},
			nil},
		"a window that holds equal rows equal": {[]model{{"one", `WITH spans AS (SELECT *, rank() OVER (PARTITION BY k ORDER BY v) AS n, sum(v) OVER (PARTITION BY k) AS s FROM src.periods)
			SELECT c.k FROM src.clicks AS c JOIN spans AS s ON s.k = c.k`}},
			nil},
		"windows over groups are passed over": {[]model{{"one", `WITH spans AS (SELECT k, row_number() OVER (ORDER BY count(*)) AS n FROM src.periods GROUP BY k)
			SELECT c.k FROM src.clicks AS c JOIN spans AS s ON s.k = c.k`}},
			nil},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			conn := tracetest.Connect(t)
			for table, query := range map[string]string{"clicks": `SELECT * FROM (VALUES ('x'), ('y'), ('z')) AS t(k)`, "periods": periods} {
				if err := tracetest.MakeTable(ctx, conn, "src", table, query); err != nil {
					t.Fatal(err)
				}
			}
			r, err := fates.Run(ctx, conn, tracetest.Chain(c.models...), trace.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			l, err := r.Ledger(ctx, trace.Slice{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range l.Steps {
				for _, tie := range s.Ties {
					got = append(got, fmt.Sprintf("%s: %d (%s) %s", s.Name, tie.Rows, tie.Tied, tie.For))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("ties (-want +got):\n%s", diff)
			}
		})
	}
}
