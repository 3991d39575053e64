package main

import (
	"slices"
	"strings"

	"funneltrace/snapshots/near"
	"funneltrace/trace"
	"funneltrace/trace/report"
)

// causesOf returns the ids of the causes that a text means, of one step or of all if that is empty: an id, or a label, which
// several may have. There being none is a usage error.
func causesOf(ls []*trace.Ledger, step, text string) ([]string, error) {
	var ids, there, names []string
	var kept []string // of one step, what may be asked for beside its causes
	for _, l := range ls {
		for _, s := range l.Steps {
			if s.Name == step {
				kept = keptWords(s)
			}
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
	var list []string
	for i, id := range there {
		list = append(list, names[2*i+1]+" ("+id+")")
	}
	said := strings.Join(list, ", ")
	if len(kept) > 0 {
		said += "; of the rows that it kept " + strings.Join(kept, ", ")
	}
	return nil, usagef("unknown %s %q%s; there are, by label or id, %s", what, text, near.Hint(text, append(names, kept...)), said)
}

// keptWords are the words for rows of a step that it kept.
func keptWords(s trace.Step) []string {
	words := []string{string(trace.Kept)}
	for _, m := range s.Marks {
		words = append(words, m.Label)
	}
	if len(s.FanOuts) > 0 {
		words = append(words, trace.FannedRows)
	}
	return words
}
