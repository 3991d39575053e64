package trace_test

import (
	"context"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

func TestAFanOutNamesTheKeysThatRepeat(t *testing.T) {
	for name, c := range map[string]struct{ lookup, join, want string }{
		"one key":         {`VALUES (1, 'a'), (1, 'b'), (2, 'c')`, "l.k = c.k", "1 (2 rows: a, b)"},
		"many keys":       {`SELECT i % 5, i FROM range(17) AS t(i)`, "l.k = c.k", "0 (4 rows: 0, 10, 15, 5), 1 (4 rows: 1, 11, 16, 6), 2 (3 rows: 12, 2, 7), … 5 in all"},
		"NULL is no key":  {`VALUES (NULL, 'a'), (NULL, 'b'), (2, 'c'), (2, 'd')`, "l.k = c.k", "2 (2 rows: c, d)"},
		"two columns":     {`VALUES (1, 'a'), (1, 'a'), (2, 'c')`, "l.k = c.k AND l.v = 'a' AND l.v = c.v", "1 + a (2 rows)"},
		"no key at all":   {`VALUES (1, 'a'), (1, 'b')`, "l.k <= c.k", ""},
		"keys of no rows": {`VALUES (1, 'a'), (1, 'b'), (9, 'c'), (9, 'd'), (9, 'e')`, "l.k = c.k", "9 (3 rows: c, d, e), 1 (2 rows: a, b)"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			conn := tracetest.Connect(t)
			for table, query := range map[string]string{
				"clicks": `SELECT i % 4 AS k, 'a' AS v FROM range(8) AS t(i)`,
				"people": "SELECT * FROM (" + c.lookup + ") AS t(k, v)",
			} {
				if err := tracetest.MakeTable(ctx, conn, "src", table, query); err != nil {
					t.Fatal(err)
				}
			}
			r, err := fates.Run(ctx, conn, tracetest.Chain(model{"one", "SELECT c.k FROM src.clicks AS c JOIN src.people AS l ON " + c.join}), trace.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			l, err := r.Ledger(ctx, trace.Slice{})
			if err != nil {
				t.Fatal(err)
			}
			if f := l.Steps[0].FanOuts; len(f) != 1 || f[0].Keys != c.want {
				t.Errorf("got %+v, want the keys %q", f, c.want)
			}
		})
	}
}
