package trace_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

func TestLedgersOfAllValuesTogetherAreTheWhole(t *testing.T) {
	ctx, conn := context.Background(), tracetest.Connect(t)
	clicks := "SELECT i, i % 4 AS k, CASE WHEN i % 5 > 0 THEN i % 3 > 0 END AS human, ['a', 'b', NULL][1 + i % 3] AS v FROM range(100) AS t(i)"
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", clicks); err != nil {
		t.Fatal(err)
	}
	chain := tracetest.Chain(
		tracetest.Model{Name: "people", SQL: "SELECT * FROM src.clicks WHERE human AND i <> 7"},
		tracetest.Model{Name: "n", SQL: "SELECT p.i FROM ref.people AS p JOIN (SELECT unnest([1, 2, 2, 3, 3, 3]) AS k) AS l ON l.k = p.k"})
	chain.Dimensions = []trace.Dimension{{Name: "v", SQL: "v"}}
	chain.Marks = []trace.Mark{{Step: "people", When: "i > 50", Label: "late"}}
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	values, err := r.By(ctx, trace.Slice{}, "v")
	if err != nil {
		t.Fatal(err)
	}
	before := *values[0]
	got := trace.Merge(values, "all")
	if d := cmp.Diff(whole, got, cmpopts.IgnoreFields(trace.Ledger{}, "Bucket", "Notes"), cmpopts.IgnoreFields(trace.Reconciliation{}, "Plain", "PlainRun")); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if d := cmp.Diff(&before, values[0]); d != "" {
		t.Errorf("merging changed what it merged:\n%s", d)
	}
}
