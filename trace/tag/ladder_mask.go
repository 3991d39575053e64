package tag

// ladder is what a stage asks of its rows, in order. What drops a row is the first rung that it does not pass.
type ladder []*rung

// rung is one step of a stage's ladder: a condition that rows must meet.
type rung struct {
	ok    string // SQL over the stage's columns: TRUE for rows that pass
	cases []rungCase
	reads map[string]bool // the inner columns that both read, or more
}

// rungCase is one way to fail. The last case of a rung takes what is left.
type rungCase struct {
	when  string
	cause *Cause
}

// maxCauses is how many causes fit the mask of one stage.
const maxCauses = 62

// causes are those of its cases, in their order.
func (l ladder) causes() []*Cause {
	var out []*Cause
	for _, r := range l {
		for _, c := range r.cases {
			out = append(out, c.cause)
		}
	}
	return out
}

// rungs are the indexes of the cases with which the rungs of its causes begin, one for each cause.
func (l ladder) rungs() []int {
	var out []int
	for _, r := range l {
		first := len(out)
		for range r.cases {
			out = append(out, first)
		}
	}
	return out
}

// mask is SQL for the cases that a row fails, one bit for each cause, in their order; empty if there are none.
// It leaves room for the bits of earlier causes.
func (l ladder) mask(earlier int) (string, error) {
	if len(l) == 0 {
		return "", nil
	}
	b, err := l.bits(earlier)
	return b.mask(l), err
}

// maskType is the narrowest type that holds n bits.
func maskType(n int) string {
	switch {
	case n <= 8:
		return "UTINYINT"
	case n <= 16:
		return "USMALLINT"
	case n <= 32:
		return "UINTEGER"
	}
	return "UBIGINT"
}
