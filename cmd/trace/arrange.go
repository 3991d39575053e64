package main

import (
	"cmp"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report"
)

// arrangeFlags say in which order the ledgers of --by come, and how many.
type arrangeFlags struct {
	sort string
	top  int
}

// The orders of --sort.
const (
	sortLost = "lost"
	sortRows = "rows"
	sortName = "name"
)

var sorts = []string{sortLost, sortRows, sortName}

// parse returns a usage error for what there is not. Without --sort, times come in their order, and values by what they lose.
func (f *arrangeFlags) parse(c *trace.Chain, by string) error {
	switch {
	case by == "" && (f.sort != "" || f.top != 0):
		return usagef("--sort and --top are about the values of --by; add it")
	case f.sort != "" && !slices.Contains(sorts, f.sort):
		return unknown("--sort", f.sort, sorts)
	case f.top < 0:
		return usagef("--top %d: it is a number of values; 0 is all", f.top)
	case f.sort == "" && c.IsTime(by) && f.top == 0:
		f.sort = sortName
	}
	f.sort = cmp.Or(f.sort, sortLost)
	return nil
}

// arrange returns the ledgers in order: the first of them, and all others together, so that they still add up.
func (f *arrangeFlags) arrange(ls []*trace.Ledger) []*trace.Ledger {
	if f.sort == sortName && f.top == 0 {
		return ls
	}
	out := slices.Clone(ls)
	slices.SortStableFunc(out, func(a, b *trace.Ledger) int {
		switch f.sort {
		case sortLost:
			return cmp.Or(cmp.Compare(report.Sum(b).Loss, report.Sum(a).Loss), cmp.Compare(b.In(), a.In()))
		case sortRows:
			return cmp.Compare(b.In(), a.In())
		}
		return 0
	})
	if f.top == 0 || len(out) <= f.top+1 {
		return out
	}
	of := strings.TrimSuffix(out[0].Slice, out[0].Bucket) // "2024 country=", which all begin with
	return append(out[:f.top:f.top], trace.Merge(out[f.top:], of+"("+report.Units(int64(len(out)-f.top), "other")+")"))
}
