package trace_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// What a volatile function gave a row is that row's value in all later steps, in every ledger and in the evidence.
func TestVolatileValuesAreComputedOnce(t *testing.T) {
	const clicks = "SELECT i AS id, i % 4 AS k FROM range(40) AS t(i)"
	for name, models := range map[string][]model{
		"a group key":                     {{"one", "SELECT (random() * 3)::INTEGER AS r, count(*) AS n FROM src.clicks GROUP BY 1"}, {"two", "SELECT * FROM ref.one WHERE n > 0"}},
		"a group key of the model before": {{"one", "SELECT *, uuid() AS u FROM src.clicks"}, {"two", "SELECT u, count(*) AS n FROM ref.one GROUP BY u"}},
		"a key of groups":                 {{"one", "SELECT k, count(*) AS n FROM src.clicks GROUP BY k"}, {"two", "SELECT (random() * 2)::INTEGER AS r, sum(n) AS n FROM ref.one GROUP BY 1"}},
		"a column of the last model":      {{"one", "SELECT id, random() AS r FROM src.clicks"}},
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := tracetest.Gather(t, clicks, models...)
			l, err := e.Result().Ledger(context.Background(), trace.Slice{})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range l.Steps {
				if s.Dropped() > 0 {
					t.Errorf("%s dropped %d: %v", s.Name, s.Dropped(), s.Causes)
				}
			}
			// Each group's rows are as many as it counts.
			last := models[len(models)-1].Name
			set := tracetest.Open(t, e, trace.RowsQuery{Step: last, Cause: "kept"})
			rows, err := set.Page(context.Background(), 0, 50)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				for i, c := range set.Columns {
					if set.Grouped && c.Name == "n" && r.Cells[i].Text != strconv.FormatInt(r.Count, 10) {
						t.Errorf("a group counts %s clicks and has %d", r.Cells[i].Text, r.Count)
					}
				}
			}
		})
	}
}

func TestMarksAndDimensionsAreOfOneMoment(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", "SELECT i AS id FROM range(100) AS t(i)"); err != nil {
		t.Fatal(err)
	}
	chain := tracetest.Chain(model{"one", "SELECT id FROM src.clicks WHERE id <> 7"})
	chain.Marks = []trace.Mark{{Step: "one", When: "epoch_us(now()) % 2 = 0", Label: "even"}}
	chain.Dimensions = []trace.Dimension{{Name: "when", SQL: "CAST(now() AS VARCHAR)"}}
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var first []string
	for range 10 {
		list, err := r.By(ctx, trace.Slice{}, "when")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range list {
			got = append(append(got, l.Bucket), markLines(l)...)
		}
		if first == nil {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Fatalf("another ledger of the same run (-first +later):\n%s", diff)
		}
	}
}
