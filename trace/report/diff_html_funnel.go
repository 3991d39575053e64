package report

import (
	"fmt"

	"funneltrace/trace"
	"funneltrace/trace/diff"
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
	A, B                       htmlBar
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
	unit := Visible(trace.Plural(a.Unit))
	all := max(a.In(), b.In(), 1)
	out := &htmlFunnel{Digits: len(Count(all)) + 1, Explain: fmt.Sprintf("The %s that are left after each step, and beside them those that the step dropped, by class. A: %s; B: %s.",
		unit, Visible(orUnnamed(d.A.Snapshot)+", "+a.Slice), Visible(orUnnamed(d.B.Snapshot)+", "+b.Slice))}
	add := func(name string, sa, sb trace.Step, na, nb int64) {
		step := htmlStep{Name: Visible(name), Moved: na != nb, CountA: Count(na), CountB: Count(nb), Difference: Signed(nb - na)}
		ta, tb := stepTotals(sa), stepTotals(sb)
		step.A, step.B = funnelBar("A", "a", name, unit, na, ta, all), funnelBar("B", "b", name, unit, nb, tb, all)
		ta.each(func(c trace.Class, n int64) {
			m := *tb.of(c)
			if n == 0 && m == 0 {
				return
			}
			text := Glyph(c) + " " + string(c) + " " + Minus(n)
			if n != m {
				text += " → " + Minus(m)
			}
			step.Dropped = append(step.Dropped, htmlDropped{className(c), text})
		})
		out.Steps = append(out.Steps, step)
	}
	add("all "+trace.Plural(a.Unit), trace.Step{}, trace.Step{}, a.In(), b.In())
	for _, st := range shape([]*trace.Ledger{a, b}) {
		sa, sb := stepOf(a, st.Name), stepOf(b, st.Name)
		add(st.Name, sa, sb, sa.Out, sb.Out)
	}
	return out
}

// stepTotals adds up a step's causes.
func stepTotals(s trace.Step) Totals { return Sum(&trace.Ledger{Steps: []trace.Step{s}}) }

// funnelBar is what is left after a step, and after it what the step dropped.
func funnelBar(side, class, name, unit string, left int64, dropped Totals, all int64) htmlBar {
	share := func(n int64) float64 { return float64(n) / float64(all) }
	bar := htmlBar{Title: Visible(fmt.Sprintf("%s, %s: %s %s left", name, side, Count(left), unit))}
	at := 0.0
	add := func(class string, n int64) {
		if n > 0 {
			width := max(share(n), 0.002)
			bar.Rects = append(bar.Rects, htmlRect{class, percent(at), percent(width)})
			at += width
		}
	}
	add(class, left)
	for _, c := range []trace.Class{trace.Loss, trace.Review, trace.Expected} {
		n := *dropped.of(c)
		add(string(c), n)
		if n > 0 {
			bar.Title += fmt.Sprintf(", %s dropped as %s", Count(n), c)
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
	Tag                    htmlTag
}

// newHTMLLedger is the ledgers side by side: the lines that differ, and if there are others, all; nil without ledgers.
func newHTMLLedger(d *diff.Diff) *htmlLedger {
	a, b := d.Ledgers[0], d.Ledgers[1]
	if a == nil || b == nil {
		return nil
	}
	lines := func(all bool) []htmlLine {
		out := []htmlLine{{Name: Visible(trace.Plural(a.Unit)) + " in", A: Count(a.In()), B: Count(b.In()), Difference: Signed(b.In() - a.In()), Step: true}}
		for _, r := range shownRows(d, all) {
			switch {
			case r.sign != "":
				out = append(out, htmlLine{Name: r.sign + " " + Visible(r.label), A: Count(r.a), B: Count(r.b), Difference: Signed(r.difference())})
				continue
			case r.cause == nil:
				out = append(out, htmlLine{Name: Visible(r.step), A: Count(r.a), B: Count(r.b), Difference: Signed(r.difference()), Step: true})
				continue
			}
			out = append(out, htmlLine{Name: Visible(r.label), A: Minus(r.a), B: Minus(r.b), Difference: Signed(-r.difference()), Tag: classTag(r.cause.Class)})
		}
		number := htmlLine{Name: Visible(numberName(a.Number.Label)), A: Value(a), B: Value(b), Difference: "–", Step: true}
		if a.Number.Known && b.Number.Known {
			number.Difference = signed0(b.Number.Value - a.Number.Value)
		}
		return append(out, number)
	}
	out := &htmlLedger{Units: Visible(trace.Plural(a.Unit) + " of " + a.Slice), Moved: lines(false)}
	if n := stillRows(d); n > 0 {
		out.All = lines(true)
		out.Still = fmt.Sprintf("All lines; %s of steps and causes %s the same", Units(int64(n), "line"), are(n))
	}
	return out
}
