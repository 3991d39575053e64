package evidence_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots/sample"
	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
	"funneltrace/trace/who"
)

// BenchmarkPageOfRows measures, on the built-in snapshot, how long the rows of a cause take to open and a page of 50 of
// them at a random place takes to read, and how long a ledger of one year takes once the result is held.
func BenchmarkPageOfRows(b *testing.B) {
	ctx := context.Background()
	conn, cache := tracetest.Sample(ctx, b, sample.Options{})
	chain, err := chains.BuiltinChain("creators")
	if err != nil {
		b.Fatal(err)
	}
	e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, q := range []struct {
		name  string
		query trace.RowsQuery
	}{
		{"kept by the first step", trace.RowsQuery{Step: "rebrandly_prep", Cause: "kept"}},
		{"kept by the first step, sorted", trace.RowsQuery{Step: "rebrandly_prep", Cause: "kept", Sort: "route", Desc: true}},
		{"kept by a step that joins", trace.RowsQuery{Step: "rebrandly", Cause: "kept"}},
		{"human-only", trace.RowsQuery{Step: "campaigns_funnel_clicks", Cause: causeLabelled(ctx, b, e, "human-only")}},
		{"human-only, sorted", trace.RowsQuery{Step: "campaigns_funnel_clicks", Cause: causeLabelled(ctx, b, e, "human-only"), Sort: "slashtag"}},
		{"human-only, searched", trace.RowsQuery{Step: "campaigns_funnel_clicks", Cause: causeLabelled(ctx, b, e, "human-only"), Search: "YouTube"}},
		{"human-only of a year", trace.RowsQuery{Step: "campaigns_funnel_clicks", Cause: causeLabelled(ctx, b, e, "human-only"), Slice: tracetest.Year(2023)}},
		{"first-session", trace.RowsQuery{Step: "campaigns_funnel_clicks", Cause: causeLabelled(ctx, b, e, "first-session")}},
		{"first-session, sorted", trace.RowsQuery{Step: "campaigns_funnel_clicks", Cause: causeLabelled(ctx, b, e, "first-session"), Sort: "clicked_at", Desc: true}},
		{"groups", trace.RowsQuery{Step: "campaigns_funnel_creators", Cause: "kept"}},
		{"groups after fan-out", trace.RowsQuery{Step: "posts_yt", Cause: "kept"}},
		{"groups after fan-out, sorted", trace.RowsQuery{Step: "posts_yt", Cause: "kept", Sort: "creator"}},
	} {
		b.Run(q.name, func(b *testing.B) { openAndPage(ctx, b, e, q.query) })
	}
	b.Run("ledger of a slice", func(b *testing.B) {
		ledgersOfSlices(ctx, b, filepath.Join(cache, "results", "1"), e.Result(), chain)
	})
}

const pageSize = 50

func openAndPage(ctx context.Context, b *testing.B, e *evidence.Evidence, q trace.RowsQuery) {
	start := time.Now()
	set, err := e.Rows(ctx, q)
	if err != nil {
		b.Fatal(err)
	}
	open := time.Since(start)
	random := rand.New(rand.NewPCG(1, 2))
	var pages []float64
	for range max(b.N, 100) {
		at := random.Int64N(max(1, set.Matching-pageSize))
		start := time.Now()
		rows, err := set.Page(ctx, at, pageSize)
		if err != nil {
			b.Fatal(err)
		}
		if int64(len(rows)) != min(pageSize, set.Matching) {
			b.Fatalf("got %d rows from %d of %d", len(rows), at, set.Matching)
		}
		pages = append(pages, milliseconds(time.Since(start)))
	}
	slices.Sort(pages)
	b.ReportMetric(float64(set.Matching), "rows")
	b.ReportMetric(milliseconds(open), "open-ms")
	b.ReportMetric(pages[len(pages)/2], "page-p50-ms")
	b.ReportMetric(pages[len(pages)*99/100], "page-p99-ms")
	b.ReportMetric(0, "ns/op") // of all pages together, which says nothing
	if err := set.Close(ctx); err != nil {
		b.Fatal(err)
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// causeLabelled returns the id of the cause with the label.
func causeLabelled(ctx context.Context, t testing.TB, e *evidence.Evidence, label string) string {
	t.Helper()
	l, err := e.Result().Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			if c.Label == label {
				return c.ID
			}
		}
	}
	t.Fatalf("there is no cause %s", label)
	return ""
}

// ledgersOfSlices measures a saved result that is held, as a program finds it that starts for the second time.
func ledgersOfSlices(ctx context.Context, b *testing.B, dir string, result *fates.Result, chain *trace.Chain) {
	if err := result.Save(ctx, dir, filepath.Dir(dir)); err != nil {
		b.Fatal(err)
	}
	db, err := engine.Open(ctx, engine.Options{Dirs: []string{dir}})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	loaded, err := fates.Load(ctx, conn, chain, dir)
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	if err := loaded.Hold(ctx); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(milliseconds(time.Since(start)), "hold-ms")
	brazil := trace.Slice{Where: []trace.DimValue{{Dim: "country", Value: "BR"}}}
	for name, slice := range map[string]trace.Slice{"all": {}, "year": tracetest.Year(2024), "country": brazil} {
		var took []float64
		for range max(b.N, 20) {
			start := time.Now()
			if _, err := loaded.Ledger(ctx, slice); err != nil {
				b.Fatal(err)
			}
			took = append(took, milliseconds(time.Since(start)))
		}
		slices.Sort(took)
		b.ReportMetric(took[len(took)/2], name+"-ms")
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkWho measures, on the built-in snapshot, how long it takes to say who loses where the rows of the step are there.
func BenchmarkWho(b *testing.B) {
	ctx := context.Background()
	conn, _ := tracetest.Sample(ctx, b, sample.Options{})
	chain, err := chains.BuiltinChain("creators")
	if err != nil {
		b.Fatal(err)
	}
	e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, q := range []who.Query{
		{Step: "campaigns_funnel_clicks", Causes: []string{causeLabelled(ctx, b, e, "human-only")}, Label: "human-only"},
		{Step: "campaigns_funnel_clicks", Causes: []string{causeLabelled(ctx, b, e, "link not in the creators sheet")}, Label: "link not in the creators sheet"},
		{Step: "posts_yt", Label: "posts_yt"},
		{Class: trace.Loss, Label: "loss"},
	} {
		b.Run(q.Label, func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Who(ctx, q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
