package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// Explain returns a model's SQL as it was written, with line numbers, and under each predicate what it dropped in the
// slice of l. Causes that stand nowhere in the text, and multiplied rows, are listed at the end.
func Explain(m trace.Model, l *trace.Ledger, p Provenance, s form.Screen) []byte {
	t := newLayout([]*trace.Ledger{l}, s)
	steps := stepsOf(l, m.Name)
	t.Line(m.Name+" · "+m.File, form.Title)
	if m.Description != "" {
		for line := range strings.SplitSeq(strings.TrimSpace(m.Description), "\n") {
			t.Words(0, code(line), "")
		}
	}
	snapshot := l.Snapshot
	if p.Synthetic {
		snapshot += " (synthetic data)"
	}
	t.Line(l.Slice+" · "+snapshot, form.Muted)
	for _, st := range steps {
		t.Words(0, fmt.Sprintf("%s: %s in, %s dropped, %s out", st.Name, Units(st.In, l.Unit), Count(st.Dropped()), Count(st.Out)), "")
	}
	switch e := l.Incomplete; {
	case len(steps) > 0:
	case e.Missed(m.Name), e != nil && e.Cause.Model == m.Name:
		t.Words(0, NotReached+": "+e.Why(), form.Warn)
		incomplete(t, e)
	default:
		t.Words(0, "a lookup: the rows that are followed do not pass through it", form.Warn)
	}
	t.Line("", "")
	marks, rest := marksOf(m, steps, l.Unit)
	listing(t, m.Text, marks)
	if len(rest) > 0 {
		t.Line("", "")
		for _, n := range rest {
			t.Words(2, n.text, n.style)
		}
	}
	var notes []string
	if l.Clock != "" {
		notes = append(notes, l.Clock)
	}
	Footer(t, notes, p)
	return t.Bytes()
}

func stepsOf(l *trace.Ledger, model string) []trace.Step {
	var steps []trace.Step
	for _, s := range l.Steps {
		if s.Model == model {
			steps = append(steps, s)
		}
	}
	return steps
}

// mark is a place in the text and what is said about it.
type mark struct {
	start, end int // byte offsets
	notes      []note
}

type note struct {
	text  string
	style form.Style
}

// marksOf returns the marks in the order of the text, and the notes that belong to no place in it.
func marksOf(m trace.Model, steps []trace.Step, unit string) (marks []mark, rest []note) {
	add := func(start, end int, n note) {
		if start < 0 || end <= start || end > len(m.Text) {
			rest = append(rest, n)
			return
		}
		for i := range marks {
			if marks[i].start == start && marks[i].end == end {
				marks[i].notes = append(marks[i].notes, n)
				return
			}
		}
		marks = append(marks, mark{start, end, []note{n}})
	}
	for _, st := range steps {
		for _, c := range st.Causes {
			add(c.Start, c.End, causeNote(c))
		}
		for _, tie := range st.Ties {
			if tie.Rows > 0 {
				start := offset(m.Text, tie.Pos)
				add(start, start+1, note{GlyphTie + " tie       " + TieText(tie), form.Warn})
			}
		}
		for _, f := range st.FanOuts {
			if f.Extra > 0 {
				add(f.Start, f.End, note{GlyphFanOut + " fan-out   " + FanOutText(f, unit) + Undone(st), form.Warn})
			}
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Or(a.end-b.end, b.start-a.start) }) // what stands in another comes first
	return marks, rest
}

func causeNote(c trace.Cause) note {
	s := Glyph(c.Class) + " " + form.Pad(string(c.Class), TagWidth) + Label(c) + ": " + Minus(c.Clicks)
	if c.Clicks > 0 && c.OnlyCause != c.Clicks {
		s += " (" + Count(c.OnlyCause) + " by this alone)"
	}
	if c.Kind != trace.Filter {
		s += " · " + strings.ReplaceAll(string(c.Kind), "_", " ")
	}
	if c.Reason != "" {
		s += " · " + c.Reason
	}
	if c.Because != "" {
		s += " · " + c.Because
	}
	s += " · " + c.ID
	if c.Clicks == 0 {
		return note{s, form.Muted}
	}
	return note{s, ClassStyle(c.Class)}
}

// offset returns the byte offset of a position in text, or -1.
func offset(text string, p trace.Pos) int {
	if p.Line < 1 || p.Column < 1 {
		return -1
	}
	at := 0
	for range p.Line - 1 {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return -1
		}
		at += i + 1
	}
	return at + p.Column - 1
}

// listing prints the text with line numbers, carets below the marks, and their notes where they end.
func listing(t *form.Text, text string, marks []mark) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	digits := len(strconv.Itoa(len(lines)))
	gutter := strings.Repeat(" ", digits+2) + "│ "
	at := 0
	for i, l := range lines {
		t.Line(fmt.Sprintf(" %*d │ %s", digits, i+1, code(l)), "")
		end := at + len(l)
		for _, m := range marks {
			if m.end <= at || m.start > end {
				continue
			}
			from := max(m.start-at, 0)
			if from == 0 { // a later line of the mark
				from = len(l) - len(strings.TrimLeft(l, " \t"))
			}
			to := min(m.end-at, len(strings.TrimRight(l, " \t\r")))
			if from < to && (m.end <= end || !hasInner(marks, m, at, end)) {
				t.Line(gutter+strings.Repeat(" ", form.Width(code(l[:from])))+
					strings.Repeat("^", form.Width(code(l[from:to]))), form.Muted)
			}
			if m.end <= end {
				notes(t, gutter, form.Width(code(l[:min(from, len(l))])), m.notes)
			}
		}
		at = end + 1
	}
}

// hasInner says whether marks that stand in m are shown below the line from start to end, so that m's own carets would only
// repeat theirs.
func hasInner(marks []mark, m mark, start, end int) bool {
	return slices.ContainsFunc(marks, func(x mark) bool {
		within := x.start >= m.start && x.end <= m.end && x.end-x.start < m.end-m.start
		return within && x.end > start && x.start <= end
	})
}

func notes(t *form.Text, gutter string, indent int, ns []note) {
	indent = min(indent, 16)
	for _, n := range ns {
		for i, part := range form.Wrap(n.text, t.Width()-form.Width(gutter)-indent-2) {
			if i > 0 {
				part = "  " + part
			}
			t.Line(gutter+strings.Repeat(" ", indent)+part, n.style)
		}
	}
}

// code returns a line of SQL for the screen: tabs are four columns wide.
func code(s string) string {
	return strings.ReplaceAll(strings.TrimRight(s, "\r"), "\t", "    ")
}
