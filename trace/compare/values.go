package compare

import (
	"cmp"
	"slices"

	"funneltrace/trace"
)

// Value is what the root rows with one value of a dimension, or of one month or year, add to the change.
type Value struct {
	Name    string
	Roots   [2]int64
	Numbers [2]int64
	Parts   []Part // volume, mix, causes, fan-out: they add up to the change of its Numbers
}

// Change is what the value adds to the difference of the numbers.
func (v Value) Change() int64 { return v.Numbers[1] - v.Numbers[0] }

// Sum returns what the value's parts of a kind add, of a class if one is named.
func (v Value) Sum(kind Kind, class trace.Class) int64 { return sumOf(v.Parts, kind, class) }

// SplitBy adds to a comparison which values of a dimension carry the change. a and b are the slices' ledgers for each value, as
// [fates.Result.By] returns them. Each value's share of the root rows is one more factor of its number, so what is due to the causes
// is less what is due to other values having become more: it differs from the parts of the whole, and adds up to the same.
func (c *Comparison) SplitBy(by string, a, b []*trace.Ledger) {
	c.By, c.Values = by, nil
	for _, name := range buckets(a, b) {
		la, lb := bucket(a, name, c.Sides[0]), bucket(b, name, c.Sides[1])
		v := Value{Name: name, Roots: [2]int64{la.In(), lb.In()}, Numbers: [2]int64{paths(la), paths(lb)}, Parts: parts(la, lb, c.Roots)}
		roundParts(v.Parts, v.Change())
		c.Values = append(c.Values, v)
	}
	slices.SortStableFunc(c.Values, func(a, b Value) int { return cmp.Compare(abs(b.Change()), abs(a.Change())) })
}

// buckets are the names of all ledgers' values, each once.
func buckets(lists ...[]*trace.Ledger) []string {
	var names []string
	for _, list := range lists {
		for _, l := range list {
			names = append(names, l.Bucket)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// bucket is the ledger of a value, one without rows if there is none.
func bucket(list []*trace.Ledger, name string, whole *trace.Ledger) *trace.Ledger {
	for _, l := range list {
		if l.Bucket == name {
			return l
		}
	}
	return emptied(whole)
}

// emptied is a ledger without its counts.
func emptied(l *trace.Ledger) *trace.Ledger {
	out := &trace.Ledger{Unit: l.Unit}
	for _, s := range l.Steps {
		causes := slices.Clone(s.Causes)
		for i := range causes {
			causes[i].Clicks, causes[i].OnlyCause = 0, 0
		}
		out.Steps = append(out.Steps, trace.Step{Name: s.Name, Model: s.Model, Causes: causes})
	}
	return out
}

func abs(n int64) int64 { return max(n, -n) }
