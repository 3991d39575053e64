package main

import (
	"funneltrace/trace"
	"funneltrace/trace/report"
)

// balanced returns an error with exit code 3 unless the ledgers add up: at each step what entered was kept or dropped,
// and what a step kept entered the next.
func balanced(ls []*trace.Ledger) error {
	for _, l := range ls {
		for i, s := range l.Steps {
			left := s.In - s.Out
			for _, c := range s.Causes {
				left -= c.Clicks
			}
			if left != 0 {
				return invariantf("the ledger of %s does not add up: step %s leaves %s unaccounted for; this is a bug of trace, do not use these counts",
					l.Slice, s.Name, report.Count(left))
			}
			if i > 0 && l.Steps[i-1].Out != s.In {
				return invariantf("the ledger of %s does not add up: step %s kept %s but %s entered step %s; this is a bug of trace, do not use these counts",
					l.Slice, l.Steps[i-1].Name, report.Count(l.Steps[i-1].Out), report.Count(s.In), s.Name)
			}
		}
	}
	return nil
}
