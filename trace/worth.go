package trace

import "slices"

// Worth is an estimate: what rows that were lost would have added to the number, in rows that it counts. The range from Low to High has
// the true value nine times out of ten.
type Worth struct {
	Rows             int64 // root rows that failed nothing else at the step; the others would have left there anyway
	About, Low, High int64
}

// WithoutWorth returns the ledger without what was estimated: its counts alone.
func (l *Ledger) WithoutWorth() *Ledger {
	out := *l
	out.Steps = slices.Clone(l.Steps)
	for i := range out.Steps {
		s := &out.Steps[i]
		s.Causes = slices.Clone(s.Causes)
		for k := range s.Causes {
			s.Causes[k].Worth = nil
		}
	}
	return &out
}
