// Package since says since when a cause takes another share of the rows that come to it.
//
//	since.Trends(ledger, months, "month") // of each cause of the ledger that took something
//
// # The method
//
// For each place where a series could be cut in two, the likelihood of one share before and another after is compared with that of one
// share throughout, over binomial counts. The best cut is taken, and it counts if it is beyond chance and large enough to matter.
//
// Beyond chance: twice the logarithm of the likelihood ratio is χ² with one degree of freedom. Where the counts vary more on both sides of
// the cut than binomial ones do, since rows of one month are alike, it is divided by how much more, and is the square of Student's t
// then. The p-value is multiplied by the number of cuts that were tried and of causes that were looked at (Bonferroni), and must be
// below 0.01.
//
// Large enough: the odds of being taken became one and a quarter times as large or more, or shrank so, and the rows that this makes are
// one in a hundred of those that the cause took or more.
//
// Of several breaks the one that explains most is shown. The package sees counts alone: no SQL, no screen.
package since

import (
	"math"
	"slices"
	"time"

	"funneltrace/trace"
)

const (
	chance = 0.01 // what chance may have of a break at most
	ratio  = 1.25 // how much larger, or smaller, a share must become
	part   = 0.01 // of what the cause took, what the change of its share must be
	fewest = 4    // points that make a trend
)

// By is by what a slice's trends are: by month, or by week where the slice is short.
func By(s trace.Slice) string {
	if !s.From.IsZero() && !s.To.IsZero() && s.To.Sub(s.From) < 120*24*time.Hour {
		return "week"
	}
	return "month"
}

// Trends gives the causes of a ledger their trends: parts are the same slice's ledgers by month or week, as [fates.Result.By] returns
// them. Causes that took nothing have none, and neither has a ledger of a few months.
func Trends(l *trace.Ledger, parts []*trace.Ledger, by string) {
	times := slices.DeleteFunc(slices.Clone(parts), func(p *trace.Ledger) bool { return p.Bucket == trace.Unknown })
	if len(times) < fewest {
		return
	}
	looked := 0
	for i := range l.Steps {
		s := &l.Steps[i]
		for _, r := range s.Rungs() {
			for k := r.First; k < r.End; k++ {
				if s.Causes[k].Clicks == 0 {
					continue
				}
				looked++
				s.Causes[k].Trend = &trace.Trend{By: by, Points: points(times, i, r.First, k)}
			}
		}
	}
	for i := range l.Steps {
		for k := range l.Steps[i].Causes {
			if t := l.Steps[i].Causes[k].Trend; t != nil {
				t.Break = Find(t.Points, looked)
			}
		}
	}
}

// points are how many rows came to the rung of a cause, and how many of them the cause took.
func points(times []*trace.Ledger, step, rung, cause int) []trace.Point {
	var out []trace.Point
	for _, l := range times {
		s := l.Steps[step]
		came := s.In
		for _, c := range s.Causes[:rung] {
			came -= c.Clicks
		}
		out = append(out, trace.Point{At: l.Bucket, Took: s.Causes[cause].Clicks, Came: came})
	}
	return out
}

// Find returns the break of a series, one of so many that are looked at, or nil.
func Find(points []trace.Point, looked int) *trace.Break {
	if len(points) < fewest {
		return nil
	}
	all := sum(points)
	best, at := 0.0, 0
	for i := 1; i < len(points); i++ {
		if lr := 2 * (sum(points[:i]).likelihood() + sum(points[i:]).likelihood() - all.likelihood()); lr > best {
			best, at = lr, i
		}
	}
	if at == 0 {
		return nil
	}
	before, after := sum(points[:at]), sum(points[at:])
	p := byChance(best, dispersion(points, at), len(points)-2) * float64(len(points)-1) * float64(max(looked, 1))
	if p >= chance || !matters(before, after) {
		return nil
	}
	return &trace.Break{At: points[at].At, Before: before.share(), After: after.share()}
}

// byChance is how likely so great a likelihood ratio is where there is no break, with a dispersion that was estimated with so many
// degrees of freedom.
func byChance(lr, dispersion float64, freedom int) float64 {
	if dispersion <= 1 {
		return math.Erfc(math.Sqrt(lr / 2))
	}
	return student(math.Sqrt(lr/dispersion), freedom)
}

// student is the probability that Student's t is at least so far from 0 (Abramowitz and Stegun, 26.7.3 and 26.7.4).
func student(t float64, freedom int) float64 {
	theta := math.Atan(t / math.Sqrt(float64(freedom)))
	cos2 := math.Pow(math.Cos(theta), 2)
	sum, term := 0.0, 1.0
	if freedom%2 == 1 {
		term = math.Cos(theta)
	}
	for k := 1 + freedom%2; k < freedom; k += 2 {
		sum += term
		term *= cos2 * float64(k) / float64(k+1)
	}
	inside := sum * math.Sin(theta)
	if freedom%2 == 1 {
		inside = 2 / math.Pi * (theta + inside)
	}
	return max(0, 1-inside)
}

// counts are rows that a cause took of those that came.
type counts struct{ took, came float64 }

func sum(points []trace.Point) (c counts) {
	for _, p := range points {
		c.took += float64(p.Took)
		c.came += float64(p.Came)
	}
	return c
}

func (c counts) share() float64 {
	if c.came == 0 {
		return 0
	}
	return c.took / c.came
}

// likelihood is the logarithm of the binomial likelihood at its greatest, less what is the same for any share.
func (c counts) likelihood() float64 {
	p := c.share()
	if p == 0 || p == 1 {
		return 0
	}
	return c.took*math.Log(p) + (c.came-c.took)*math.Log1p(-p)
}

// dispersion is how much more the counts vary on both sides of a cut than binomial ones do: 1 is just as much.
func dispersion(points []trace.Point, at int) float64 {
	x := 0.0
	for _, side := range [][]trace.Point{points[:at], points[at:]} {
		p := sum(side).share()
		for _, point := range side {
			if v := float64(point.Came) * p * (1 - p); v > 0 {
				d := float64(point.Took) - float64(point.Came)*p
				x += d * d / v
			}
		}
	}
	return x / float64(len(points)-2)
}

// matters says whether the change of a share is large enough to be told.
func matters(before, after counts) bool {
	low, high := min(before.share(), after.share()), max(before.share(), after.share())
	return high*(1-low) >= ratio*low*(1-high) && (high-low)*after.came >= part*(before.took+after.took)
}
