package trace

import "strings"

// A Rung is a predicate or a join of a step with all its ways to fail: its causes are those from First to
// below End.
type Rung struct{ First, End int }

// Rungs returns those of the step, in its order. The causes of one stand at the same place of the SQL, or, for what a join's
// other conditions exclude, inside it.
func (s Step) Rungs() []Rung {
	var out []Rung
	for i, c := range s.Causes {
		if n := len(out); n > 0 && belongs(c, s.Causes[out[n-1].First]) {
			out[n-1].End++
			continue
		}
		out = append(out, Rung{i, i + 1})
	}
	return out
}

// belongs says whether a cause is one of the rung that begins with the first.
func belongs(c, first Cause) bool {
	if first.End > first.Start {
		return c.End > c.Start && c.Start >= first.Start && c.End <= first.End
	}
	// Of what has no place in the text, the predicate tells.
	return c.End == c.Start && predicateOf(c) == predicateOf(first)
}

// predicateOf is the predicate that dropped the rows, of a join that another predicate noticed, that one.
func predicateOf(c Cause) string {
	if noticed, ok := strings.CutPrefix(c.Reason, "noticed by "); ok {
		return noticed
	}
	return c.Predicate
}
