package trace_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
	"funneltrace/trace/who"
)

// splitChain has a filter whose near values rules make causes of their own, and a filter after it.
func splitChain(rules ...trace.Rule) (*trace.Chain, string) {
	clicks := `SELECT i, i % 2 AS half, i % 10 <> 0 AS ok, ['youtube', 'yt', 'tiktok', NULL, '', 'Youtube'][1 + i % 6] AS platform FROM range(600) AS t(i)`
	c := tracetest.Chain(tracetest.Model{Name: "m", SQL: `SELECT c.* FROM src.clicks AS c WHERE c.platform = 'youtube' AND c.ok`})
	c.Rules, c.Dimensions = rules, []trace.Dimension{{Name: "half", SQL: "half"}}
	return c, clicks
}

// causeLines lists the causes of a ledger that dropped something.
func causeLines(l *trace.Ledger) []string {
	var out []string
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			if c.Clicks+c.OnlyCause > 0 {
				out = append(out, fmt.Sprintf("%s %s %s: %d, %d", s.Name, c.Class, c.Label, c.Clicks, c.OnlyCause))
			}
		}
	}
	return append(out, l.Notes...)
}

var (
	nearRule = trace.Rule{Match: "c.platform = 'youtube'", Split: trace.Split{Near: true}, Label: "misspelt", Class: trace.Loss}
	noRule   = trace.Rule{Match: "c.platform = 'youtube'", Split: trace.Split{Nothing: true}, Class: trace.Review}
	yesRule  = trace.Rule{Match: "c.platform = 'youtube'", Kind: trace.Filter, Label: "YouTube only", Class: trace.Expected}
	ofOK     = trace.Rule{Match: "c.ok", Split: trace.Split{Near: true}, Class: trace.Loss, Pos: trace.Pos{File: "chain.yml", Line: 7, Column: 5}}
)

func TestARuleMakesNearValuesOfAFilterACauseOfTheirOwn(t *testing.T) {
	ctx, conn := context.Background(), tracetest.Connect(t)
	chain, clicks := splitChain(nearRule, noRule, yesRule, ofOK)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", clicks); err != nil {
		t.Fatal(err)
	}
	e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := e.Result()
	l, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"m loss cannot tell: c.platform = 'youtube' is NULL: 100, 100",
		"m expected YouTube only: 100, 80",
		"m loss misspelt: 200, 200",
		"m review YouTube only: 100, 80",
		"m expected c.ok: 20, 20",
		"chain.yml:7:5: this rule splits no cause: a filter is wanted that compares one column of what enters its step with text constants",
	}
	if d := cmp.Diff(want, causeLines(l)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	split := l.Steps[0].Causes[2]
	if d := cmp.Diff([]trace.Look{
		{Subject: "c.platform", Value: "Youtube", Near: "youtube", Why: "case", Clicks: 100},
		{Subject: "c.platform", Value: "yt", Near: "youtube", Why: "abbreviation", Clicks: 100},
	}, split.Looks); d != "" {
		t.Errorf("what was split off: -want +got:\n%s", d)
	}
	if looks := l.Steps[0].Causes[1].Looks; len(looks) > 0 {
		t.Errorf("the filter still has %v to look at", looks)
	}
	if len(l.Steps[0].Rungs()) != 2 {
		t.Errorf("got rungs %v, want the split ones on that of their filter", l.Steps[0].Rungs())
	}

	parts, err := r.By(ctx, trace.Slice{}, "half")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{0, 200} { // the near values are in rows of half 1
		if got := parts[i].Steps[0].Causes[2].Clicks; got != want {
			t.Errorf("half %d: got %d misspelt, want %d", i, got, want)
		}
	}

	// Single rows: those of the cause, what they say, and who they are among those that came to the filter.
	rows := tracetest.Open(t, e, trace.RowsQuery{Step: "m", Cause: split.ID})
	if rows.Total != 200 {
		t.Errorf("got %d rows of the split cause, want 200", rows.Total)
	}
	if kept := tracetest.Open(t, e, trace.RowsQuery{Step: "m", Cause: string(trace.Kept)}); kept.Total != l.Steps[0].Out {
		t.Errorf("got %d kept rows, want %d", kept.Total, l.Steps[0].Out)
	}
	j, err := e.Journey(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	if stop := j.Stops[0]; stop.Cause == nil || stop.Cause.ID != split.ID || len(stop.AlsoFails) > 0 {
		t.Errorf("the journey of a misspelt click ends with %+v", stop.Cause)
	}
	if j, err = e.Journey(ctx, 10); err != nil { // its platform is '' and it is not ok
		t.Fatal(err)
	}
	if also := j.Stops[0].AlsoFails; len(also) != 1 || also[0].Label != "c.ok" {
		t.Errorf("a click that fails two conditions also fails %+v", also)
	}
	found, err := e.Who(ctx, who.Query{Step: "m", Causes: []string{l.Steps[0].Causes[5].ID}, Label: "ok"})
	if err != nil {
		t.Fatal(err)
	}
	if found.Came != 100 || found.Taken != 20 {
		t.Errorf("%d of %d came to the condition after the split one, want 20 of 100", found.Taken, found.Came)
	}
}

func TestASplitIsKeptWithItsResult(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	conn := tracetest.Connect(t, dir)
	chain, clicks := splitChain(nearRule, yesRule)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", clicks); err != nil {
		t.Fatal(err)
	}
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Save(ctx, filepath.Join(dir, "saved"), dir); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err = fates.Load(ctx, conn, chain, filepath.Join(dir, "saved")); err != nil {
		t.Fatal(err)
	}
	got, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(causeLines(want), causeLines(got)); d != "" {
		t.Errorf("-run +loaded:\n%s", d)
	}
	plain := *chain
	if plain.Rules = []trace.Rule{yesRule}; plain.Hash() == chain.Hash() {
		t.Error("a chain with a split has the hash of one without it")
	}
}

// A row that another cause dropped, and of which a copy fails the split filter alone, is what a removal of the filter brings back for
// those values.
func TestOfCopiedRowsTheOnlyCauseGoesWithTheValue(t *testing.T) {
	ctx, conn := context.Background(), tracetest.Connect(t)
	for table, query := range map[string]string{
		"clicks": "SELECT i, i AS k FROM range(2) AS t(i)",
		"copies": "SELECT * FROM (VALUES (0, 'youtube', FALSE), (0, 'yt', TRUE), (1, 'youtube', FALSE), (1, 'other', TRUE)) AS t(k, platform, ok)",
	} {
		if err := tracetest.MakeTable(ctx, conn, "src", table, query); err != nil {
			t.Fatal(err)
		}
	}
	chain := tracetest.Chain(tracetest.Model{Name: "a", SQL: "SELECT c.i, x.platform, x.ok FROM src.clicks AS c JOIN src.copies AS x ON x.k = c.k"},
		tracetest.Model{Name: "m", SQL: "SELECT * FROM ref.a WHERE platform = 'youtube' AND ok"})
	chain.Rules = []trace.Rule{{Match: "platform = 'youtube'", Split: trace.Split{Near: true}, Label: "misspelt"}}
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"m expected platform = 'youtube': 0, 1", "m expected misspelt: 0, 1", "m expected ok: 2, 2"}
	if d := cmp.Diff(want, causeLines(l)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
