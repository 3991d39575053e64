package diffs

import (
	"strings"

	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// diffLayout lays out the lines of a diff. Its words are longer than the ledger's.
type diffLayout struct {
	*form.Text
	screen int // columns that may be used
}

const kindWidth = 13 // "re-attached  "

func newDiffLayout(d *diff.Diff, s form.Screen) *diffLayout {
	num := 9
	fit := func(text string) { num = max(num, form.Width(text)+1) }
	if b := d.Bridge; b != nil {
		w := NewWaterfall(b)
		fit(report.Amount(w.A))
		fit(report.Amount(w.B))
		for _, p := range w.Pieces {
			fit(report.Change(p.Effect))
		}
		for _, p := range w.Still {
			fit(report.Count(p.Clicks))
		}
	}
	for _, table := range d.Tables {
		fit(report.Count(table.Rows[0]))
		fit(report.Count(table.Rows[1]))
	}
	return newWideLayout(num, s)
}

// newWideLayout gives numbers a width, and what is left to names and bars.
func newWideLayout(num int, s form.Screen) *diffLayout {
	t := &diffLayout{Text: form.NewText(s), screen: min(s.Columns(), 200)}
	t.Count = num
	rest := t.screen - t.Count - form.ShareWidth - 5
	t.Name = max(min(rest-12, 66), min(rest, 36))
	t.Bar = min(rest-t.Name, 40)
	return t
}

// title begins a part of the page.
func (t *diffLayout) title(s string) {
	t.Gap()
	t.hanging(0, 2, s, form.Title)
}

// wide prints words over the whole screen, going on below at the same report.Indent.
func (t *diffLayout) wide(in int, s string, style form.Style) { t.hanging(in, 0, s, style) }

// hanging prints words over the whole screen; what goes on below is set further in.
func (t *diffLayout) hanging(in, more int, s string, style form.Style) {
	for i, part := range form.Wrap(s, min(t.screen, 120)-in-more) {
		lead := in
		if i > 0 {
			lead += more
		}
		t.Line(strings.Repeat(" ", lead)+part, style)
	}
}

// item prints a line with a glyph and a word, and a text that goes on below.
func (t *diffLayout) item(glyph, word, text, count, bar, share string, style form.Style) {
	lead := report.Indent + 2 + kindWidth
	for i, part := range form.Wrap(text, t.Name-lead) {
		if i == 0 {
			t.Row(report.Indent, glyph+" "+form.Pad(word, kindWidth)+part, count, bar, share, style)
			continue
		}
		t.Line(strings.Repeat(" ", lead)+part, style)
	}
}

// under prints words below an item's text.
func (t *diffLayout) under(text string, style form.Style) {
	if text != "" {
		t.wide(report.Indent+2+kindWidth, text, style)
	}
}
