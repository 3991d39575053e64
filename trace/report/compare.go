package report

import (
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// Compare returns several ledgers of one chain side by side: a line per step and cause, a column per slice. Where the
// screen is too narrow for all columns, the table goes on below in blocks.
func Compare(ls []*trace.Ledger, p Provenance, s form.Screen) []byte {
	t := newLayout(ls, s)
	if len(ls) == 0 {
		t.Line("no rows in this slice", form.Muted)
		Footer(t, nil, p)
		return t.Bytes()
	}
	titles, of := sliceTitles(ls)
	heading(t, ls[0], fmt.Sprintf("%d slices%s", len(ls), of), p)
	t.Name = min(t.Name, 46)
	rows := compareRows(ls)
	col := 8
	for i, title := range titles {
		titles[i] = form.Clip(title, 20)
		col = max(col, form.Width(titles[i]))
	}
	for _, r := range rows {
		for _, c := range r.counts {
			col = max(col, form.Width(c))
		}
	}
	col += 2
	per := max(1, (max(s.Width, 60)-t.Name)/col)
	for from := 0; from < len(ls); from += per {
		block := ls[from:min(from+per, len(ls))]
		if from > 0 {
			t.Line("", "")
		}
		columns(t, col, "", titles[from:from+len(block)], form.Muted)
		for _, r := range rows {
			columns(t, col, form.Pad(r.name, t.Name), r.counts[from:from+len(block)], r.style)
		}
	}
	if e := ls[0].Incomplete; e != nil {
		t.Line("", "")
		t.Words(2, "incomplete: "+e.Why(), form.Warn)
		incomplete(t, e)
	}
	Footer(t, Notes(ls), p)
	return t.Bytes()
}

// sliceTitles returns the names of the slices without the words that all of them begin with, and those words.
func sliceTitles(ls []*trace.Ledger) (titles []string, of string) {
	common := ls[0].Slice
	for _, l := range ls {
		for !strings.HasPrefix(l.Slice, common) {
			common = common[:len(common)-1]
		}
	}
	common = common[:strings.LastIndexAny(common, " =")+1]
	for _, l := range ls {
		titles = append(titles, l.Slice[len(common):])
	}
	rest, by := strings.CutSuffix(common, "=")
	if words := strings.Fields(rest); by && len(words) > 0 {
		rest, of = strings.Join(words[:len(words)-1], " "), " by "+words[len(words)-1]
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		of = " of " + rest + of
	}
	return titles, of
}

// compareRow is one line of the comparison: a count of every ledger.
type compareRow struct {
	name   string
	counts []string
	style  form.Style
}

// compareRows returns the lines that at least one ledger has something for.
func compareRows(ls []*trace.Ledger) []compareRow {
	each := func(name string, style form.Style, f func(l *trace.Ledger) string) compareRow {
		r := compareRow{name: name, style: style}
		for _, l := range ls {
			r.counts = append(r.counts, f(l))
		}
		return r
	}
	rows := []compareRow{each("  "+trace.Plural(ls[0].Unit)+" in", form.Step, func(l *trace.Ledger) string { return Count(l.In()) })}
	for _, st := range Shape(ls) {
		rows = append(rows, each("  "+st.Name, form.Step, func(l *trace.Ledger) string { return Count(StepOf(l, st.Name).Out) }))
		names := Labels(st)
		for i, c := range st.Causes {
			name := strings.Repeat(" ", Indent) + Glyph(c.Class) + " " + form.Pad(string(c.Class), TagWidth) + names[i]
			r := each(name, ClassStyle(c.Class), func(l *trace.Ledger) string { return Minus(ClicksOf(l, st.Name, c.ID)) })
			if strings.Trim(strings.Join(r.counts, ""), "0") != "" {
				rows = append(rows, r)
			}
		}
		rows = append(rows, markRows(st, each)...)
		rows = append(rows, multipliedRows(ls, st.Name, each)...)
	}
	if e := ls[0].Incomplete; e != nil {
		for _, name := range e.NotReached {
			rows = append(rows, each("  "+name+"  "+NotReached, form.Muted, func(*trace.Ledger) string { return "–" }))
		}
	}
	name := NumberName(ls[0].Number.Label)
	return append(rows,
		each("  "+name, form.Title, Value),
		each("  ● lost", form.Loss, func(l *trace.Ledger) string { return Count(Sum(l).Loss) }),
		each("  ● lost, of all", form.Loss, func(l *trace.Ledger) string { return Percent(Sum(l).Loss, l.In()) }),
		each("  ● lost, of what no expected filter took", form.Loss, func(l *trace.Ledger) string { return Percent(Sum(l).Loss, Unfiltered(l)) }))
}

// markRows returns the lines of a step's marks that any ledger has some of.
func markRows(st trace.Step, each func(name string, style form.Style, f func(l *trace.Ledger) string) compareRow) []compareRow {
	var rows []compareRow
	for i, m := range st.Marks {
		r := each(strings.Repeat(" ", Indent)+GlyphMark+" "+form.Pad(MarkWord(m), TagWidth)+m.Label, form.Warn, func(l *trace.Ledger) string {
			if marks := StepOf(l, st.Name).Marks; i < len(marks) {
				return Count(marks[i].Clicks)
			}
			return "0"
		})
		if strings.Trim(strings.Join(r.counts, ""), "0") != "" {
			rows = append(rows, r)
		}
	}
	return rows
}

// multipliedRows returns the lines of a step's fan-out and ties, if any ledger has some.
func multipliedRows(ls []*trace.Ledger, step string, each func(name string, style form.Style, f func(l *trace.Ledger) string) compareRow) []compareRow {
	extra := func(l *trace.Ledger) (n int64) {
		for _, f := range StepOf(l, step).FanOuts {
			n += f.Extra
		}
		return n
	}
	tied := func(l *trace.Ledger) (n int64) {
		for _, t := range StepOf(l, step).Ties {
			n += t.Rows
		}
		return n
	}
	any := func(f func(l *trace.Ledger) int64) bool {
		for _, l := range ls {
			if f(l) != 0 {
				return true
			}
		}
		return false
	}
	lead := strings.Repeat(" ", Indent)
	var rows []compareRow
	if any(extra) {
		rows = append(rows, each(lead+GlyphFanOut+" "+form.Pad("fan-out", TagWidth)+"rows beyond one per "+ls[0].Unit, form.Warn,
			func(l *trace.Ledger) string { return Signed(extra(l)) }))
	}
	if any(tied) {
		rows = append(rows, each(lead+GlyphTie+" "+form.Pad("tie", TagWidth)+Units(tied(ls[0]), "row")+" of all slices, which another build may order otherwise", form.Warn,
			func(*trace.Ledger) string { return "" }))
	}
	return rows
}

// Shape returns the steps of all ledgers, each with the causes that any of them has.
func Shape(ls []*trace.Ledger) []trace.Step {
	var steps []trace.Step
	at := map[string]int{}
	seen := map[[2]string]bool{}
	for _, l := range ls {
		for _, st := range l.Steps {
			i, ok := at[st.Name]
			if !ok {
				i = len(steps)
				at[st.Name] = i
				steps = append(steps, trace.Step{Name: st.Name, Marks: st.Marks})
			}
			for _, c := range st.Causes {
				if key := [2]string{st.Name, c.ID}; !seen[key] {
					seen[key] = true
					steps[i].Causes = append(steps[i].Causes, c)
				}
			}
		}
	}
	return steps
}

// StepOf returns the step called so; an empty one if there is none.
func StepOf(l *trace.Ledger, name string) trace.Step {
	for _, s := range l.Steps {
		if s.Name == name {
			return s
		}
	}
	return trace.Step{}
}

// ClicksOf returns how many clicks a cause of a step dropped.
func ClicksOf(l *trace.Ledger, step, cause string) int64 {
	for _, c := range StepOf(l, step).Causes {
		if c.ID == cause {
			return c.Clicks
		}
	}
	return 0
}

// columns prints a name, which goes on below if it is too wide, and right-aligned cells.
func columns(t *form.Text, col int, name string, cells []string, style form.Style) {
	in := len(name) - len(strings.TrimLeft(name, " "))
	parts := form.Wrap(strings.TrimSpace(name), t.Name-in)
	line := form.Pad(strings.Repeat(" ", in)+parts[0], t.Name)
	for _, c := range cells {
		line += form.PadLeft(c, col)
	}
	t.Line(line, style)
	for _, part := range parts[1:] {
		t.Line(strings.Repeat(" ", in+2+TagWidth)+part, style)
	}
}

// Notes returns the notes of the ledgers, each once.
func Notes(ls []*trace.Ledger) []string {
	var notes []string
	for _, l := range ls {
		for _, n := range l.Notes {
			if !slices.Contains(notes, n) {
				notes = append(notes, n)
			}
		}
	}
	return notes
}
