package cost

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// outcome is what is estimated of rows: whether they reach the number, or how often they are in there.
type outcome struct {
	sum      func(Rows) float64
	variance func(stratum) float64 // of one row of a stratum
}

// variance is that of the difference between what lost rows would have done and the estimate. Of the columns by which rows may be alike
// the one that makes it largest is taken. It is larger where few values tell how much alike rows are, as Student's t is wider.
func (e *estimate) variance(y outcome) float64 {
	largest := 0.0
	for i := -1; i < len(e.columns); i++ {
		var c *column
		if i >= 0 {
			c = &e.columns[i]
		}
		v, free := e.alike(y, c)
		wider := student(free) / z
		largest = max(largest, v*wider*wider)
	}
	return largest
}

// student is the 95 % quantile of Student's t.
func student(freedom float64) float64 {
	x := mathext.InvRegIncBeta(freedom/2, 0.5, 0.1)
	return math.Sqrt(freedom * (1 - x) / x)
}

// alike is the variance if rows with the same value of a column are alike; without one no two rows are. It comes with its degrees of
// freedom: the effective number of values, less one.
func (e *estimate) alike(y outcome, c *column) (variance, freedom float64) {
	var together []float64 // for each value, by how many standard deviations the lost rows depend on it, less the estimate
	freedom = max(1, e.all.N-1)
	if c != nil {
		together = make([]float64, c.largest+1)
	}
	apart := 0.0
	for _, l := range e.levels {
		if !l.used {
			continue
		}
		rho, values := e.correlation(l, y, c)
		if rho > 0 {
			freedom = min(freedom, max(1, values-1))
		}
		for _, s := range l.strata {
			apart += (1 - rho) * y.variance(s) * s.lost * s.lost / s.N
		}
		for _, m := range e.lost {
			if m.level != l {
				continue
			}
			v := y.variance(l.strata[m.stratum])
			if apart += (1 - rho) * v * m.rows; rho == 0 {
				continue
			}
			if value := m.values[c.at]; value == Unknown {
				apart += rho * v * m.rows
			} else {
				together[value] += math.Sqrt(rho*v) * m.rows
			}
		}
		if rho == 0 {
			continue
		}
		for i, r := range e.like {
			if s := l.strata[l.of[i]]; s.lost > 0 && r.Values[c.at] != Unknown {
				together[r.Values[c.at]] -= math.Sqrt(rho*y.variance(s)) * s.lost / s.N * r.N
			}
		}
	}
	for _, d := range together {
		apart += d * d
	}
	return apart, freedom
}

// correlation is how much alike the rows are that have the same value of a column, from 0 to 1, within the strata of a level that lost
// rows are compared with: by the squares of what the rows of each value are off the means of their strata, against what they would be if
// each row was drawn by itself. The means are of the same rows, which makes them less. It comes with the effective number of values.
func (e *estimate) correlation(l *level, y outcome, c *column) (rho, values float64) {
	if c == nil || l.mask&c.mask != 0 {
		return 0, 0 // matched
	}
	off, rows, free := make([]float64, c.largest+1), make([]float64, c.largest+1), make([]float64, c.largest+1)
	within := map[[2]int]float64{} // rows of a stratum with a value
	for i, r := range e.like {
		s, value := l.strata[l.of[i]], r.Values[c.at]
		if s.lost == 0 || value == Unknown {
			continue
		}
		mean := y.sum(s.Rows) / s.N
		off[value] += (y.sum(r) - mean*r.N) / math.Sqrt(y.variance(s))
		rows[value] += r.N
		had := within[[2]int{l.of[i], value}]
		within[[2]int{l.of[i], value}] = had + r.N
		free[value] += r.N - ((had+r.N)*(had+r.N)-had*had)/s.N
	}
	var q, n, squares, alone, together float64
	for v, m := range rows {
		q += off[v] * off[v]
		n += m
		squares += m * m
		alone += free[v]
		together += free[v] * (m - 1)
	}
	if together <= 0 {
		return 0, 0
	}
	return min(1, max(0, (q-alone)/together)), n * n / squares
}
