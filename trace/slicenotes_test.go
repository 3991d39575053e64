package trace_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

func TestASliceSaysWhyItHasNoRowsAndWhichItLeavesOut(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	for name, query := range map[string]string{
		"clicks": `SELECT i AS id, ['a', '', 'b'][1 + i % 3] AS kind, TIMESTAMP '2024-03-01' + to_days(i::INTEGER) AS ts FROM range(6) AS t(i)`,
		"teams":  `SELECT * FROM (VALUES (0, 'red'), (1, 'red'), (1, 'blue'), (2, 'blue')) AS t(id, team)`,
	} {
		if err := tracetest.MakeTable(ctx, conn, "src", name, query); err != nil {
			t.Fatal(err)
		}
	}
	chain := tracetest.Chain(model{"one", "SELECT c.id, t.team FROM src.clicks AS c JOIN src.teams AS t ON t.id = c.id"})
	chain.Root.Time = "ts"
	chain.Dimensions = []trace.Dimension{{Name: "kind", SQL: "kind"}, {Name: "team", Step: "one", Column: "team"}}
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	where := func(dim, value string) trace.Slice {
		return trace.Slice{Label: "x", Where: []trace.DimValue{{Dim: dim, Value: value}}}
	}
	later := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		slice trace.Slice
		in    int64
		notes []string
	}{
		"a value that is there":           {where("kind", "a"), 2, nil},
		"an empty value":                  {where("kind", ""), 2, nil},
		"one that is not":                 {where("kind", "c"), 0, []string{"no click has kind=c; the values of kind are '', a, b"}},
		"one of another dimension":        {where("kind", "red"), 0, []string{"no click has kind=red (team has it: team=red); the values of kind are '', a, b"}},
		"one that is only one of several": {where("kind", "blu"), 0, []string{"no click has kind=blu; the values of kind are '', a, b"}},
		"nearly one of several": {where("team", "bleu"), 0, []string{
			"team is known from one on; 3 clicks that were lost without one are in team=(unknown)",
			"no click has team=bleu; the values of team are (unknown), (several), blue, red"}},
		"one of several": {where("team", "red"), 2, []string{
			"team is known from one on; 3 clicks that were lost without one are in team=(unknown)",
			"1 click of this slice also counts for other values of team: it is in the slice of each, where the number counts what is of that value; team=(several) is theirs alone"}},
		"all of several": {where("team", trace.Several), 1, nil},
		"a time":         {trace.Slice{Label: "2025", From: later}, 0, []string{"no click of this slice is there; the clicks are of 2024-03-01 to 2024-03-06"}},
	} {
		l, err := r.Ledger(ctx, c.slice)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.notes, l.Notes); diff != "" || l.In() != c.in {
			t.Errorf("%s: %d clicks, want %d (-want +got):\n%s", name, l.In(), c.in, diff)
		}
	}
	for _, c := range []struct {
		team           string
		in, out, value int64
	}{{"red", 2, 2, 2}, {"blue", 2, 2, 2}, {trace.Several, 1, 1, 2}} {
		l, err := r.Ledger(ctx, where("team", c.team))
		if err != nil {
			t.Fatal(err)
		}
		if l.In() != c.in || l.Out() != c.out || int64(l.Number.Value) != c.value {
			t.Errorf("team %s: %d in, %d out, the number is %v; want %+v", c.team, l.In(), l.Out(), l.Number.Value, c)
		}
	}
	teams, err := r.By(ctx, trace.Slice{}, "team")
	if err != nil {
		t.Fatal(err)
	}
	var buckets []string
	for _, l := range teams {
		buckets = append(buckets, fmt.Sprintf("%s %d", l.Bucket, l.In()))
	}
	if diff := cmp.Diff([]string{"(several) 1", "(unknown) 3", "blue 1", "red 1"}, buckets); diff != "" {
		t.Errorf("the ledgers of each team (-want +got):\n%s", diff)
	}
	note := "1 click has several values of team, one in each of the rows that a join made: they are counted once, under (several), and not under each value; --where team=VALUE has them too"
	for _, l := range teams {
		if !slices.Contains(l.Notes, note) {
			t.Errorf("team %s does not say where what has several teams is: %q", l.Bucket, l.Notes)
		}
	}
	list, err := r.By(ctx, trace.Slice{}, "kind")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range list {
		got = append(got, l.Slice+"|"+l.Bucket)
	}
	if diff := cmp.Diff([]string{"''|", "a|a", "b|b"}, got); diff != "" {
		t.Errorf("the ledgers of each kind (-want +got):\n%s", diff)
	}
}
