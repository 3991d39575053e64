package trace_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// A lookup whose keys are whole numbers or days out of a narrow range is kept as lists, by which its rows are found faster than by a
// join. It says the same of keys that are missing, NULL, negative, doubled, of another type or beyond the range.
func TestALookupKeptAsListsSaysWhatAJoinSays(t *testing.T) {
	conn := tracetest.Connect(t)
	for table, rows := range map[string]string{
		"clicks": `SELECT i AS id, CASE WHEN i % 11 = 0 THEN NULL ELSE i % 13 - 4 END AS k, (i % 7)::UTINYINT AS small, i % 5 AS x,
			CASE i % 9 WHEN 0 THEN NULL WHEN 1 THEN DATE '294247-01-10' WHEN 2 THEN DATE 'infinity' ELSE DATE '1969-12-30' + (i % 6)::INTEGER END AS day,
			CASE i WHEN 5 THEN 9223372036854775807 WHEN 6 THEN -9223372036854775808 ELSE i % 17 END AS wide FROM range(300) AS t(i)`,
		"one":   "SELECT i - 3 AS k, CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS v FROM range(8) AS t(i) WHERE i <> 4 UNION ALL SELECT NULL, 5",
		"many":  "SELECT i % 4 - 1 AS k, i AS v FROM range(11) AS t(i)",
		"days":  "SELECT DATE '1969-12-29' + i::INTEGER AS day, i % 2 = 0 AS workday FROM range(5) AS t(i)",
		"none":  "SELECT 1 AS k, 2 AS v WHERE FALSE",
		"few":   "SELECT -9223372036854775808 AS k, 1 AS v UNION ALL SELECT 9223372036854775807, 2",
		"outer": "SELECT i AS k, i * 2 AS v FROM range(4) AS t(i)",
	} {
		if err := tracetest.MakeTable(t.Context(), conn, "src", table, rows); err != nil {
			t.Fatal(err)
		}
	}
	asJoins := []string{"nothing to look up", "keys at both ends", "missed and kept", "in a list", "in none"}
	for name, sql := range map[string]string{
		"gaps, NULLs and negative keys": "SELECT o.v, count(*) AS n FROM src.clicks AS c JOIN src.one AS o ON o.k = c.k WHERE o.v > 1 GROUP BY o.v",
		"several rows of a key":         "SELECT c.k, count(*) AS n FROM src.clicks AS c JOIN src.many AS m ON m.k = c.k WHERE m.v > 2 AND c.x > 1 GROUP BY c.k",
		"copies that stay":              "SELECT c.id, m.v FROM src.clicks AS c JOIN src.many AS m ON m.k = c.k WHERE m.v > 2",
		"days":                          "SELECT d.workday, count(*) AS n FROM src.clicks AS c JOIN src.days AS d USING (day) WHERE d.workday GROUP BY d.workday",
		"numbers of other types":        "SELECT o.v, count(*) AS n FROM src.clicks AS c JOIN src.one AS o ON o.k = c.small JOIN src.many AS m ON m.k = c.wide GROUP BY o.v",
		"an expression is the key":      "SELECT o.v, count(*) AS n FROM src.clicks AS c JOIN src.one AS o ON o.k = c.x - 2 AND c.x < 4 WHERE o.v IS NOT NULL GROUP BY o.v",
		"nothing to look up":            "SELECT count(*) AS n FROM src.clicks AS c LEFT JOIN src.none AS o ON o.k = c.k WHERE o.v IS NULL AND c.x > 0",
		"keys at both ends":             "SELECT count(*) AS n FROM src.clicks AS c JOIN src.few AS f ON f.k = c.wide",
		"a lookup of a lookup":          "SELECT o.v, count(*) AS n FROM src.clicks AS c JOIN src.one AS o ON o.k = c.k JOIN src.outer AS p ON p.k = o.v WHERE p.v < 5 GROUP BY o.v",
		"missed and kept":               "SELECT o.v, count(*) AS n FROM src.clicks AS c LEFT JOIN src.one AS o ON o.k = c.k WHERE o.k IS NOT NULL OR c.x = 1 GROUP BY o.v",
		"in a list":                     "SELECT c.x, count(*) AS n FROM src.clicks AS c WHERE c.k IN (SELECT k FROM src.one WHERE k IS NOT NULL) AND c.x > 0 GROUP BY c.x",
		"in none":                       "SELECT c.x, count(*) AS n FROM src.clicks AS c WHERE NOT EXISTS (SELECT 1 FROM src.one AS o WHERE o.k = c.k) GROUP BY c.x",
	} {
		t.Run(name, func(t *testing.T) {
			var ledgers [2]*trace.Ledger
			for i, at := range []int64{1e9, 1} {
				r, err := fates.Run(t.Context(), conn, tracetest.Chain(model{"m", sql}), trace.Options{ListsAt: at})
				if err != nil {
					t.Fatal(err)
				}
				if ledgers[i], err = r.Ledger(t.Context(), trace.Slice{}); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(ledgers[0], ledgers[1]); diff != "" {
				t.Errorf("as lists (+) and as joins (-):\n%s", diff)
			}
			lists, err := engine.Strings(t.Context(), conn, "SELECT table_name FROM duckdb_tables() WHERE contains(table_name, 'dense')")
			if err != nil {
				t.Fatal(err)
			}
			if joins := slices.Contains(asJoins, name); joins != (len(lists) == 0) {
				t.Errorf("there are %d lists", len(lists))
			}
			if ledgers[0].In() == ledgers[0].Out() {
				t.Error("nothing is dropped, so this proves nothing")
			}
		})
	}
}
