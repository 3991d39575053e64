package main

import (
	"fmt"
	"slices"
	"strings"

	"funneltrace/snapshots/near"
	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// causesOf returns the ids of the causes that a text means, of one step or of all if that is empty: an id, or a label, which
// several may have. There being none is a usage error.
func causesOf(ls []*trace.Ledger, step, text string) ([]string, error) {
	var ids, there, names []string
	for _, l := range ls {
		for _, s := range l.Steps {
			for _, c := range s.Causes {
				if step != "" && s.Name != step || slices.Contains(there, c.ID) {
					continue
				}
				label := report.Label(c)
				there, names = append(there, c.ID), append(names, c.ID, label)
				if c.ID == text || strings.EqualFold(label, text) {
					ids = append(ids, c.ID)
				}
			}
		}
	}
	if len(ids) > 0 {
		return ids, nil
	}
	what := "cause"
	if step != "" {
		what = "cause of step " + step
	}
	if len(there) == 0 {
		return nil, unknown(what, text, nil)
	}
	var list strings.Builder
	for i, id := range there {
		fmt.Fprintf(&list, "\n  %s  %s", id, form.Visible(names[2*i+1]))
	}
	return nil, usagef("unknown %s %q%s; there are, by id or label:%s", what, text, near.Hint(text, names), list.String())
}
