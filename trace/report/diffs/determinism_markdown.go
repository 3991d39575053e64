package diffs

import (
	"strconv"

	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// DeterminismMarkdown returns a check as a page for a ticket.
func DeterminismMarkdown(d *diff.Determinism) []byte {
	var m page
	m.Para("### Is " + form.MD(d.Chain) + " reproducible?")
	m.Para("**" + form.MD(Verdict(d)) + "**")
	titles := []form.Markdown{"", "model", "rows:"}
	for _, k := range diff.Kinds() {
		titles = append(titles, figure(KindGlyph(k))+" "+form.MD(string(k))+":")
	}
	var rows [][]form.Markdown
	for _, c := range d.Models {
		sign := form.Markdown("✓")
		if !c.Reproducible() {
			sign = "✗"
		}
		row := []form.Markdown{sign, form.Code(c.Model), count(c.Rows)}
		for _, k := range diff.Kinds() {
			var cell form.Markdown
			for _, s := range spreads(c) {
				if s.kind == k {
					cell = "**" + count(s.worst) + "**"
					if s.least != s.most {
						cell += "<br><sub>" + count(s.least) + " to " + count(s.most) + "</sub>"
					}
				}
			}
			row = append(row, cell)
		}
		rows = append(rows, append(row, form.MD(modelText(c))))
	}
	m.Table(append(titles, "rebuilds"), rows)
	m.Para("<sub>Rows that differ from the first build, in the worst rebuild; below them the range over the rebuilds.</sub>")
	if len(d.Blames) > 0 {
		m.Para("#### To blame")
		var items []form.Markdown
		for _, b := range d.Blames {
			items = append(items, "- "+blameText(b, markdown))
			for _, line := range fixText(b, markdown) {
				items = append(items, "  - "+line)
			}
		}
		m.List(items)
	}
	m.Para("#### How it was tested")
	m.Para("The chain was built once, and then again, each time compared with the first build.")
	rows = nil
	for i, r := range d.Rebuilds {
		var number form.Markdown
		if i < len(d.Number.Values) {
			number = figure(report.Amount(d.Number.Values[i]))
		}
		rows = append(rows, []form.Markdown{figure(strconv.Itoa(i + 1)), form.MD(r.Order), figure(strconv.Itoa(r.Threads)), number})
	}
	m.Table([]form.Markdown{"rebuild:", "order of the input", "threads:", form.MD(report.NumberName(d.Number.Label)) + ":"}, rows)
	m.Notes(clockNotes(d))
	determinismProvenance(d).Markdown(&m.Page)
	return m.Bytes()
}
