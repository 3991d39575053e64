package report

import (
	"funneltrace/trace"
	"funneltrace/trace/diff"
)

// ledgerRow is one line of two ledgers side by side.
type ledgerRow struct {
	step  string
	cause *trace.Cause // nil: the root rows that are left after the step
	label string       // of the cause
	a, b  int64
}

func (r ledgerRow) difference() int64 { return r.b - r.a }

// ledgerRows returns the two ledgers of a diff side by side: each step with its causes. Unless all, these are the causes
// whose counts differ, and the steps that have some or whose own count differs.
func ledgerRows(d *diff.Diff, all bool) []ledgerRow {
	a, b := d.Ledgers[0], d.Ledgers[1]
	if a == nil || b == nil {
		return nil
	}
	var out []ledgerRow
	for _, st := range shape([]*trace.Ledger{a, b}) {
		step := ledgerRow{step: st.Name, a: stepOf(a, st.Name).Out, b: stepOf(b, st.Name).Out}
		rows := []ledgerRow{step}
		for i, label := range Labels(st) {
			c := st.Causes[i]
			r := ledgerRow{step: st.Name, cause: &c, label: label, a: clicksOf(a, st.Name, c.ID), b: clicksOf(b, st.Name, c.ID)}
			if all || r.difference() != 0 {
				rows = append(rows, r)
			}
		}
		if all || len(rows) > 1 || step.difference() != 0 {
			out = append(out, rows...)
		}
	}
	return out
}

// stillRows returns how many lines of the two ledgers do not differ.
func stillRows(d *diff.Diff) int { return len(ledgerRows(d, true)) - len(ledgerRows(d, false)) }
