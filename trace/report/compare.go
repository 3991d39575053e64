package report

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace"
)

// Compare returns several ledgers of one chain side by side: a line per step and cause, a column per slice. Where the
// screen is too narrow for all columns, the table goes on below in blocks.
func Compare(ls []*trace.Ledger, p Provenance, s Screen) []byte {
	t := newLayout(ls, s)
	if len(ls) == 0 {
		t.line("no rows in this slice", styleMuted)
		footer(t, nil, p)
		return t.buf.Bytes()
	}
	titles, of := sliceTitles(ls)
	heading(t, ls[0], fmt.Sprintf("%d slices%s", len(ls), of), p)
	t.name = min(t.name, 46)
	rows := compareRows(ls)
	col := 8
	for i, title := range titles {
		titles[i] = ansi.Truncate(Visible(title), 20, "…")
		col = max(col, ansi.StringWidth(titles[i]))
	}
	for _, r := range rows {
		for _, c := range r.counts {
			col = max(col, ansi.StringWidth(c))
		}
	}
	col += 2
	per := max(1, (max(s.Width, 60)-t.name)/col)
	for from := 0; from < len(ls); from += per {
		block := ls[from:min(from+per, len(ls))]
		if from > 0 {
			t.line("", "")
		}
		columns(t, col, "", titles[from:from+len(block)], styleMuted)
		for _, r := range rows {
			columns(t, col, pad(r.name, t.name), r.counts[from:from+len(block)], r.style)
		}
	}
	if e := ls[0].Incomplete; e != nil {
		t.line("", "")
		t.text(2, Visible("incomplete: "+e.Why()), styleWarn)
		incomplete(t, e)
	}
	footer(t, allNotes(ls), p)
	return t.buf.Bytes()
}

// sliceTitles returns the names of the slices without the words that all of them begin with, and those words.
func sliceTitles(ls []*trace.Ledger) (titles []string, of string) {
	common := ls[0].Slice
	for _, l := range ls {
		for !strings.HasPrefix(l.Slice, common) {
			common = common[:len(common)-1]
		}
	}
	common = common[:strings.LastIndexByte(common, ' ')+1]
	for _, l := range ls {
		titles = append(titles, l.Slice[len(common):])
	}
	if common != "" {
		of = " of " + strings.TrimSpace(common)
	}
	return titles, of
}

// compareRow is one line of the comparison: a count of every ledger.
type compareRow struct {
	name   string
	counts []string
	style  string
}

// compareRows returns the lines that at least one ledger has something for.
func compareRows(ls []*trace.Ledger) []compareRow {
	each := func(name, style string, f func(l *trace.Ledger) string) compareRow {
		r := compareRow{name: name, style: style}
		for _, l := range ls {
			r.counts = append(r.counts, f(l))
		}
		return r
	}
	rows := []compareRow{each("  "+trace.Plural(ls[0].Unit)+" in", styleStep, func(l *trace.Ledger) string { return Count(l.In()) })}
	for _, st := range shape(ls) {
		rows = append(rows, each("  "+Visible(st.Name), styleStep, func(l *trace.Ledger) string { return Count(stepOf(l, st.Name).Out) }))
		names := Labels(st)
		for i, c := range st.Causes {
			name := strings.Repeat(" ", indent) + Glyph(c.Class) + " " + pad(string(c.Class), tagWidth) + Visible(names[i])
			r := each(name, classStyle(c.Class), func(l *trace.Ledger) string { return Minus(clicksOf(l, st.Name, c.ID)) })
			if strings.Trim(strings.Join(r.counts, ""), "0") != "" {
				rows = append(rows, r)
			}
		}
		rows = append(rows, markRows(st, each)...)
		rows = append(rows, multipliedRows(ls, st.Name, each)...)
	}
	if e := ls[0].Incomplete; e != nil {
		for _, name := range e.NotReached {
			rows = append(rows, each("  "+Visible(name+"  "+NotReached), styleMuted, func(*trace.Ledger) string { return "–" }))
		}
	}
	name := ls[0].Number.Label
	if name == "" {
		name = "the number"
	}
	return append(rows,
		each("  "+Visible(name), styleTitle, Value),
		each("  ● lost, of all", styleLoss, func(l *trace.Ledger) string { return Percent(Sum(l).Loss, l.In()) }))
}

// markRows returns the lines of a step's marks that any ledger has some of.
func markRows(st trace.Step, each func(name, style string, f func(l *trace.Ledger) string) compareRow) []compareRow {
	var rows []compareRow
	for i, m := range st.Marks {
		r := each(strings.Repeat(" ", indent)+GlyphMark+" "+pad("mark", tagWidth)+Visible(m.Label), styleWarn, func(l *trace.Ledger) string {
			if marks := stepOf(l, st.Name).Marks; i < len(marks) {
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
func multipliedRows(ls []*trace.Ledger, step string, each func(name, style string, f func(l *trace.Ledger) string) compareRow) []compareRow {
	extra := func(l *trace.Ledger) (n int64) {
		for _, f := range stepOf(l, step).FanOuts {
			n += f.Extra
		}
		return n
	}
	tied := func(l *trace.Ledger) (n int64) {
		for _, t := range stepOf(l, step).Ties {
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
	lead := strings.Repeat(" ", indent)
	var rows []compareRow
	if any(extra) {
		rows = append(rows, each(lead+GlyphFanOut+" "+pad("fan-out", tagWidth)+"rows beyond one per "+ls[0].Unit, styleWarn,
			func(l *trace.Ledger) string { return Signed(extra(l)) }))
	}
	if any(tied) {
		rows = append(rows, each(lead+GlyphTie+" "+pad("tie", tagWidth)+Units(tied(ls[0]), "row")+" of all slices, which another build may order otherwise", styleWarn,
			func(*trace.Ledger) string { return "" }))
	}
	return rows
}

// shape returns the steps of all ledgers, each with the causes that any of them has.
func shape(ls []*trace.Ledger) []trace.Step {
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

func stepOf(l *trace.Ledger, name string) trace.Step {
	for _, s := range l.Steps {
		if s.Name == name {
			return s
		}
	}
	return trace.Step{}
}

func clicksOf(l *trace.Ledger, step, cause string) int64 {
	for _, c := range stepOf(l, step).Causes {
		if c.ID == cause {
			return c.Clicks
		}
	}
	return 0
}

// columns prints a name, which goes on below if it is too wide, and right-aligned cells.
func columns(t *layout, col int, name string, cells []string, style string) {
	in := len(name) - len(strings.TrimLeft(name, " "))
	parts := wrap(strings.TrimSpace(name), t.name-in)
	line := pad(strings.Repeat(" ", in)+parts[0], t.name)
	for _, c := range cells {
		line += padLeft(c, col)
	}
	t.line(line, style)
	for _, part := range parts[1:] {
		t.line(strings.Repeat(" ", in+2+tagWidth)+part, style)
	}
}

// allNotes returns the notes of the ledgers, each once.
func allNotes(ls []*trace.Ledger) []string {
	var notes []string
	seen := map[string]bool{}
	for _, l := range ls {
		for _, n := range l.Notes {
			if !seen[n] {
				seen[n] = true
				notes = append(notes, n)
			}
		}
	}
	return notes
}
