package diffs

import (
	"slices"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
)

// ledgerRow is one line of two ledgers side by side.
type ledgerRow struct {
	step  string
	cause *trace.Cause // nil: the root rows that are left after the step
	sign  string       // of what is in no sum: root rows that are marked, or rows that a fan-out added; else empty
	label string       // of the cause, the mark or the fan-out
	a, b  int64
}

func (r ledgerRow) difference() int64 { return r.b - r.a }

// ledgerRows returns the two ledgers of a diff side by side: each step with its causes.
func ledgerRows(d *diff.Diff) []ledgerRow {
	return slices.DeleteFunc(shownRows(d, true), func(r ledgerRow) bool { return r.sign != "" })
}

// shownRows are the two ledgers side by side for people, with marks and fan-outs. Unless all, these are the lines whose counts
// differ, and the steps that have some or whose own count differs.
func shownRows(d *diff.Diff, all bool) []ledgerRow {
	a, b := d.Ledgers[0], d.Ledgers[1]
	if a == nil || b == nil {
		return nil
	}
	var out []ledgerRow
	for _, st := range report.Shape([]*trace.Ledger{a, b}) {
		step := ledgerRow{step: st.Name, a: report.StepOf(a, st.Name).Out, b: report.StepOf(b, st.Name).Out}
		var rows []ledgerRow
		for i, label := range report.Labels(st) {
			c := st.Causes[i]
			rows = append(rows, ledgerRow{step: st.Name, cause: &c, label: label, a: report.ClicksOf(a, st.Name, c.ID), b: report.ClicksOf(b, st.Name, c.ID)})
		}
		for _, m := range st.Marks {
			rows = append(rows, ledgerRow{step: st.Name, sign: report.GlyphMark, label: m.Label, a: markedOf(a, st.Name, m.Label), b: markedOf(b, st.Name, m.Label)})
		}
		if x, y := addedBy(report.StepOf(a, st.Name)), addedBy(report.StepOf(b, st.Name)); x != 0 || y != 0 {
			rows = append(rows, ledgerRow{step: st.Name, sign: report.GlyphFanOut, label: "rows that fan-out added", a: x, b: y})
		}
		if !all {
			rows = slices.DeleteFunc(rows, func(r ledgerRow) bool { return r.difference() == 0 })
		}
		if all || len(rows) > 0 || step.difference() != 0 {
			out = append(append(out, step), rows...)
		}
	}
	return out
}

func markedOf(l *trace.Ledger, step, label string) (n int64) {
	for _, m := range report.StepOf(l, step).Marks {
		if m.Label == label {
			n += m.Clicks
		}
	}
	return n
}

// addedBy is how many rows the step's fan-outs added.
func addedBy(s trace.Step) (n int64) {
	for _, f := range s.FanOuts {
		n += f.Extra
	}
	return n
}

// signWord is what a sign beside a line of a ledger stands for.
func signWord(sign string) string {
	if sign == report.GlyphMark {
		return "mark"
	}
	return "fan-out"
}

// stillRows returns how many lines of the two ledgers do not differ.
func stillRows(d *diff.Diff) int { return len(shownRows(d, true)) - len(shownRows(d, false)) }
