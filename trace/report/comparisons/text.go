package comparisons

import (
	"cmp"
	"strings"

	"funneltrace/trace/compare"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// Text returns a comparison for people at a terminal: the sentence, a line for what the change is due to, and the values that
// it is split by.
func Text(c *compare.Comparison, p report.Provenance, top int, s form.Screen) []byte {
	t := &page{Text: form.NewText(s), columns: min(s.Columns(), 160)}
	t.Name, t.Count, t.Bar = t.columns-20, 8, 0
	a, b := c.Sides[0], c.Sides[1]
	t.Line(cmp.Or(b.Title, b.Chain), form.Title)
	heading := a.Slice + " → " + b.Slice + " · " + cmp.Or(b.Snapshot, p.Snapshot)
	if p.Synthetic {
		heading += " (synthetic data)"
	}
	t.Line(heading, form.Muted)
	t.Line("", "")
	t.words(2, Sentence(c), form.Title)
	t.lines(c)
	if c.By != "" {
		t.values(c, top)
	}
	t.Line("", "")
	t.words(2, Method(c), form.Muted)
	report.Footer(t.Text, Notes(c), p)
	return t.Bytes()
}

// page is the text that is being written.
type page struct {
	*form.Text
	columns int
}

func (t *page) words(in int, s string, style form.Style) {
	for _, part := range form.Wrap(s, min(t.columns, 120)-in) {
		t.Line(strings.Repeat(" ", in)+part, style)
	}
}

func (t *page) lines(c *compare.Comparison) {
	list := Lines(c)
	col := 9
	largest := int64(0)
	for _, l := range list {
		for _, side := range append(l.Sides[:], report.Count(c.Numbers[0]), report.Count(c.Numbers[1]), report.Signed(c.Change())) {
			col = max(col, form.Width(side)+2)
		}
		largest = max(largest, abs(l.Effect))
	}
	name := min(t.columns-3*col-2-10, 64)
	width := min(t.columns-3*col-2-name, 30)
	line := func(in int, what, a, b, adds, bar string, style form.Style) {
		for i, part := range form.Wrap(what, name-in) {
			text := strings.Repeat(" ", in) + part
			if i == 0 {
				text = form.Pad(text, name) + form.PadLeft(a, col) + form.PadLeft(b, col) + form.PadLeft(adds, col) + "  " + bar
			}
			t.Line(text, style)
		}
	}
	t.Line("", "")
	line(2, "", form.Clip(c.Sides[0].Slice, col-2), form.Clip(c.Sides[1].Slice, col-2), "adds", "", form.Muted)
	line(2, Name(c), report.Count(c.Numbers[0]), report.Count(c.Numbers[1]), report.Signed(c.Change()), "", form.Step)
	for _, l := range list {
		glyph, style := "·", form.Plain
		switch {
		case l.Kind == compare.FanOut:
			glyph = report.GlyphFanOut
		case l.Class != "":
			glyph, style = report.Glyph(l.Class), report.ClassStyle(l.Class)
		}
		if l.Total {
			line(2, glyph+" "+l.Name, l.Sides[0], l.Sides[1], report.Signed(l.Effect), "", cmp.Or(style, form.Step))
			if l.Kind == compare.Dropped {
				continue
			}
		} else {
			line(6, l.Name, l.Sides[0], l.Sides[1], report.Signed(l.Effect), bar(l.Effect, largest, width), style)
			if l.Since != "" {
				t.words(8, l.Since+"  "+l.Spark, form.Muted)
			}
		}
	}
}

// values prints a line for each value that the change is split by.
func (t *page) values(c *compare.Comparison, top int) {
	_, titles := valueColumns(c)
	titles = append([]string{form.Clip(c.Sides[0].Slice, 14), form.Clip(c.Sides[1].Slice, 14), "change"}, titles...)
	list := valueLines(c, top)
	rows := make([][]string, len(list))
	widths := make([]int, len(titles))
	for i, title := range titles {
		widths[i] = form.Width(title)
	}
	for i, l := range list {
		rows[i] = []string{report.Count(l.Numbers[0]), report.Count(l.Numbers[1]), report.Signed(l.Change)}
		for _, e := range l.Effects {
			rows[i] = append(rows[i], report.Signed(e))
		}
		for k, cell := range rows[i] {
			widths[k] = max(widths[k], form.Width(cell))
		}
	}
	name := t.columns
	for _, w := range widths {
		name -= w + 2
	}
	name = min(max(name, 14), 40)
	print := func(what string, cells []string, style form.Style) {
		text := form.Pad("  "+form.Clip(what, name-2), name)
		for i, cell := range cells {
			text += "  " + form.PadLeft(cell, widths[i])
		}
		t.Line(text, style)
	}
	t.Line("", "")
	print("by "+c.By, titles, form.Muted)
	for i, l := range list {
		style := form.Plain
		if i == len(list)-1 {
			style = form.Step
		}
		print(l.Name, rows[i], style)
	}
}
