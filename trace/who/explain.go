package who

import "math"

// count is how many rows have a value, and how many of them were taken.
type count struct{ taken, came int64 }

// explains returns how much the values tell of which rows were taken, from 0 to 1.
func explains(values []count) float64 {
	var n, taken int64
	for _, v := range values {
		n, taken = n+v.came, taken+v.taken
	}
	h := entropy(taken, n)
	if h == 0 {
		return 0
	}
	expected := chance{n: n, taken: taken, known: map[int64]float64{}}
	sum := h
	for _, v := range values {
		sum -= float64(v.came) / float64(n) * entropy(v.taken, v.came)
		sum -= expected.of(v.came)
	}
	return min(max(sum/h, 0), 1)
}

// entropy is that of a part of n, in nats.
func entropy(part, n int64) float64 {
	if part == 0 || part == n || n == 0 {
		return 0
	}
	p := float64(part) / float64(n)
	return -p*math.Log(p) - (1-p)*math.Log1p(-p)
}

// chance is how much information a value of so many rows has on average where the taken rows are dealt out at random.
type chance struct {
	n, taken int64
	known    map[int64]float64
}

// many is from how many rows of a value on the limit is near enough: half of χ² with one degree of freedom, over n.
const many = 1000

func (c *chance) of(came int64) float64 {
	if came >= many {
		return float64(c.n-came) / float64(max(c.n-1, 1)) / (2 * float64(c.n))
	}
	if v, ok := c.known[came]; ok {
		return v
	}
	v := c.exact(came)
	c.known[came] = v
	return v
}

// exact is the expectation over the hypergeometric distribution.
func (c *chance) exact(came int64) float64 {
	least, most := max(0, came-(c.n-c.taken)), min(came, c.taken)
	p := math.Exp(choose(c.taken, least) + choose(c.n-c.taken, came-least) - choose(c.n, came))
	mean := 0.0
	for k := least; k <= most; k++ {
		mean += p * entropy(k, came)
		p *= float64(c.taken-k) / float64(k+1) * float64(came-k) / float64(c.n-c.taken-came+k+1)
	}
	return float64(came) / float64(c.n) * (entropy(c.taken, c.n) - mean)
}

// choose is the logarithm of how many ways there are to take k of n.
func choose(n, k int64) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
