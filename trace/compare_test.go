package trace_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/compare"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// worked is the table of the README, which was worked by hand.
func worked() (a, b *trace.Ledger) {
	ledger := func(in, filtered, unknown, missed, fan int64) *trace.Ledger {
		kept := in - filtered - unknown
		out := kept - missed
		return &trace.Ledger{
			Unit: "click",
			Steps: []trace.Step{
				{Name: "clean", In: in, Out: kept, Causes: []trace.Cause{
					{ID: "unknown", Kind: trace.NullPredicate, Class: trace.Loss, Clicks: unknown, Start: 10, End: 20},
					{ID: "bots", Kind: trace.Filter, Class: trace.Expected, Clicks: filtered, Start: 10, End: 20},
				}},
				{Name: "joined", In: kept, Out: out, Causes: []trace.Cause{{ID: "missed", Kind: trace.JoinMiss, Class: trace.Loss, Clicks: missed, Start: 5, End: 30}}},
			},
			Number: trace.Reconciliation{Clicks: out, FanOut: fan, Value: float64(out + fan), Known: true},
		}
	}
	return ledger(1000, 400, 100, 50, 45), ledger(800, 400, 80, 80, 0)
}

func TestTheWorkedTableComesOut(t *testing.T) {
	a, b := worked()
	c := compare.Slices(a, b)
	got := map[string]int64{}
	for _, p := range c.Parts {
		name := string(p.Kind)
		if p.Kind == compare.Dropped {
			name = c.Cause(p).ID
		}
		got[name] = p.Effect
	}
	want := map[string]int64{"volume": -79, "unknown": 0, "bots": -79, "missed": -64, "fan-out": -33}
	if d := cmp.Diff(want, got); d != "" || c.Change() != -255 {
		t.Errorf("change %d (-want +got):\n%s", c.Change(), d)
	}
}

func TestASplitAddsUpForEachValue(t *testing.T) {
	clicks := `SELECT i, ['BR', 'US', 'DE', NULL][1 + i % 4] AS country, TIMESTAMP '2023-01-01' + INTERVAL (i) DAY AS clicked_at,
		CASE WHEN i % 7 > 0 THEN i % 5 < 3 END AS human, i % (3 + i // 300) AS k FROM range(700) AS t(i)`
	chain := tracetest.Chain(
		tracetest.Model{Name: "people", SQL: "SELECT * FROM src.clicks WHERE human AND i <> 5"},
		tracetest.Model{Name: "n", SQL: "SELECT p.i FROM ref.people AS p JOIN (SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 2) AS l ON l.k = p.k"})
	chain.Root.Time = "clicked_at"
	chain.Dimensions = []trace.Dimension{{Name: "country", SQL: "country"}}
	ctx, conn := context.Background(), tracetest.Connect(t)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", clicks); err != nil {
		t.Fatal(err)
	}
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var whole [2]*trace.Ledger
	var values [2][]*trace.Ledger
	for i, y := range []int{2023, 2024} {
		var err error
		if whole[i], err = r.Ledger(ctx, tracetest.Year(y)); err != nil {
			t.Fatal(err)
		}
		if values[i], err = r.By(ctx, tracetest.Year(y), "country"); err != nil {
			t.Fatal(err)
		}
	}
	values[1] = values[1][1:] // a value that B has nothing of
	c := compare.Slices(whole[0], whole[1])
	c.SplitBy("country", values[0], values[1])
	if len(c.Values) != 4 {
		t.Fatalf("got %d values", len(c.Values))
	}
	for _, v := range c.Values {
		var sum int64
		for _, p := range v.Parts {
			sum += p.Effect
		}
		if sum != v.Change() {
			t.Errorf("%s: the parts add up to %d, the change is %d", v.Name, sum, v.Change())
		}
		if v.Roots[1] == 0 && v.Sum(compare.Mix, "") != v.Change() {
			t.Errorf("%s is not there any more, but the mix has only %d of %d", v.Name, v.Sum(compare.Mix, ""), v.Change())
		}
	}
	if n := max(c.Values[0].Change(), -c.Values[0].Change()); n < max(c.Values[3].Change(), -c.Values[3].Change()) {
		t.Errorf("the first value changed by %d", n)
	}
}
