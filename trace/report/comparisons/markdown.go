package comparisons

import (
	"cmp"

	"funneltrace/trace/compare"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// Markdown returns a comparison as a page for a ticket.
func Markdown(c *compare.Comparison, p report.Provenance, top int) []byte {
	var m form.Page
	a, b := c.Sides[0], c.Sides[1]
	m.Para("### " + form.MD(cmp.Or(b.Title, b.Chain)) + ", " + form.MD(a.Slice) + " → " + form.MD(b.Slice))
	m.Para("**" + form.MD(Sentence(c)) + "**")
	figure := func(s string) form.Markdown { return form.Markdown(s) } // as the program itself wrote it
	bold := func(m form.Markdown) form.Markdown { return "**" + m + "**" }
	rows := [][]form.Markdown{{bold(form.MD(Name(c))), "", figure(report.Count(c.Numbers[0])), figure(report.Count(c.Numbers[1])), bold(figure(report.Signed(c.Change())))}}
	for _, l := range Lines(c) {
		name, effect := form.MD(l.Name), figure(report.Signed(l.Effect))
		if l.Total {
			name, effect = bold(name), bold(effect)
		}
		if l.Since != "" {
			name += " <br><sub>" + form.MD(l.Since+" "+l.Spark) + "</sub>"
		}
		if l.Class != "" {
			name = form.MD(report.Glyph(l.Class)) + " " + name
		}
		var step form.Markdown
		if l.Step != "" {
			step = form.Code(l.Step)
		}
		rows = append(rows, []form.Markdown{name, step, figure(l.Sides[0]), figure(l.Sides[1]), effect})
	}
	m.Table([]form.Markdown{"", "step", form.MD(a.Slice) + ":", form.MD(b.Slice) + ":", "adds:"}, rows)
	if c.By != "" {
		_, titles := valueColumns(c)
		head := []form.Markdown{form.MD(c.By), form.MD(a.Slice) + ":", form.MD(b.Slice) + ":", "change:"}
		for _, t := range titles {
			head = append(head, form.MD(t)+":")
		}
		rows = nil
		for _, l := range valueLines(c, top) {
			row := []form.Markdown{form.MD(l.Name), figure(report.Count(l.Numbers[0])), figure(report.Count(l.Numbers[1])), figure(report.Signed(l.Change))}
			for _, e := range l.Effects {
				row = append(row, figure(report.Signed(e)))
			}
			rows = append(rows, row)
		}
		m.Para("#### By " + form.MD(c.By))
		m.Table(head, rows)
	}
	m.Para("<sub>" + form.MD(Method(c)) + "</sub>")
	m.Notes(Notes(c))
	p.Markdown(&m)
	return m.Bytes()
}
