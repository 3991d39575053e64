package compare

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
)

// near says whether two figures are the same but for the arithmetic.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*max(1, math.Abs(a), math.Abs(b)) }

// randomLedgers are two ledgers of one chain, in which rungs may take nothing or all, and nothing may come in.
func randomLedgers(r *rand.Rand) (a, b *trace.Ledger) {
	steps := 1 + r.IntN(4)
	shape := make([][]int, steps) // the cases of each rung
	for i := range shape {
		for range r.IntN(4) {
			shape[i] = append(shape[i], 1+r.IntN(3))
		}
	}
	fill := func() *trace.Ledger {
		l := &trace.Ledger{Unit: "click"}
		left := int64(0)
		if r.IntN(8) > 0 {
			left = r.Int64N(100_000)
		}
		for i, sizes := range shape {
			s := trace.Step{Name: fmt.Sprint("step", i), In: left}
			for at, n := range sizes {
				for k := range n {
					took := int64(0)
					switch r.IntN(6) {
					case 0:
					case 1:
						took = left
					default:
						took = r.Int64N(left/2 + 1)
					}
					left -= took
					class := []trace.Class{trace.Expected, trace.Loss, trace.Review}[(at+k)%3]
					s.Causes = append(s.Causes, trace.Cause{ID: fmt.Sprint(i, at, k), Class: class, Clicks: took, Start: 10 * at, End: 10*at + 9})
				}
			}
			s.Out = left
			l.Steps = append(l.Steps, s)
		}
		l.Number = trace.Reconciliation{Clicks: left, FanOut: r.Int64N(left/3 + 1), Known: true}
		l.Number.Value = float64(left + l.Number.FanOut)
		return l
	}
	return fill(), fill()
}

func TestThePartsOfRandomLedgersAddUpAndTurnWithTheSides(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		a, b := randomLedgers(r)
		there, back := Slices(a, b), Slices(b, a)
		var exact float64
		var whole int64
		for i, p := range there.Parts {
			exact += p.Exact
			whole += p.Effect
			if math.IsNaN(p.Exact) || math.IsInf(p.Exact, 0) {
				t.Fatalf("part %+v is no number", p)
			}
			if math.Abs(p.Exact-float64(p.Effect)) > 2 {
				t.Errorf("%.3f was rounded to %d", p.Exact, p.Effect)
			}
			if q := back.Parts[i]; !near(q.Exact, -p.Exact) || q.Effect != -p.Effect {
				t.Errorf("there %+v, back %+v", p, q)
			}
			if p.Kind == Dropped && p.Took == [2]int64{} && p.Effect != 0 {
				t.Errorf("a cause that took nothing has an effect: %+v", p)
			}
		}
		if !near(exact, float64(there.Change())) || whole != there.Change() {
			t.Fatalf("the parts add up to %.6f, rounded %d; the change is %d", exact, whole, there.Change())
		}
	}
}

func TestTheOrderOfTheFactorsMakesNoDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		n := 1 + r.IntN(6)
		a, b := make([]float64, n), make([]float64, n)
		for i := range a {
			a[i], b[i] = float64(r.IntN(5))/4, float64(r.IntN(5))/4
		}
		want := Effects(a, b)
		order := r.Perm(n)
		pa, pb := make([]float64, n), make([]float64, n)
		for i, k := range order {
			pa[i], pb[i] = a[k], b[k]
		}
		for i, e := range Effects(pa, pb) {
			if !near(e, want[order[i]]) {
				t.Fatalf("%v → %v: factor %d adds %v, in the order %v it adds %v", a, b, order[i], want[order[i]], order, e)
			}
		}
	}
}

func TestAZeroIsWhatItTendsTo(t *testing.T) {
	for _, c := range []struct{ a, b []float64 }{
		{[]float64{100, 0, 0.5}, []float64{80, 0.25, 0.7}},
		{[]float64{100, 0.3, 0.5}, []float64{80, 0, 0.7}},
		{[]float64{0, 1, 1}, []float64{80, 0.3, 0.7}},
		{[]float64{0, 0, 1}, []float64{80, 0.5, 1}},
		{[]float64{100, 0, 1}, []float64{80, 0.5, 0}},
	} {
		small := func(list []float64) []float64 {
			out := make([]float64, len(list))
			for i, v := range list {
				out[i] = max(v, 1e-100)
			}
			return out
		}
		limit := Effects(small(c.a), small(c.b))
		for i, e := range Effects(c.a, c.b) {
			if math.Abs(e-limit[i]) > 1 { // the limit is reached as slowly as 1/ln δ goes to 0
				t.Errorf("%v → %v: factor %d adds %v, near 0 it adds %v", c.a, c.b, i, e, limit[i])
			}
		}
	}
}

func TestRoundedPartsAddUp(t *testing.T) {
	for _, c := range []struct {
		parts []float64
		total int64
		want  []int64
	}{
		{[]float64{-12732.45, -10510.97, -3950.41, 163.83}, -27030, []int64{-12733, -10511, -3950, 164}},
		{[]float64{0.5, 0.5, 0}, 1, []int64{0, 1, 0}},
		{[]float64{1.0 / 3, 1.0 / 3, 1.0 / 3}, 1, []int64{1, 0, 0}},
		{[]float64{-0.4, 0.4, 0}, 0, []int64{0, 0, 0}},
		{nil, 0, []int64{}},
	} {
		if d := cmp.Diff(c.want, Round(c.parts, c.total)); d != "" {
			t.Errorf("%v (-want +got):\n%s", c.parts, d)
		}
	}
}

func TestNearlyEqualFactorsKeepTheirDigits(t *testing.T) {
	if got, want := LogMean(1, 1+1e-15), 1.0; math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v", got)
	}
	e := Effects([]float64{1e6, 0.5}, []float64{1e6, 0.5 + 1e-12})
	if math.Abs(e[1]-1e-6) > 1e-9 {
		t.Errorf("got %v, want 1e-6", e[1])
	}
}
