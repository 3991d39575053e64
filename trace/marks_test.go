package trace_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// markLines are the marks of a ledger: step, label and clicks.
func markLines(l *trace.Ledger) []string {
	var out []string
	for _, s := range l.Steps {
		for _, m := range s.Marks {
			out = append(out, fmt.Sprintf("%s %s %d", s.Name, m.Label, m.Clicks))
		}
	}
	return out
}

const markedClicks = `SELECT i AS id, i % 10 AS v, i % 2 AS odd FROM range(100) AS t(i)`

func markedChain(marks ...trace.Mark) *trace.Chain {
	c := tracetest.Chain(
		model{"one", `WITH few AS (SELECT * FROM src.clicks WHERE v <> 9) SELECT id, v, odd, v + 1 AS w FROM few`},
		model{"two", `SELECT o.id, o.v FROM ref.one AS o JOIN (SELECT unnest([0, 1, 2, 2, 3]) AS k) AS l ON l.k = o.v`},
		model{"three", `SELECT v, count(*) AS n FROM ref.two GROUP BY v`})
	c.Dimensions = []trace.Dimension{{Name: "odd", SQL: "odd"}}
	c.Marks = marks
	return c
}

func TestMarksCountWhatAStepKeepsInEverySlice(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t, t.TempDir())
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", markedClicks); err != nil {
		t.Fatal(err)
	}
	chain := markedChain(
		trace.Mark{Step: "one.few", When: "v < 2 AND odd = 0", Label: "few"}, trace.Mark{Step: "one", When: "w > 2", Label: "large"},
		trace.Mark{Step: "two", When: "v >= 2", Label: "late"}, trace.Mark{Step: "one", When: "nullif(v, 3)", Label: "truthy"})
	for _, full := range []bool{false, true} {
		r, err := fates.Run(ctx, conn, chain, trace.Options{Full: full})
		if err != nil {
			t.Fatal(err)
		}
		whole, err := r.Ledger(ctx, trace.Slice{})
		if err != nil {
			t.Fatal(err)
		}
		if fault := unbalanced(whole); fault != "" {
			t.Error(fault)
		}
		// Of ten clicks v is 0 to 9: 9 is dropped in few, 4 to 8 in two, where 2 becomes two rows.
		want := []string{"one.few few 10", "one large 70", "one truthy 70", "two late 20"}
		if diff := cmp.Diff(want, markLines(whole)); diff != "" {
			t.Errorf("full %t: marks (-want +got):\n%s", full, diff)
		}
		parts, err := r.By(ctx, trace.Slice{}, "odd")
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range [][]string{
			{"one.few few 10", "one large 40", "one truthy 40", "two late 10"},
			{"one.few few 0", "one large 30", "one truthy 30", "two late 10"},
		} {
			if diff := cmp.Diff(want, markLines(parts[i])); diff != "" {
				t.Errorf("full %t: marks of odd = %d (-want +got):\n%s", full, i, diff)
			}
		}
		if empty, err := r.Ledger(ctx, trace.Slice{Where: []trace.DimValue{{Dim: "odd", Value: "7"}}}); err != nil || strings.Contains(strings.Join(markLines(empty), " "), "10") {
			t.Errorf("of no clicks the marks are %v, %v", markLines(empty), err)
		}
		if !full {
			if err := r.Hold(ctx); err != nil {
				t.Fatal(err)
			}
			if held, err := r.By(ctx, trace.Slice{}, "odd"); err != nil || cmp.Diff(markLines(parts[1]), markLines(held[1])) != "" {
				t.Errorf("held, the marks are %v, %v", markLines(held[1]), err)
			}
		}
	}
}

func TestAMarkThatIsNoneSaysWhere(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", markedClicks); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ step, when, want string }{
		{"one", "nope > 1", `c/chain.yml:9:5: mark m: there is no column nope; step one has id, v, odd, w`},
		{"one.few", "nope > 1", `c/chain.yml:9:5: mark m: `},
		{"nowhere", "v > 1", "c/chain.yml:9:5: mark m: there is no step nowhere; the steps are one.few, one, two, three"},
		{"three", "v > 1", "c/chain.yml:9:5: mark m: a row of step three stands for many entries; mark them in a step before"},
		{"one", "v >", "c/chain.yml:9:5: mark m: "},
		{"one", "sum(v) > 1", "c/chain.yml:9:5: mark m: sum(v) > 1: a condition over one row of step one is wanted"},
	} {
		chain := markedChain(trace.Mark{Step: c.step, When: c.when, Label: "m", Pos: trace.Pos{File: "c/chain.yml", Line: 9, Column: 5}})
		chain.Root.Unit = "entry"
		_, err := fates.Run(ctx, conn, chain, trace.Options{})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s, %s: got %v, want %s", c.step, c.when, err, c.want)
		}
	}
}

func TestAMarkHoldsByOneSideOfAnOrThoughTheOtherRaisesAnError(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", `SELECT * FROM (VALUES (1, 'x'), (2, '7'), (3, '0'), (4, 'y'), (5, NULL), (6, '1')) AS t(id, s)`); err != nil {
		t.Fatal(err)
	}
	chain := tracetest.Chain(model{"one", `SELECT id, s FROM src.clicks`}, model{"two", `SELECT id FROM ref.one WHERE s IS NOT NULL`})
	chain.Marks = []trace.Mark{{Step: "one", When: "s = 'x' OR CAST(s AS INTEGER) >= 1", Label: "either"}}
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	l, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"one either 3"}, markLines(l)); diff != "" { // of 1, 2 and 6
		t.Error(diff)
	}
	if l.Out() != 5 { // what a mark cannot read is still there
		t.Errorf("%d clicks reach the number, want 5", l.Out())
	}
}
