package trace_test

import (
	"context"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

func TestATieOfDistinctOnAndOfLimitPointsAtWhatOrders(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", "SELECT i AS id, i % 2 AS s, 1 AS ts FROM range(6) AS t(i)"); err != nil {
		t.Fatal(err)
	}
	for sql, want := range map[string]string{
		"SELECT DISTINCT ON (s) id, s FROM src.clicks ORDER BY s, ts": "s",
		"SELECT id FROM src.clicks ORDER BY ts LIMIT 2":               "ts",
	} {
		r, err := fates.Run(ctx, conn, tracetest.Chain(model{"one", sql}), trace.Options{})
		if err != nil {
			t.Fatal(err)
		}
		l, err := r.Ledger(ctx, trace.Slice{})
		if err != nil {
			t.Fatal(err)
		}
		ties := l.Steps[0].Ties
		if len(ties) != 1 {
			t.Fatalf("%s: got %d ties, want one", sql, len(ties))
		}
		if at := ties[0].Pos; at.Line != 1 || !strings.HasPrefix(sql[at.Column-1:], want) {
			t.Errorf("%s: the tie is at %s, which is not %s", sql, at, want)
		}
	}
}
