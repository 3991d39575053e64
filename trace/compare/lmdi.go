package compare

import "math"

// LogMean is the logarithmic mean of two positive numbers, (a−b)/(ln a − ln b), and its limits: a where they are equal, 0 where
// one of them is.
func LogMean(a, b float64) float64 {
	switch {
	case a <= 0 || b <= 0:
		return 0
	case a == b:
		return a
	}
	return (b - a) / logRatio(a, b)
}

// logRatio is ln(b/a), exact to the last digits where they are nearly equal.
func logRatio(a, b float64) float64 {
	if b > a/2 && b < a*2 {
		return math.Log1p((b - a) / a)
	}
	return math.Log(b) - math.Log(a)
}

// Effects splits the change of a product, from the product of a to that of b, among its factors: L(∏a, ∏b)·ln(bᵢ/aᵢ) each, where
// L is the [LogMean]. They add up to the change, whatever the order of the factors, and change sign with the sides.
//
// Where a product is 0, the limit is taken: the whole change is due to the factors that are 0 there, in equal parts.
func Effects(a, b []float64) []float64 {
	out := make([]float64, len(a))
	from, to := product(a), product(b)
	switch {
	case from == 0 && to == 0:
	case from == 0:
		shareZeros(out, a, to)
	case to == 0:
		shareZeros(out, b, -from)
	default:
		weight := LogMean(from, to)
		for i := range a {
			out[i] = weight * logRatio(a[i], b[i])
		}
	}
	return out
}

func product(factors []float64) float64 {
	out := 1.0
	for _, f := range factors {
		out *= f
	}
	return out
}

// shareZeros gives the factors that are 0 equal parts of the change.
func shareZeros(out, factors []float64, change float64) {
	n := 0.0
	for _, f := range factors {
		if f == 0 {
			n++
		}
	}
	for i, f := range factors {
		if f == 0 {
			out[i] = change / n
		}
	}
}

// caseEffects splits the effect of one factor p = 1 − Σ dᵢ, the share of rows that pass, among the shares dᵢ that do not: the part of
// each is as its change. from and to are the products that the factor is one of.
func caseEffects(effect, from, to float64, a, b []float64) []float64 {
	pa, pb := 1-sum(a), 1-sum(b)
	perShare := 0.0
	switch {
	case pa != pb:
		perShare = effect / (pb - pa)
	case pa > 0:
		perShare = LogMean(from, to) / pa
	}
	out := make([]float64, len(a))
	for i := range a {
		out[i] = perShare * (a[i] - b[i])
	}
	return out
}

func sum(list []float64) (total float64) {
	for _, v := range list {
		total += v
	}
	return total
}

// Round returns whole numbers that add up to the total, which is about the sum of the parts: each is rounded, and what is missing
// then goes to the parts that the rounding cost most. With all signs turned it returns the same with signs turned.
func Round(parts []float64, total int64) []int64 {
	out := make([]int64, len(parts))
	missing := total
	for i, p := range parts {
		out[i] = int64(math.Round(p))
		missing -= out[i]
	}
	step := int64(1)
	if missing < 0 {
		step = -1
	}
	taken := make([]bool, len(parts))
	for ; missing != 0 && len(parts) > 0; missing -= step {
		best := -1
		for i, p := range parts {
			if cost := float64(step) * (p - float64(out[i])); !taken[i] && (best < 0 || cost > float64(step)*(parts[best]-float64(out[best]))) {
				best = i
			}
		}
		if best < 0 { // more is missing than there are parts: the total is another one
			clear(taken)
			best = 0
		}
		taken[best] = true
		out[best] += step
	}
	return out
}
