package findings

import (
	"fmt"
	"strings"

	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/who"
)

// shownColumns is how many columns people are shown with their values.
const shownColumns = 8

// Text returns findings for people at a terminal: the columns that explain most, each with its values.
func Text(f *who.Findings, p report.Provenance, values int, s form.Screen) []byte {
	t := form.NewText(s)
	width := min(s.Columns(), 120)
	t.Name, t.Count = width-20, 8
	words := func(in int, text string, style form.Style) {
		for _, part := range form.Wrap(text, width-in) {
			t.Line(strings.Repeat(" ", in)+part, style)
		}
	}
	words(0, "who: "+f.Label, form.Title)
	heading := f.Slice + " · " + p.Snapshot
	if p.Synthetic {
		heading += " (synthetic data)"
	}
	if f.Step != "" {
		heading = f.Step + " · " + heading
	}
	t.Line(heading, form.Muted)
	t.Line("", "")
	words(2, Sentence(f), form.Plain)
	for _, c := range f.Columns[:min(len(f.Columns), shownColumns)] {
		column(t, f, c, values, width)
	}
	if more := f.Columns[min(len(f.Columns), shownColumns):]; len(more) > 0 {
		var names []string
		for _, c := range more {
			names = append(names, Name(c)+" "+Explains(c))
		}
		t.Line("", "")
		words(2, "less is explained by "+strings.Join(names, ", "), form.Muted)
	}
	if len(f.Pairs) > 0 {
		t.Line("", "")
		t.Line("  pairs that explain more than each column of them", form.Muted)
	}
	for _, c := range f.Pairs[:min(len(f.Pairs), 3)] {
		column(t, f, c, values, width)
	}
	t.Line("", "")
	for _, l := range Left(f) {
		words(2, l, form.Muted)
	}
	words(2, method, form.Muted)
	report.Footer(t, f.Notes, p)
	return t.Bytes()
}

// column prints a column's line and its values.
func column(t *form.Text, f *who.Findings, c who.Column, values, width int) {
	const col = 11
	name := width - 4*col
	line := func(in int, what string, cells []string, style form.Style) {
		text := form.Pad(strings.Repeat(" ", in)+form.Clip(what, name-in), name)
		for _, cell := range cells {
			text += form.PadLeft(cell, col)
		}
		t.Line(text, style)
	}
	t.Line("", "")
	line(2, Name(c)+"  explains "+Explains(c), []string{"taken", "came", "share", "of taken"}, form.Step)
	shown := c.Values[:min(len(c.Values), values)]
	for _, v := range shown {
		line(4, Cells(v), []string{report.Count(v.Taken), report.Count(v.Came), report.Percent(v.Taken, v.Came), report.Percent(v.Taken, f.Taken)}, form.Plain)
	}
	if more := c.Taking - len(shown); more > 0 {
		t.Line(fmt.Sprintf("    … %s more; %s make half", report.Units(int64(more), "value"), report.Count(int64(c.Half))), form.Muted)
	}
}
