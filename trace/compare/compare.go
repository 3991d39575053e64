package compare

import (
	"cmp"
	"math"
	"slices"

	"funneltrace/trace"
)

// Kind is what a part of the change is due to.
type Kind string

// The kinds of part.
const (
	Volume  Kind = "volume"  // more or fewer root rows come in
	Mix     Kind = "mix"     // a value's share of the root rows; only where the change is split by values
	Dropped Kind = "dropped" // a cause takes another share of the rows that reach it
	FanOut  Kind = "fan-out" // the rows that reach the number are in it more or less often
)

// A Comparison splits the difference of two slices' numbers into parts. Numbers are rows that the number counts: the root rows that
// reach it, each as often as it is in there.
type Comparison struct {
	Unit, Label string
	Sides       [2]*trace.Ledger
	Roots       [2]int64 // root rows of the slices
	Numbers     [2]int64
	Shared      int64  // root rows that are in both slices
	Counts      bool   // the number is a count of rows, known for both slices
	Parts       []Part // volume, the causes in the order of the chain, fan-out; those of no effect too

	By     string  // "country", empty if the change is not split by values
	Values []Value // the largest change first
	Notes  []string
}

// Part is what one thing adds to the number.
type Part struct {
	Kind    Kind
	Class   trace.Class // of a cause
	Step    int         // of the ledgers, and the cause in it; 0 for other kinds
	Cause   int
	Reached [2]int64 // root rows that came to the cause's predicate
	Took    [2]int64 // of these, those that the cause dropped
	Effect  int64
	Exact   float64 // before rounding
}

// Share returns the share of the rows that reached the cause which it took.
func (p Part) Share(side int) float64 {
	if p.Reached[side] == 0 {
		return 0
	}
	return float64(p.Took[side]) / float64(p.Reached[side])
}

// Change is the difference of the numbers, B's less A's.
func (c *Comparison) Change() int64 { return c.Numbers[1] - c.Numbers[0] }

// Sum returns what the parts of a kind add, of a class if one is named.
func (c *Comparison) Sum(kind Kind, class trace.Class) int64 { return sumOf(c.Parts, kind, class) }

func sumOf(list []Part, kind Kind, class trace.Class) int64 {
	var n int64
	for _, p := range list {
		if p.Kind == kind && (class == "" || p.Class == class) {
			n += p.Effect
		}
	}
	return n
}

// Cause returns the cause that a part is due to, with its counts in B.
func (c *Comparison) Cause(p Part) trace.Cause { return c.Sides[1].Steps[p.Step].Causes[p.Cause] }

// Step returns the step in which the part's cause is.
func (c *Comparison) Step(p Part) trace.Step { return c.Sides[1].Steps[p.Step] }

// Slices compares two slices of one trace, A and B.
func Slices(a, b *trace.Ledger) *Comparison {
	c := &Comparison{Unit: b.Unit, Label: b.Number.Label, Sides: [2]*trace.Ledger{a, b}, Counts: a.Number.Known && b.Number.Known && counts(a) && counts(b)}
	for i, l := range c.Sides {
		c.Roots[i], c.Numbers[i] = l.In(), paths(l)
	}
	c.Parts = parts(a, b, c.Roots)
	roundParts(c.Parts, c.Change())
	return c
}

// paths are the rows of the number that a slice's root rows are in.
func paths(l *trace.Ledger) int64 { return l.Number.Clicks + l.Number.FanOut }

// counts says whether the number of a slice is a count of its rows.
func counts(l *trace.Ledger) bool { return l.Number.Value == float64(paths(l)) }

// parts splits the difference of two ledgers, not rounded; all are the root rows that theirs are some of.
func parts(a, b *trace.Ledger, all [2]int64) []Part {
	list := []Part{{Kind: Volume}}
	factors := [2][]float64{{float64(all[0])}, {float64(all[1])}}
	add := func(from, to float64) { factors[0], factors[1] = append(factors[0], from), append(factors[1], to) }
	if all != [2]int64{a.In(), b.In()} {
		list = append(list, Part{Kind: Mix})
		add(share(a.In(), all[0]), share(b.In(), all[1]))
	}
	type dropped struct{ first, end, factor int }
	var groups []dropped
	for i := range b.Steps {
		sa, sb := a.Steps[i], b.Steps[i]
		reached := [2]int64{sa.In, sb.In}
		for _, r := range sb.Rungs() {
			g, left := dropped{len(list), len(list) + r.End - r.First, len(factors[0])}, reached
			for k := r.First; k < r.End; k++ {
				p := Part{Kind: Dropped, Class: sb.Causes[k].Class, Step: i, Cause: k, Reached: reached, Took: [2]int64{sa.Causes[k].Clicks, sb.Causes[k].Clicks}}
				left[0], left[1] = left[0]-p.Took[0], left[1]-p.Took[1]
				list = append(list, p)
			}
			add(share(left[0], reached[0]), share(left[1], reached[1]))
			reached = left
			groups = append(groups, g)
		}
	}
	list = append(list, Part{Kind: FanOut})
	add(share(paths(a), a.Number.Clicks), share(paths(b), b.Number.Clicks))

	effects := Effects(factors[0], factors[1])
	for _, g := range groups {
		var shares [2][]float64
		for _, p := range list[g.first:g.end] {
			shares[0], shares[1] = append(shares[0], p.Share(0)), append(shares[1], p.Share(1))
		}
		for k, e := range caseEffects(effects[g.factor], float64(paths(a)), float64(paths(b)), shares[0], shares[1]) {
			list[g.first+k].Exact = e
		}
	}
	list[0].Exact, list[len(list)-1].Exact = effects[0], effects[len(effects)-1]
	if list[1].Kind == Mix {
		list[1].Exact = effects[1]
	}
	return list
}

// share is how many of the rows there are; all, where there are none.
func share(n, of int64) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// roundParts rounds the parts to a total: first each kind and class as a whole, so that these are as exact as can be, and then
// the parts of each to that.
func roundParts(list []Part, total int64) {
	type group struct {
		kind  Kind
		class trace.Class
	}
	var groups []group
	members := map[group][]int{}
	for i, p := range list {
		g := group{p.Kind, p.Class}
		if members[g] == nil {
			groups = append(groups, g)
		}
		members[g] = append(members[g], i)
	}
	sums := make([]float64, len(groups))
	for i, g := range groups {
		for _, at := range members[g] {
			sums[i] += list[at].Exact
		}
	}
	for i, n := range Round(sums, total) {
		var exact []float64
		for _, at := range members[groups[i]] {
			exact = append(exact, list[at].Exact)
		}
		for k, e := range Round(exact, n) {
			list[members[groups[i]][k]].Effect = e
		}
	}
}

// Largest returns the parts of a kind and class that have an effect, the largest first.
func (c *Comparison) Largest(kind Kind, class trace.Class) []Part {
	var out []Part
	for _, p := range c.Parts {
		if p.Kind == kind && (class == "" || p.Class == class) && p.Effect != 0 {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Part) int { return cmp.Compare(math.Abs(b.Exact), math.Abs(a.Exact)) })
	return out
}
