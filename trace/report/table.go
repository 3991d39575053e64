package report

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/cost"
	"funneltrace/trace/report/form"
)

// Table returns the funnel for people: every step with what is left, under it what took the rest. Several ledgers
// are shown side by side, a column each, by [Compare].
func Table(ls []*trace.Ledger, p Provenance, s form.Screen) []byte {
	if len(ls) != 1 {
		return Compare(ls, p, s)
	}
	l := ls[0]
	t := newLayout(ls, s)
	heading(t, l, l.Slice, p)
	all := l.In()
	t.Row(2, "all "+trace.Plural(l.Unit)+", "+l.Slice, Count(all), Bar(all, all, t.Bar), Percent(all, all), form.Step)
	silent := 0
	for _, st := range l.Steps {
		t.Row(2, st.Name, Count(st.Out), Bar(st.Out, all, t.Bar), Percent(st.Out, all), form.Step)
		silent += causes(t, st, all)
		marks(t, st, all)
		multiplied(t, st, l.Unit)
	}
	if e := l.Incomplete; e != nil {
		for _, name := range e.NotReached {
			t.Row(2, name+"  "+NotReached, "", "", "", form.Muted)
		}
	}
	ending(t, l, silent)
	Footer(t, l.Notes, p)
	return t.Bytes()
}

func heading(t *form.Text, l *trace.Ledger, slice string, p Provenance) {
	t.Line(cmp.Or(l.Title, l.Chain), form.Title)
	snapshot := l.Snapshot
	if p.Synthetic {
		snapshot += " (synthetic data)"
	}
	t.Line(slice+" · "+snapshot, form.Muted)
	t.Line("", "")
}

// causes prints what a step dropped, and returns how many causes dropped nothing.
func causes(t *form.Text, st trace.Step, all int64) (silent int) {
	left := st.In
	names := Labels(st)
	for i, c := range st.Causes {
		if c.Clicks == 0 {
			silent++
			continue
		}
		left -= c.Clicks
		tagged(t, Glyph(c.Class), string(c.Class), names[i], Minus(c.Clicks),
			fall(c.Class, left, c.Clicks, all, t.Bar), Percent(c.Clicks, all), ClassStyle(c.Class))
		if worth := WorthOfCause(c); worth != "" {
			tagged(t, " ", "", worth, "", "", "", form.Muted)
		}
		if since := Since(c.Trend); since != "" && c.Class != trace.Expected {
			tagged(t, " ", "", since+"  "+Sparkline(c.Trend, 24), "", "", "", form.Muted)
		}
		switch looks := Looks(c.Looks); {
		case looks == "":
		case c.SplitOf != "": // they are in the sum
			tagged(t, " ", "", looks, "", "", "", form.Muted)
		default:
			tagged(t, GlyphMark, "look", looks, "", "", "", form.Warn)
		}
		if c.Kind == trace.Unattributed && !strings.Contains(names[i], c.Reason) {
			tagged(t, " ", "", "not attributed: "+c.Reason, "", "", "", ClassStyle(c.Class))
		}
	}
	return silent
}

// marks prints which of the rows that a step kept are marked.
func marks(t *form.Text, st trace.Step, all int64) {
	for _, m := range st.Marks {
		if m.Clicks > 0 {
			tagged(t, GlyphMark, MarkWord(m), m.Label, Count(m.Clicks), "", Percent(m.Clicks, all), form.Warn)
		}
	}
}

// MarkWord is what stands beside the sign of a mark: what it means, or that it is one.
func MarkWord(m trace.MarkCount) string { return cmp.Or(string(m.Class), "mark") }

