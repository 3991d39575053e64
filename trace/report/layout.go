package report

import (
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

const (
	TagWidth = 10 // "rolled up "
	Indent   = 4  // before a cause's glyph
)

// newLayout gives every column what the ledgers need, and the bars the rest of the screen.
func newLayout(ls []*trace.Ledger, s form.Screen) *form.Text {
	t := form.NewText(s)
	t.Count = 7
	need := Indent + 2 + TagWidth + len(classWord(trace.Expected))
	for _, l := range ls {
		t.Count = max(t.Count, len(Count(l.In()))+1)
		if l.Incomplete != nil {
			t.Count = max(t.Count, len(Value(l)))
			for _, name := range l.Incomplete.NotReached {
				need = max(need, 2+form.Width(name+"  "+NotReached))
			}
		}
		for _, st := range l.Steps {
			need = max(need, 2+form.Width(st.Name))
			for i, name := range Labels(st) {
				if st.Causes[i].Clicks > 0 {
					need = max(need, Indent+2+TagWidth+form.Width(name))
				}
			}
		}
	}
	rest := s.Columns() - t.Count - form.ShareWidth - 5
	t.Name = min(need, rest-12, 66)
	t.Bar = min(rest-t.Name, 40)
	return t
}

// tagged prints a line under a step: a glyph, its word, a text that may go on below.
func tagged(t *form.Text, glyph, word, text, count, bar, share string, style form.Style) {
	parts := form.Wrap(text, t.Name-Indent-2-TagWidth)
	t.Row(Indent, glyph+" "+form.Pad(word, TagWidth)+parts[0], count, bar, share, style)
	for _, part := range parts[1:] {
		t.Line(strings.Repeat(" ", Indent+2+TagWidth)+part, style)
	}
}

// ClassStyle returns how the lines of a class look.
func ClassStyle(c trace.Class) form.Style {
	switch c {
	case trace.Expected:
		return form.Muted
	case trace.Loss:
		return form.Loss
	}
	return form.Warn
}
