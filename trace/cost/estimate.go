package cost

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"funneltrace/trace"
)

// Least is how many rows a stratum must have to say how others would have fared.
const Least = 20

// z is the 95 % quantile of the normal distribution: 90 % are between -z and z.
const z = 1.6449

// Unknown is the value of a dimension of which nothing is known.
const Unknown = 0

// Rows are rows that are alike in all that is known of them.
type Rows struct {
	Values  []int   // of the month, and of each dimension: numbered from 1, or [Unknown]. All rows have as many
	N       float64 // how many
	Reached float64 // of these, in the number
	Paths   float64 // how often they are in it
	Squares float64 // the sum of the squares of that
}

// Estimate says what lost rows would have added to the number, by those that are like them and went on. It is nil where there are none.
func Estimate(lost, like []Rows) *trace.Worth {
	e := match(lost, like)
	if e == nil {
		return nil
	}
	var all, reach, paths float64
	for _, m := range e.lost {
		s := m.level.strata[m.stratum]
		all += m.rows
		reach += m.rows * s.Reached / s.N
		paths += m.rows * s.Paths / s.N
	}
	fan := e.all.fan()
	if reach > 0 {
		fan = paths / reach
	}
	reaching := e.variance(outcome{sum: func(r Rows) float64 { return r.Reached }, variance: stratum.reaching})
	share := (reach + 0.5) / (all + 1) // off 0 and 1
	low, high := between(reach/all, share, share*(1-share)*all*all/reaching)
	// What fan-out adds beside whether a row reaches the number at all.
	more := 0.0
	if e.all.Paths != e.all.Reached {
		counted := e.variance(outcome{sum: func(r Rows) float64 { return r.Paths }, variance: stratum.counted})
		more = z * math.Sqrt(max(0, counted-fan*fan*reaching))
	}
	return &trace.Worth{
		Rows:  int64(math.Round(all)),
		About: int64(math.Round(paths)),
		Low:   int64(math.Floor(max(0, paths-math.Hypot(fan*(reach-low*all), more)))),
		High:  int64(math.Ceil(paths + math.Hypot(fan*(high*all-reach), more))),
	}
}

// between are the 5 % and the 95 % quantile of the beta distribution of a mean that is as wide as the share of so many independent rows:
// what so many rows do that are like each other is beta-binomial. The estimate itself is never outside.
func between(estimate, mean, n float64) (low, high float64) {
	if n <= 1.001 { // as wide as can be: all of them, or none
		return 0, 1
	}
	a, b := mean*(n-1), (1-mean)*(n-1)
	return min(estimate, mathext.InvRegIncBeta(a, b, 0.05)), max(estimate, mathext.InvRegIncBeta(a, b, 0.95))
}

// Total is what all losses of a ledger cost together; nil where that is not known of any. The range is that of a sum of independent
// estimates.
func Total(l *trace.Ledger) *trace.Worth {
	var out *trace.Worth
	var below, above float64
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			w := c.Worth
			if w == nil || c.Class != trace.Loss {
				continue
			}
			if out == nil {
				out = &trace.Worth{}
			}
			out.Rows += w.Rows
			out.About += w.About
			below = math.Hypot(below, float64(w.About-w.Low))
			above = math.Hypot(above, float64(w.High-w.About))
		}
	}
	if out != nil {
		out.Low, out.High = out.About-int64(math.Ceil(below)), out.About+int64(math.Ceil(above))
		out.Low = max(0, out.Low)
	}
	return out
}
