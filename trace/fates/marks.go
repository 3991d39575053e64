package fates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/tag"
)

// markAt is a step's mark, by where it stands in the ledger, with the column of the fates that has it.
type markAt struct {
	step, mark int
	col        string
}

type marksAt []markAt

// marksAt returns the marks of all steps.
func (r *Result) marksAt() marksAt {
	var out marksAt
	seen := map[string]int{} // marks of a step so far
	for i, m := range r.Chain.Marks {
		step := slices.IndexFunc(r.Meta.Steps, func(s trace.Step) bool { return s.Name == m.Step })
		if step >= 0 {
			out = append(out, markAt{step, seen[m.Step], tag.MarkPrefix + strconv.Itoa(i+1)})
			seen[m.Step]++
		}
	}
	return out
}

// counts lists the counts of marked fates, each after a comma.
func (m marksAt) counts() string {
	var b strings.Builder
	for _, p := range m {
		fmt.Fprintf(&b, ", count(*) FILTER (WHERE %s)", p.col)
	}
	return b.String()
}

// add adds marked fates, one number for each mark, to a ledger.
func (m marksAt) add(l *trace.Ledger, marked []int64) {
	for i, p := range m {
		l.Steps[p.step].Marks[p.mark].Clicks += marked[i]
	}
}
