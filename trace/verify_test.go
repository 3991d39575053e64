package trace_test

import (
	"context"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tracetest"
)

// Each model is traced, and then its kept rows are changed. Where two builds of the plain model may differ in that way, the check holds
// and says why; where they may not, it fails and shows a row.
func TestVerifyTellsATieFromADifference(t *testing.T) {
	const clicks = `SELECT * FROM (VALUES (1, 'a', 1e16), (2, 'a', -1e16), (3, 'a', 1.0), (4, 'b', 2.5), (5, 'b', 2.5)) AS t(id, k, amount)`
	const cities = `WITH counted AS (SELECT k, id, count(*) AS n FROM src.clicks GROUP BY 1, 2),
ranked AS (SELECT *, row_number() OVER (PARTITION BY k ORDER BY n DESC) AS rn FROM counted)
SELECT c.id, r.id AS best FROM src.clicks AS c JOIN ranked AS r ON r.k = c.k AND r.rn = 1`
	for _, test := range []struct {
		name, sql string
		change    string // a SELECT of the rows, which go by kept
		ok        bool
		want      []string
	}{
		{"nothing is changed", "SELECT id, k FROM src.clicks", "FROM kept", true, nil},
		{"a value is another", "SELECT id, k, amount FROM src.clicks", "SELECT * REPLACE (CASE WHEN id = 3 THEN 'x' ELSE k END AS k) FROM kept", false,
			[]string{"1 of 5 rows differ, in k; such as {'id': 3, 'k': a, 'amount': 1.0}, which the tagged one has as {'id': 3, 'k': x, 'amount': 1.0}"}},
		{"two values are exchanged", "SELECT id, k FROM src.clicks", "SELECT * REPLACE (CASE id WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE id END AS id) FROM kept", false,
			[]string{"2 of 5 rows differ, in id; such as {'id': 3, 'k': a}, which the tagged one has as {'id': 4, 'k': a}"}},
		{"a row is missing", "SELECT id, k FROM src.clicks WHERE id > 1", "FROM kept WHERE id <> 4", false,
			[]string{"the plain model has 4 rows, the tagged one keeps 3; the tagged one has not {'id': 4, 'k': b}"}},
		{"a row is there twice", "SELECT k FROM src.clicks WHERE id > 1", "FROM kept UNION ALL (FROM kept LIMIT 1)", false,
			[]string{"the plain model has 4 rows, the tagged one keeps 5; the plain model has not {'k': a}"}},
		{"a sum of floats in another order", "SELECT k, sum(amount) AS total, count(*) AS n FROM src.clicks GROUP BY k",
			"SELECT * REPLACE (CASE WHEN k = 'a' THEN 7 ELSE total END AS total) FROM kept", true,
			[]string{"compared without total, in which two builds of the plain model differ too, by the order in which sum(amount) adds up numbers that are not exact (m.sql:1:11)"}},
		{"a count beside it", "SELECT k, sum(amount) AS total, count(*) AS n FROM src.clicks GROUP BY k",
			"SELECT * REPLACE (CASE WHEN k = 'a' THEN 4 ELSE n END AS n) FROM kept", false, []string{"1 of 2 rows differ, in n; such as {'k': a, "}},
		{"a tie in a lookup", cities, "SELECT * REPLACE (CASE WHEN best > 3 THEN 9 - best ELSE 1 + best % 3 END AS best) FROM kept", true,
			[]string{"compared without best", "ties in row_number() OVER (PARTITION BY k ORDER BY n DESC) (m.sql:2:"}},
		{"a row beside a tie in a lookup", cities, "SELECT * REPLACE (9 AS id) FROM kept", false, []string{"rows differ, in id"}},
		{"a limit that does not decide", "SELECT c.id, l.k AS other FROM src.clicks AS c CROSS JOIN (SELECT k FROM src.clicks ORDER BY k > 'z' LIMIT 1) AS l",
			"SELECT * REPLACE ('b' AS other) FROM kept", true, []string{"compared without other", "a LIMIT whose ORDER BY does not decide (m.sql:1:"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			conn := tracetest.Connect(t)
			if err := tracetest.MakeTable(ctx, conn, "src", "clicks", clicks); err != nil {
				t.Fatal(err)
			}
			r, err := fates.Run(ctx, conn, tracetest.Chain(model{"m", test.sql}), trace.Options{Full: true})
			if err != nil {
				t.Fatal(err)
			}
			f := *r.Trace.Flows["m"]
			f.From = sqltree.FromQuery("WITH kept AS (SELECT * FROM " + f.From.String() + ") " + test.change)
			r.Trace.Flows["m"] = &f
			checks, err := r.Verify(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			if checks[0].OK != test.ok {
				t.Errorf("got %+v", checks[0])
			}
			if len(test.want) == 0 && checks[0].Message != "" {
				t.Errorf("got message %q", checks[0].Message)
			}
			for _, w := range test.want {
				if !strings.Contains(checks[0].Message, w) {
					t.Errorf("got  %s\nwant %s", checks[0].Message, w)
				}
			}
		})
	}
}
