package tui

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"funneltrace/trace"
	"funneltrace/tui/grid"
)

// BenchmarkKeyToFrame measures a key at 200×60 with the rows of a cause of some 300,000 open: what Update and View take.
// Pages are read beside it, as they are when somebody scrolls.
func BenchmarkKeyToFrame(b *testing.B) {
	opt := options(b)
	opt.Profile = 0 // with colours
	s := open(b, opt, 200, 60).press("enter", "enter")
	if got := s.app.top().(*rows).shown.Total; got < 100_000 {
		b.Fatalf("the cause has %d rows, want 100,000 and more", got)
	}
	keys := []string{"down", "down", "down", "up", "right", "left", "pgdown", "pgdown", "pgup", "G", "g", "$", "^"}
	r := rand.New(rand.NewPCG(1, 1))
	var took []float64
	for b.Loop() {
		for range 1000 {
			key := keyMsg(keys[r.IntN(len(keys))])
			start := time.Now()
			_, cmd := s.app.Update(key)
			s.app.View()
			took = append(took, time.Since(start).Seconds()*1000)
			s.do(cmd)
			s.handle()
		}
	}
	s.rest()
	report2(b, took, "key-ms")
}

// BenchmarkPage measures reading a page of rows of the built-in snapshot's 2.7 million clicks, at random places.
func BenchmarkPage(b *testing.B) {
	opt := options(b)
	all, err := opt.Cut("", "", "", nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, cause := range []string{"", string(trace.Kept)} {
		set, err := creators.evidence.Rows(b.Context(), trace.RowsQuery{Step: "campaigns_funnel_clicks", Cause: cause, Slice: all})
		if err != nil {
			b.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 1))
		name := "dropped"
		if cause != "" {
			name = "kept"
		}
		b.Run(name, func(b *testing.B) {
			var took []float64
			for b.Loop() {
				for range 20 {
					start := time.Now()
					if _, err := set.Page(b.Context(), r.Int64N(set.Matching), grid.PageRows); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(start).Seconds()*1000)
				}
			}
			b.ReportMetric(float64(set.Matching), "rows")
			report2(b, took, "page-ms")
		})
		if err := set.Close(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTurnSlice measures from the key that turns the year to the frame that shows it, with nothing remembered.
func BenchmarkTurnSlice(b *testing.B) {
	s := open(b, options(b), 200, 60)
	var took []float64
	for b.Loop() {
		for range 10 {
			for _, key := range []string{"[", "]"} {
				s.app.ahead.stop(s.app.desk)
				clear(s.app.ledgers)
				creators.mu.Lock()
				clear(creators.counted)
				creators.mu.Unlock()
				start := time.Now()
				s.send(keyMsg(key))
				for s.app.tally.busy() {
					s.take(<-s.answers)
				}
				s.app.View()
				took = append(took, time.Since(start).Seconds()*1000)
			}
		}
	}
	s.rest()
	report2(b, took, "turn-ms")
}

// report2 reports the median and the 99th percentile.
func report2(b *testing.B, took []float64, unit string) {
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], unit+"-p50")
	b.ReportMetric(took[len(took)*99/100], unit+"-p99")
	b.ReportMetric(0, "ns/op")
}
