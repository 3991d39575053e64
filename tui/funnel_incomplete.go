package tui

import (
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// spareForCauses is how many lines the causes keep before an excerpt of the SQL that DuckDB cannot run takes room.
const spareForCauses = 8

// missed is how many steps the trace did not come to.
func missed(l *trace.Ledger) int {
	if l.Incomplete == nil {
		return 0
	}
	return len(l.Incomplete.NotReached)
}

// missedLines draw the steps that the trace did not come to, below the others; in one line where there is no room for more.
func (f *funnel) missedLines(l *trace.Ledger, c columns, width, room int) []string {
	if missed(l) == 0 {
		return nil
	}
	lk := f.a.look
	if names := l.Incomplete.NotReached; len(names) > max(room, 1) {
		return []string{lk.Muted.On(look.Clip(look.Clean(fmt.Sprintf("    %s: %s", report.NotReached, strings.Join(names, ", "))), width))}
	}
	var out []string
	for _, name := range l.Incomplete.NotReached {
		out = append(out, lk.Muted.On(look.Clip("    "+look.Fit(look.Clean(name), max(c.name-2, 0))+" "+report.NotReached, width)))
	}
	return out
}

// excerptLines draw the SQL around the place that DuckDB cannot run.
func (f *funnel) excerptLines(l *trace.Ledger, width int) []string {
	if l.Incomplete == nil || l.Incomplete.Cause.Excerpt == "" {
		return nil
	}
	var out []string
	for line := range strings.SplitSeq(l.Incomplete.Cause.Excerpt, "\n") {
		out = append(out, f.a.look.Muted.On(look.Clip("    "+look.Clean(line), width)))
	}
	return out
}
