package report

import (
	"strconv"
	"strings"

	"funneltrace/trace/diff"
)

// DeterminismMarkdown returns a check as a page for a ticket.
func DeterminismMarkdown(d *diff.Determinism) []byte {
	var m page
	m.para("### Is " + EscapeMarkdown(d.Chain) + " reproducible?")
	m.para("**" + EscapeMarkdown(Verdict(d)) + "**")
	titles := []string{"", "model", "rows:"}
	for _, k := range diff.Kinds() {
		titles = append(titles, KindGlyph(k)+" "+string(k)+":")
	}
	var rows [][]string
	for _, c := range d.Models {
		sign := "✓"
		if !c.Reproducible() {
			sign = "✗"
		}
		row := []string{sign, codeMarkdown(c.Model), Count(c.Rows)}
		for _, k := range diff.Kinds() {
			cell := ""
			for _, s := range spreads(c) {
				if s.kind == k {
					cell = "**" + Count(s.worst) + "**"
					if s.least != s.most {
						cell += "<br><sub>" + Count(s.least) + " to " + Count(s.most) + "</sub>"
					}
				}
			}
			row = append(row, cell)
		}
		rows = append(rows, append(row, modelText(c)))
	}
	m.table(append(titles, "rebuilds"), rows)
	m.para("<sub>Rows that differ from the first build, in the worst rebuild; below them the range over the rebuilds.</sub>")
	if len(d.Blames) > 0 {
		m.para("#### To blame")
		var items []string
		for _, b := range d.Blames {
			items = append(items, "- "+blameText(b, markdownWriting))
			for _, line := range fixText(b, markdownWriting) {
				items = append(items, "  - "+line)
			}
		}
		m.para(strings.Join(items, "\n"))
	}
	m.para("#### How it was tested")
	m.para("The chain was built once, and then again, each time compared with the first build.")
	rows = nil
	for i, r := range d.Rebuilds {
		number := ""
		if i < len(d.Number.Values) {
			number = Amount(d.Number.Values[i])
		}
		rows = append(rows, []string{strconv.Itoa(i + 1), EscapeMarkdown(r.Order), strconv.Itoa(r.Threads), number})
	}
	m.table([]string{"rebuild:", "order of the input", "threads:", EscapeMarkdown(numberName(d.Number.Label)) + ":"}, rows)
	m.provenance(determinismProvenance(d))
	return m.Bytes()
}
