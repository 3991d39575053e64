package diffs

import (
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// Markdown returns a diff as a page for a ticket: what differs in a few lines, the bridge between the numbers, the
// tables and models, samples of rows, the lines of the ledgers that differ, and what was compared.
func Markdown(d *diff.Diff) []byte {
	var m page
	m.Para("### A " + form.MD(SideName(d.A)) + " → B " + form.MD(SideName(d.B)))
	if s := titledDiff(d); s != "" {
		if d.Slice != "" && d.Bridge != nil {
			s += ", " + d.Slice
		}
		m.Para(form.Item(s))
	}
	m.summary(Summary(d))
	if !Identical(d) {
		m.bridge(d.Bridge)
		m.relations(d)
		m.details(d)
		m.ledgers(d)
	}
	m.Notes(diffNotes(d))
	m.origin(d)
	return m.Bytes()
}

// page is a Markdown document that is being written.
type page struct{ form.Page }

// figure is a number as the program itself wrote it.
func figure(s string) form.Markdown { return form.Markdown(s) }

// count is a number of rows.
func count(n int64) form.Markdown { return figure(report.Count(n)) }

// summary writes the first line as a statement and the others as a list.
func (m *page) summary(lines []string) {
	var items []form.Markdown
	for i, l := range lines {
		if i == 0 {
			m.Para("**" + form.MD(l) + "**")
			continue
		}
		items = append(items, "- "+form.Item(l))
	}
	m.List(items)
}

func (m *page) bridge(b *trace.Bridge) {
	if b == nil {
		return
	}
	w := NewWaterfall(b)
	what := "**" + form.MD(w.Name) + "**"
	if !b.Known {
		what = "rows that reach " + what
	}
	rows := [][]form.Markdown{{"**A**", what, "**" + figure(report.Amount(w.A)) + "**", ""}}
	for _, p := range w.Pieces {
		text, where := p.Text(b.Unit)
		var clicks form.Markdown
		if !p.Rest {
			clicks = count(p.Part.Clicks)
		}
		rows = append(rows, []form.Markdown{form.MD(p.Glyph() + " " + p.Word()), aside(text, where), figure(report.Change(p.Effect)), clicks})
	}
	rows = append(rows, []form.Markdown{"**B**", what, "**" + figure(report.Amount(w.B)) + "**", ""})
	m.Para("#### From A's number to B's")
	m.Table([]form.Markdown{"", "what", "number:", form.MD(trace.Plural(b.Unit)) + ":"}, rows)
	if len(w.Still) > 0 {
		rows = nil
		for _, p := range w.Still {
			text, where := MoveText(p, b.Unit)
			rows = append(rows, []form.Markdown{form.MD(MoveGlyph(p) + " " + MoveWord(p.Move)), aside(text, where), count(p.Clicks)})
		}
		m.Para("Did not change the number:")
		m.Table([]form.Markdown{"", "what", form.MD(trace.Plural(b.Unit)) + ":"}, rows)
	}
	if b.Same > 0 {
		m.Para(form.MD(report.Units(b.Same, b.Unit)) + " " + form.MD(report.Are(b.Same)) + " in both and " + form.MD(FaredAlike(b)) + ".")
	}
	m.regroupings(b)
	m.Notes(b.Notes)
}

// aside returns a text with a remark in small letters.
func aside(text, remark string) form.Markdown {
	if remark == "" {
		return form.MD(text)
	}
	return form.MD(text) + " <br><sub>" + form.MD(remark) + "</sub>"
}

// relations is a line for each table and model.
func (m *page) relations(d *diff.Diff) {
	if len(d.Tables) == 0 {
		return
	}
	m.Para("#### " + form.MD(TablesTitle(d)))
	titles := []form.Markdown{"", "A rows:", "B rows:", "same:"}
	for _, k := range diff.Kinds() {
		titles = append(titles, figure(KindGlyph(k))+" "+form.MD(string(k))+":")
	}
	var rows [][]form.Markdown
	for _, t := range d.Tables {
		row := []form.Markdown{form.Code(t.Name) + " " + form.MD(tableKind(t))}
		for side, n := range t.Rows {
			if t.Missing[side] {
				row = append(row, "*missing*")
				continue
			}
			row = append(row, count(n))
		}
		if t.Missing[0] || t.Missing[1] {
			rows = append(rows, append(row, "", "", "", "", "", "", ""))
			continue
		}
		row = append(row, count(t.Same))
		for _, k := range diff.Kinds() {
			var cell form.Markdown
			if n := t.Of(k).Rows; n > 0 {
				cell = "**" + count(n) + "**"
			}
			row = append(row, cell)
		}
		var schema form.Markdown
		if n := len(t.Schema); n > 0 {
			schema = "**" + form.MD(report.Units(int64(n), "change")) + "**"
		}
		rows = append(rows, append(row, schema))
	}
	m.Table(append(titles, "columns"), rows)
	var words []form.Markdown
	for _, k := range diff.Kinds() {
		for _, t := range d.Tables {
			if t.Of(k).Rows > 0 {
				words = append(words, "*"+form.MD(string(k))+"*: "+form.MD(KindMeaning(k)))
				break
			}
		}
	}
	if len(words) > 0 {
		m.Para("<sub>" + form.Join(words, " · ") + "</sub>")
	}
}

// details says more of each table and model that differs.
func (m *page) details(d *diff.Diff) {
	for _, t := range d.Tables {
		if t.Equal() && len(t.Notes) == 0 || t.Missing[0] || t.Missing[1] {
			continue
		}
		var items []form.Markdown
		for i, c := range t.Schema {
			if i == shownSchema {
				items = append(items, "- and "+form.MD(report.Units(int64(len(t.Schema)-i), "more schema change")))
				break
			}
			_, text := SchemaText(c)
			items = append(items, "- column "+form.Code(c.Column)+" "+form.MD(text))
		}
		for _, c := range t.Classes {
			item := "- " + form.Item(KindGlyph(c.Kind)) + " **" + form.MD(string(c.Kind)) + "** " + form.MD(report.Units(c.Rows, "row"))
			if len(c.Columns) > 0 {
				item += ", in " + columnCounts(c.Columns, shownColumns, markdown)
			}
			items = append(items, item)
			for _, n := range c.Numbering {
				items = append(items, "  - "+numberingText(n, markdown))
			}
		}
		if t.Matching != "" && pairs(t) {
			items = append(items, "- rows that differ were paired "+form.MD(t.Matching))
		}
		m.Para("##### " + form.Code(t.Name))
		m.List(items)
		for _, c := range t.Classes {
			m.samples(t, c, keyOf(d))
		}
		m.Notes(t.Notes)
	}
}

// samples is a table of some of a class's rows: of pairs, a line for each column that differs.
func (m *page) samples(t diff.Table, c diff.Class, key []string) {
	if len(c.Samples) == 0 {
		return
	}
	shown := c.Samples[:min(len(c.Samples), shownSamples)]
	title := form.Markdownf("%s of %s, %s", count(int64(len(shown))), report.Units(c.Rows, "row"), c.Kind)
	m.Para("<details><summary>" + title + "</summary>")
	var rows [][]form.Markdown
	pair := false
	for _, s := range shown {
		both := has(s, 0) && has(s, 1)
		limit := shownContext
		if !both {
			limit = shownSingle
		}
		columns, others := telling(t, s, key, limit)
		var which []form.Markdown
		for _, i := range columns {
			which = append(which, form.Code(columnName(t, i)+"="+excerpt(valueOf(s, sideOf(s), i), shownPage/2)))
		}
		if !both {
			if others > 0 {
				which = append(which, "and "+form.MD(report.Units(int64(others), "more column")))
			}
			rows = append(rows, []form.Markdown{form.MD(rowName(s)), form.Join(which, ", ")})
			continue
		}
		pair = true
		for i, col := range s.Changed {
			if i == shownChanged {
				rows = append(rows, []form.Markdown{"", "", "and " + form.MD(report.Units(int64(len(s.Changed)-i), "more column")), "", ""})
				break
			}
			was, is := excerpts(valueOf(s, 0, col), valueOf(s, 1, col), shownPage)
			row := []form.Markdown{"", "", form.Code(columnName(t, col)), form.Code(was), form.Code(is)}
			if i == 0 {
				row[0], row[1] = form.MD(rowName(s)), form.Join(which, ", ")
			}
			rows = append(rows, row)
		}
	}
	if pair {
		m.Table([]form.Markdown{"row", "which", "column", "A", "B"}, rows)
	} else {
		m.Table([]form.Markdown{"row", "values"}, rows)
	}
	m.Para("</details>")
}

func (m *page) ledgers(d *diff.Diff) {
	rows := shownRows(d, false)
	if len(rows) == 0 {
		return
	}
	a, b := d.Ledgers[0], d.Ledgers[1]
	line := func(cells ...form.Markdown) []form.Markdown { return cells }
	out := [][]form.Markdown{line("", "**"+form.MD(trace.Plural(a.Unit))+" in**", count(a.In()), count(b.In()), figure(report.Signed(b.In()-a.In())))}
	for _, r := range rows {
		switch {
		case r.sign != "":
			out = append(out, line(form.Code(r.step), form.MD(r.sign+" "+signWord(r.sign)+": "+r.label), count(r.a), count(r.b), figure(report.Signed(r.difference()))))
			continue
		case r.cause == nil:
			out = append(out, line(form.Code(r.step), "**left**", count(r.a), count(r.b), figure(report.Signed(r.difference()))))
			continue
		}
		out = append(out, line(form.Code(r.step), report.ClassMarkdown(r.cause.Class)+": "+form.MD(r.label),
			figure(report.Minus(r.a)), figure(report.Minus(r.b)), figure(report.Signed(-r.difference()))))
	}
	change := form.Markdown("–")
	if a.Number.Known && b.Number.Known {
		change = figure(signed0(b.Number.Value - a.Number.Value))
	}
	out = append(out, line("", "**"+form.MD(report.NumberName(a.Number.Label))+"**", figure(report.Value(a)), figure(report.Value(b)), change))
	m.Para("#### The ledgers")
	m.Table([]form.Markdown{"step", "", "A:", "B:", "difference:"}, out)
	if n := stillRows(d); n > 0 {
		m.Para(form.Markdownf("%s of steps and causes %s the same and not listed.", report.Units(int64(n), "line"), report.Are(int64(n))))
	}
}

// origin says what was compared and how to do it again.
func (m *page) origin(d *diff.Diff) {
	var lines []form.Markdown
	for _, l := range provenanceLines(d, func(h string) string { return h }) {
		lines = append(lines, form.MD(l))
	}
	m.Para("<sub>" + form.Join(lines, "<br>\n") + "</sub>")
	var commands []string
	for _, c := range d.Reproduce {
		commands = append(commands, form.Visible(c))
	}
	if len(commands) > 0 {
		m.Fenced("sh", strings.Join(commands, "\n"))
	}
}
