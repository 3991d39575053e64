package diffs

import (
	"fmt"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

type htmlFunnel struct {
	Explain string
	Digits  int // of the widest number
	Steps   []htmlStep
}

type htmlStep struct {
	Name                       string
	Moved                      bool
	Dropped                    []htmlDropped
	A, B                       form.Bar
	CountA, CountB, Difference string
}

// htmlDropped is what a step drops by causes of a class, on both sides.
type htmlDropped struct{ Class, Text string }

// newHTMLFunnel draws the two funnels on one scale; nil without ledgers.
func newHTMLFunnel(d *diff.Diff) *htmlFunnel {
	a, b := d.Ledgers[0], d.Ledgers[1]
	if a == nil || b == nil {
		return nil
	}
	unit := trace.Plural(a.Unit)
	all := max(a.In(), b.In(), 1)
	out := &htmlFunnel{Digits: len(report.Count(all)) + 1, Explain: fmt.Sprintf("The %s that are left after each step, and beside them those that the step dropped, by class. A: %s; B: %s.",
		unit, orUnnamed(d.A.Snapshot)+", "+a.Slice, orUnnamed(d.B.Snapshot)+", "+b.Slice)}
	add := func(name string, sa, sb trace.Step, na, nb int64) {
		step := htmlStep{Name: name, Moved: na != nb, CountA: report.Count(na), CountB: report.Count(nb), Difference: report.Signed(nb - na)}
		ta, tb := stepTotals(sa), stepTotals(sb)
		step.A, step.B = funnelBar("A", "a", name, unit, na, ta, all), funnelBar("B", "b", name, unit, nb, tb, all)
		ta.Each(func(c trace.Class, n int64) {
			m := *tb.Of(c)
			if n == 0 && m == 0 {
				return
			}
			text := report.Glyph(c) + " " + string(c) + " " + report.Minus(n)
			if n != m {
				text += " → " + report.Minus(m)
			}
			step.Dropped = append(step.Dropped, htmlDropped{report.ClassName(c), text})
		})
		out.Steps = append(out.Steps, step)
	}
	add("all "+trace.Plural(a.Unit), trace.Step{}, trace.Step{}, a.In(), b.In())
	for _, st := range report.Shape([]*trace.Ledger{a, b}) {
		sa, sb := report.StepOf(a, st.Name), report.StepOf(b, st.Name)
		add(st.Name, sa, sb, sa.Out, sb.Out)
	}
	return out
}

// stepTotals adds up a step's causes.
func stepTotals(s trace.Step) report.Totals { return report.Sum(&trace.Ledger{Steps: []trace.Step{s}}) }

// funnelBar is what is left after a step, and after it what the step dropped.
func funnelBar(side, class, name, unit string, left int64, dropped report.Totals, all int64) form.Bar {
	share := func(n int64) float64 { return float64(n) / float64(all) }
	bar := form.Bar{Title: fmt.Sprintf("%s, %s: %s %s left", name, side, report.Count(left), unit)}
	at := 0.0
	add := func(class string, n int64) {
		if n > 0 {
			width := max(share(n), 0.002)
			bar.Rects = append(bar.Rects, form.Rect{Class: class, X: form.Percent(at), W: form.Percent(width)})
			at += width
		}
	}
	add(class, left)
	for _, c := range []trace.Class{trace.Loss, trace.Review, trace.Expected} {
		n := *dropped.Of(c)
		add(string(c), n)
		if n > 0 {
			bar.Title += fmt.Sprintf(", %s dropped as %s", report.Count(n), c)
		}
	}
	return bar
}

type htmlLedger struct {
	Units, Still string
	Moved, All   []htmlLine
}

type htmlLine struct {
	Name, A, B, Difference string
	Step                   bool
	Tag                    form.Tag
}

// newHTMLLedger is the ledgers side by side: the lines that differ, and if there are others, all; nil without ledgers.
func newHTMLLedger(d *diff.Diff) *htmlLedger {
	a, b := d.Ledgers[0], d.Ledgers[1]
	if a == nil || b == nil {
		return nil
	}
	lines := func(all bool) []htmlLine {
		out := []htmlLine{{Name: trace.Plural(a.Unit) + " in", A: report.Count(a.In()), B: report.Count(b.In()), Difference: report.Signed(b.In() - a.In()), Step: true}}
		for _, r := range shownRows(d, all) {
			switch {
			case r.sign != "":
				out = append(out, htmlLine{Name: r.sign + " " + r.label, A: report.Count(r.a), B: report.Count(r.b), Difference: report.Signed(r.difference())})
				continue
			case r.cause == nil:
				out = append(out, htmlLine{Name: r.step, A: report.Count(r.a), B: report.Count(r.b), Difference: report.Signed(r.difference()), Step: true})
				continue
			}
			out = append(out, htmlLine{Name: r.label, A: report.Minus(r.a), B: report.Minus(r.b), Difference: report.Signed(-r.difference()), Tag: report.ClassTag(r.cause.Class)})
		}
		number := htmlLine{Name: report.NumberName(a.Number.Label), A: report.Value(a), B: report.Value(b), Difference: "–", Step: true}
		if a.Number.Known && b.Number.Known {
			number.Difference = signed0(b.Number.Value - a.Number.Value)
		}
		return append(out, number)
	}
	out := &htmlLedger{Units: trace.Plural(a.Unit) + " of " + a.Slice, Moved: lines(false)}
	if n := stillRows(d); n > 0 {
		out.All = lines(true)
		out.Still = fmt.Sprintf("All lines; %s of steps and causes %s the same", report.Units(int64(n), "line"), report.Are(int64(n)))
	}
	return out
}
