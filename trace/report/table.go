package report

import (
	"fmt"
	"strings"

	"funneltrace/trace"
)

// Table returns the funnel for people: every step with what is left, under it what took the rest. Several ledgers
// are shown side by side, a column each, by [Compare].
func Table(ls []*trace.Ledger, p Provenance, s Screen) []byte {
	if len(ls) != 1 {
		return Compare(ls, p, s)
	}
	l := ls[0]
	t := newLayout(ls, s)
	heading(t, l, l.Slice, p)
	all := l.In()
	t.row(2, Visible("all "+trace.Plural(l.Unit)+", "+l.Slice), Count(all), Bar(all, all, t.bar), Percent(all, all), styleStep)
	silent := 0
	for _, st := range l.Steps {
		t.row(2, Visible(st.Name), Count(st.Out), Bar(st.Out, all, t.bar), Percent(st.Out, all), styleStep)
		silent += causes(t, st, all)
		marks(t, st, all)
		multiplied(t, st, l.Unit)
	}
	if e := l.Incomplete; e != nil {
		for _, name := range e.NotReached {
			t.row(2, Visible(name+"  "+NotReached), "", "", "", styleMuted)
		}
	}
	ending(t, l, silent)
	footer(t, l.Notes, p)
	return t.buf.Bytes()
}

func heading(t *layout, l *trace.Ledger, slice string, p Provenance) {
	title := l.Title
	if title == "" {
		title = l.Chain
	}
	t.line(Visible(title), styleTitle)
	snapshot := l.Snapshot
	if p.Synthetic {
		snapshot += " (synthetic data)"
	}
	t.line(Visible(slice+" · "+snapshot), styleMuted)
	t.line("", "")
}

// causes prints what a step dropped, and returns how many causes dropped nothing.
func causes(t *layout, st trace.Step, all int64) (silent int) {
	left := st.In
	names := Labels(st)
	for i, c := range st.Causes {
		if c.Clicks == 0 {
			silent++
			continue
		}
		left -= c.Clicks
		t.tagged(Glyph(c.Class), string(c.Class), names[i], Minus(c.Clicks),
			fall(c.Class, left, c.Clicks, all, t.bar), Percent(c.Clicks, all), classStyle(c.Class))
		if c.Kind == trace.Unattributed && c.Reason != "" {
			t.tagged(" ", "", "not attributed: "+c.Reason, "", "", "", classStyle(c.Class))
		}
	}
	return silent
}

// marks prints which of the rows that a step kept are marked.
func marks(t *layout, st trace.Step, all int64) {
	for _, m := range st.Marks {
		if m.Clicks > 0 {
			t.tagged(GlyphMark, "mark", m.Label, Count(m.Clicks), "", Percent(m.Clicks, all), styleWarn)
		}
	}
}

// multiplied prints where a step made more rows, fewer rows, or rows that another build may number otherwise.
func multiplied(t *layout, st trace.Step, unit string) {
	for _, f := range st.FanOuts {
		if f.Extra == 0 {
			continue
		}
		t.tagged(GlyphFanOut, "fan-out", FanOutText(f, unit)+Undone(st), Signed(f.Extra), "", "", styleWarn)
	}
	for _, tie := range st.Ties {
		if tie.Rows == 0 {
			continue
		}
		t.tagged(GlyphTie, "tie", TieText(tie), "", "", "", styleWarn) // in no column of root rows: they may be a lookup's, and are of all slices
	}
	if st.Rollup {
		t.tagged(" ", "rolled up", "into "+Units(st.RowsOut, "row"), "", "", "", styleMuted)
	}
}

// FanOutText says what became more rows, by what, and which keys of the lookup are there more than once.
func FanOutText(f trace.FanOut, unit string) string {
	s := fmt.Sprintf("%s became %s rows by %s", Units(f.Clicks, unit), Count(f.Clicks+f.Extra), f.Join)
	if f.Keys != "" {
		s += ", where keys repeat: " + f.Keys
	}
	return s
}

// Undone says that the step leaves no more than one of the rows that it made of one; empty if it may leave several.
func Undone(st trace.Step) string {
	if st.Rollup || st.Out == 0 || st.RowsOut != st.Out {
		return ""
	}
	return "; this step leaves at most one of each"
}

// TieText says what a tie leaves open.
func TieText(tie trace.Tie) string {
	return fmt.Sprintf("%s share their place in %s: %s may change from build to build", Units(tie.Rows, "row"), order(tie), tie.For)
}

// order returns what does not decide, as SQL: an ORDER BY, or the window that it stands in.
func order(tie trace.Tie) string {
	if strings.Contains(tie.Order, "ORDER BY") {
		return tie.Order
	}
	return "ORDER BY " + tie.Order
}

// ending prints the number, how it comes about, and where the rest went.
func ending(t *layout, l *trace.Ledger, silent int) {
	t.line("", "")
	name := l.Number.Label
	if name == "" {
		name = "the number"
	}
	style := styleTitle
	if l.Incomplete != nil {
		style = styleWarn
	}
	t.row(2, Visible(name), Value(l), "", "", style)
	for _, a := range Reconcile(l) {
		t.row(indent, a.What, a.Count, "", "", "")
		if a.Note != "" {
			t.text(indent+2, Visible(a.Note), styleMuted)
		}
	}
	if l.Incomplete != nil {
		incomplete(t, l.Incomplete)
	}
	t.line("", "")
	all, totals := l.In(), Sum(l)
	t.row(2, "where the others went", Minus(totals.dropped()), "", Percent(totals.dropped(), all), styleTitle)
	totals.each(func(c trace.Class, clicks int64) {
		if clicks == 0 && c == trace.Review {
			return
		}
		t.tagged(Glyph(c), string(c), classWords(l, c), Minus(clicks), Bar(clicks, all, t.bar), Percent(clicks, all), classStyle(c))
	})
	if silent > 0 {
		t.text(indent, fmt.Sprintf("%s dropped nothing in this slice and %s not shown; --csv has them", Units(int64(silent), "cause"), are(silent)), styleMuted)
	}
}

// classWords says what the class means, and of the losses how much they are of what was to arrive.
func classWords(l *trace.Ledger, c trace.Class) string {
	if of := LostOfRest(l); c == trace.Loss && of != "" {
		return classWord(c) + ": " + of
	}
	return classWord(c)
}

func classWord(c trace.Class) string {
	switch c {
	case trace.Expected:
		return "filters that someone wants"
	case trace.Loss:
		return "should have arrived"
	}
	return "nobody has said yet"
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func footer(t *layout, notes []string, p Provenance) {
	t.line("", "")
	for _, n := range notes {
		parts := wrap(Visible(n), t.width()-4)
		t.line("  "+GlyphNote+" "+strings.Join(parts, "\n    "), styleWarn)
	}
	if p.Synthetic {
		t.text(2, GlyphNote+" "+synthetic, styleWarn)
	}
	t.text(2, p.line(), styleMuted)
}

const synthetic = "the snapshot is synthetic: nothing in it is of real people"
