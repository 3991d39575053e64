package since_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/since"
)

// series are binomial counts of so many rows a month at each share, which varies by spread.
func series(r *rand.Rand, came int64, spread float64, shares ...float64) []trace.Point {
	var out []trace.Point
	for i, p := range shares {
		p *= 1 + spread*r.NormFloat64()
		point := trace.Point{At: fmt.Sprintf("m%02d", i), Came: came}
		for range came {
			if r.Float64() < p {
				point.Took++
			}
		}
		out = append(out, point)
	}
	return out
}

// steady and stepped are shares by month.
func steady(p float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = p
	}
	return out
}

func stepped(before, after float64, at, n int) []float64 {
	return append(steady(before, at), steady(after, n-at)...)
}

func TestAStepIsFoundWhereItIs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		before, after float64
		at            int
	}{{0.013, 0.026, 9}, {0.2, 0.02, 3}, {0, 0.05, 11}, {0.6, 1, 6}} {
		b := since.Find(series(r, 4000, 0, stepped(c.before, c.after, c.at, 12)...), 20)
		if b == nil || b.At != fmt.Sprintf("m%02d", c.at) || math.Abs(b.Before-c.before) > 0.02 || math.Abs(b.After-c.after) > 0.02 {
			t.Errorf("%+v: got %+v", c, b)
		}
	}
}

func TestWhatVariesByChanceHasNoBreak(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, spread := range []float64{0, 0.3} {
		found := 0
		for range 300 {
			if since.Find(series(r, 500, spread, steady(0.05, 12)...), 1) != nil {
				found++
			}
		}
		if found > 9 { // in a hundred, about as often as chance may
			t.Errorf("%d of 300 series without a break have one, where shares vary by %v", found, spread)
		}
	}
}

func TestAChangeThatDoesNotMatterIsNotTold(t *testing.T) {
	points := []trace.Point{}
	for i := range 12 {
		p := trace.Point{At: fmt.Sprint(i), Came: 10_000_000, Took: 1_000_000}
		if i >= 6 {
			p.Took = 1_100_000 // certain, and a tenth more
		}
		points = append(points, p)
	}
	if b := since.Find(points, 1); b != nil {
		t.Errorf("got %+v", b)
	}
}

func TestFewOrEmptyPointsHaveNoBreak(t *testing.T) {
	for _, points := range [][]trace.Point{
		nil,
		{{At: "a", Came: 10}, {At: "b", Came: 10, Took: 10}, {At: "c", Came: 10, Took: 10}},
		{{At: "a"}, {At: "b"}, {At: "c"}, {At: "d"}, {At: "e"}},
		{{At: "a", Came: 5, Took: 5}, {At: "b"}, {At: "c", Came: 5, Took: 5}, {At: "d", Came: 5, Took: 5}},
	} {
		if b := since.Find(points, 1); b != nil {
			t.Errorf("%v: got %+v", points, b)
		}
	}
}

func TestTrendsAreOfTheRowsThatCameToTheCondition(t *testing.T) {
	ledger := func(month string, in, filtered, missed int64) *trace.Ledger {
		return &trace.Ledger{Bucket: month, Steps: []trace.Step{{Name: "m", In: in, Causes: []trace.Cause{
			{ID: "f", Clicks: filtered, Start: 1, End: 5}, {ID: "j", Clicks: missed, Start: 6, End: 9}, {ID: "none", Start: 10, End: 12},
		}}}}
	}
	var months []*trace.Ledger
	for i := range 8 {
		months = append(months, ledger(fmt.Sprint("2024-0", i+1), 1000, 600, int64(4+40*(i/5))))
	}
	months = append(months, ledger(trace.Unknown, 50, 0, 50))
	l := ledger("", 8000, 4800, 152)
	since.Trends(l, months, "month")
	got := l.Steps[0].Causes
	if got[0].Trend.Break != nil || got[2].Trend != nil {
		t.Errorf("got %+v, %+v", got[0].Trend, got[2].Trend)
	}
	want := &trace.Break{At: "2024-06", Before: 0.01, After: 0.11}
	if d := cmp.Diff(want, got[1].Trend.Break); d != "" || len(got[1].Trend.Points) != 8 || got[1].Trend.Points[7] != (trace.Point{At: "2024-08", Took: 44, Came: 400}) {
		t.Errorf("-want +got:\n%s\n%+v", d, got[1].Trend.Points)
	}
}
