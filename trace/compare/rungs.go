package compare

import (
	"strings"

	"funneltrace/trace"
)

// A rung is a predicate or a join of a step with all its ways to fail: the causes from first to below end.
type rung struct{ first, end int }

// rungs returns those of a step, in its order. The causes of one stand at the same place of the SQL, or, for what a join's
// other conditions exclude, inside it.
func rungs(s trace.Step) []rung {
	var out []rung
	for i, c := range s.Causes {
		if n := len(out); n > 0 && belongs(c, s.Causes[out[n-1].first]) {
			out[n-1].end++
			continue
		}
		out = append(out, rung{i, i + 1})
	}
	return out
}

// belongs says whether a cause is one of the rung that begins with the first.
func belongs(c, first trace.Cause) bool {
	if first.End > first.Start {
		return c.End > c.Start && c.Start >= first.Start && c.End <= first.End
	}
	// Of what has no place in the text, the predicate tells.
	return c.End == c.Start && predicateOf(c) == predicateOf(first)
}

// predicateOf is the predicate that dropped the rows, of a join that another predicate noticed, that one.
func predicateOf(c trace.Cause) string {
	if noticed, ok := strings.CutPrefix(c.Reason, "noticed by "); ok {
		return noticed
	}
	return c.Predicate
}