// multiplied prints where a step made more rows, fewer rows, or rows that another build may number otherwise.
func multiplied(t *form.Text, st trace.Step, unit string) {
	for _, f := range st.FanOuts {
		if f.Extra == 0 {
			continue
		}
		tagged(t, GlyphFanOut, "fan-out", FanOutText(f, unit)+Undone(st), Signed(f.Extra), "", "", form.Warn)
	}
	for _, tie := range st.Ties {
		if tie.Rows == 0 {
			continue
		}
		tagged(t, GlyphTie, "tie", TieText(tie), "", "", "", form.Warn) // in no column of root rows: they may be a lookup's, and are of all slices
	}
	if st.Rollup {
		tagged(t, " ", "rolled up", "into "+Units(st.RowsOut, "row"), "", "", "", form.Muted)
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
	which := ""
	if tie.Tied != "" {
		which = " (" + tie.Tied + ")"
	}
	return fmt.Sprintf("%s%s share their place in %s: %s may change from build to build", Units(tie.Rows, "row"), which, OrderBy(tie.Order), tie.For)
}

// aggregate is the beginning of an aggregate that takes one of several rows, or adds up, and of what is no expression.
var aggregate = regexp.MustCompile(`(?i)^(arg_?(min|max)(_null)?|(min|max)_by|any_value|arbitrary|first|last|list|array_agg|string_agg|group_concat|listagg|mode|sum|avg|mean|\w*(quantile|stddev|variance)\w*|(var|covar|regr)_\w+|corr|product|sem|skewness|kurtosis)\(.*\)$|^LIMIT$`)

// OrderBy returns what does not decide, as SQL: an ORDER BY, or the window or aggregate that it stands in.
func OrderBy(order string) string {
	if strings.Contains(order, "ORDER BY") || aggregate.MatchString(order) {
		return order
	}
	return "ORDER BY " + order
}

// ending prints the number, how it comes about, and where the rest went.
func ending(t *form.Text, l *trace.Ledger, silent int) {
	t.Line("", "")
	name := NumberName(l.Number.Label)
	style := form.Title
	if l.Incomplete != nil {
		style = form.Warn
	}
	t.Row(2, name, Value(l), "", "", style)
	for _, a := range Reconcile(l) {
		t.Row(Indent, a.What, a.Count, "", "", "")
		if a.Note != "" {
			t.Words(Indent+2, a.Note, form.Muted)
		}
	}
	if l.Incomplete != nil {
		incomplete(t, l.Incomplete)
	}
	t.Line("", "")
	all, totals := l.In(), Sum(l)
	t.Row(2, "where the others went", Minus(totals.dropped()), "", Percent(totals.dropped(), all), form.Title)
	totals.Each(func(c trace.Class, clicks int64) {
		if clicks == 0 && c == trace.Review {
			return
		}
		tagged(t, Glyph(c), string(c), classWords(l, c), Minus(clicks), Bar(clicks, all, t.Bar), Percent(clicks, all), ClassStyle(c))
	})
	if silent > 0 {
		t.Words(Indent, fmt.Sprintf("%s dropped nothing in this slice and %s not shown; --csv has them", Units(int64(silent), "cause"), Are(int64(silent))), form.Muted)
	}
}

// classWords says what the class means, and of the losses what they cost the number, and how much they are of what no filter took.
func classWords(l *trace.Ledger, c trace.Class) string {
	if c != trace.Loss {
		return classWord(c)
	}
	words := cmp.Or(Worth(l, cost.Total(l)), classWord(c))
	if of := LostOfRest(l); of != "" {
		words += "; " + of
	}
	return words
}

func classWord(c trace.Class) string {
	switch c {
	case trace.Expected:
		return "filters that someone wants"
	case trace.Loss:
		return "what nobody meant to lose"
	}
	return "nobody has said yet"
}

// Are returns the verb for so many.
func Are(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// Footer prints what the reader must know and what the page was made from.
func Footer(t *form.Text, notes []string, p Provenance) {
	t.Line("", "")
	for _, n := range notes {
		parts := form.Wrap(n, t.Width()-4)
		lead := "  " + GlyphNote + " "
		for i := range parts {
			parts[i], lead = lead+parts[i], "    "
		}
		t.Lines(parts, form.Warn)
	}
	if p.Synthetic {
		t.Words(2, GlyphNote+" "+synthetic, form.Warn)
	}
	t.Words(2, p.line(), form.Muted)
}

const synthetic = "the snapshot is synthetic: nothing in it is of real people"
