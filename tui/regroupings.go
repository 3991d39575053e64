package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/diffs"
	"funneltrace/tui/look"
)

// shiftsOnScreen is how many pairs of values of a dimension are lines.
const shiftsOnScreen = 100

// readRegroupings adds a line for each pair of values that rows which reach the number in both went from and to.
func (v *diffView) readRegroupings(b *trace.Bridge) {
	v.regrouped = len(v.lines)
	for i := range b.Regroupings {
		r := &b.Regroupings[i]
		v.head1(diffs.RegroupingTitle(*r, b.Unit))
		rest := r.Clicks
		for j := range r.Shifts[:min(shiftsOnScreen, len(r.Shifts))] {
			v.shift(b, r, &r.Shifts[j])
			rest -= r.Shifts[j].Clicks
		}
		if rest > 0 {
			v.lines = append(v.lines, diffLine{draw: func(width int, _ bool) string {
				return v.row(cells{figure: report.Count(rest), glyph: " ", wordWidth: 0, text: "others; the JSON and CSV of x have them", muted: true}, width, false)
			}})
		}
	}
}

// shift adds the line of one pair of values.
func (v *diffView) shift(b *trace.Bridge, r *trace.Regrouping, s *trace.Shift) {
	l := diffLine{stops: true}
	l.draw = func(width int, cursor bool) string {
		why := ""
		if whys := diffs.Whys(*s); len(whys) > 0 {
			why = "  " + look.Clean(whys[len(whys)-1])
		}
		return v.row(cells{figure: report.Count(s.Clicks), glyph: report.GlyphRegroup, wordWidth: 0, text: look.Clean(diffs.ShiftText(*s)) + why, paint: v.a.look.Warn}, width, cursor)
	}
	l.panel = func(width int) []string {
		e := v.explain(width, r.Dimension+": "+diffs.ShiftText(*s), report.Units(s.Clicks, b.Unit))
		for _, why := range diffs.Whys(*s) {
			e.say("", why)
		}
		e.say("", diffs.ShiftRows(*s, b.Unit))
		e.say("", "Enter opens "+report.Units(int64(len(s.Rows)), "row")+" of these.")
		return e.lines
	}
	if l.open = func() tea.Cmd { return v.a.push(shiftRows(v.a, v.got.value, r, s)) }; len(s.Rows) == 0 {
		l.off = "no row of these was kept"
	}
	v.lines = append(v.lines, l)
}

// shiftRows shows rows that went from one value of a dimension to another.
func shiftRows(a *app, d *diff.Diff, r *trace.Regrouping, s *trace.Shift) *diffRows {
	t := &diff.Table{Name: trace.Plural(d.Unit) + " of another " + r.Dimension}
	k := &diff.Class{Kind: diff.Changed, Rows: s.Clicks}
	for _, row := range s.Rows {
		sample := diff.Sample{Row: row.Row, Changed: []int{len(row.Key)}}
		t.Columns = nil
		for _, v := range row.Key {
			cell := &v.Text
			if v.Null {
				cell = nil
			}
			t.Columns = append(t.Columns, diff.Column{Name: v.Name, Type: "VARCHAR"})
			for side := range sample.Values {
				sample.Values[side] = append(sample.Values[side], cell)
			}
		}
		t.Columns = append(t.Columns, diff.Column{Name: r.Dimension, Type: "VARCHAR"})
		sample.Values[0], sample.Values[1] = append(sample.Values[0], s.From), append(sample.Values[1], s.To)
		k.Samples = append(k.Samples, sample)
	}
	return newDiffRows(a, d, t, k)
}
