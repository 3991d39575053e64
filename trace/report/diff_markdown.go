package report

import (
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
)

// DiffMarkdown returns a diff as a page for a ticket: what differs in a few lines, the bridge between the numbers, the
// tables and models, samples of rows, the lines of the ledgers that differ, and what was compared.
func DiffMarkdown(d *diff.Diff) []byte {
	var m page
	m.para("### A " + EscapeMarkdown(sideName(d.A)) + " → B " + EscapeMarkdown(sideName(d.B)))
	if s := titledDiff(d); s != "" {
		if d.Slice != "" && d.Bridge != nil {
			s += ", " + d.Slice
		}
		m.para(EscapeMarkdown(s))
	}
	m.summary(DiffSummary(d))
	if !Identical(d) {
		m.bridge(d.Bridge)
		m.relations(d)
		m.details(d)
		m.ledgers(d)
	}
	m.notes(diffNotes(d))
	m.origin(d)
	return m.Bytes()
}

// summary writes the first line as a statement and the others as a list.
func (m *page) summary(lines []string) {
	for i, l := range lines {
		if i == 0 {
			m.para("**" + EscapeMarkdown(l) + "**")
			continue
		}
		if i == 1 {
			m.WriteByte('\n')
		}
		m.WriteString("- " + listText(l) + "\n")
	}
}

// listText returns s as the text of a list's item: a sign at its start makes no list of its own.
func listText(s string) string {
	s = EscapeMarkdown(s)
	if strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "#") {
		return `\` + s
	}
	return s
}

func (m *page) notes(notes []string) {
	for _, n := range notes {
		m.para("> **Note:** " + EscapeMarkdown(n))
	}
}

func (m *page) bridge(b *trace.Bridge) {
	if b == nil {
		return
	}
	w := newWaterfall(b)
	what := "**" + EscapeMarkdown(w.name) + "**"
	if !b.Known {
		what = "rows that reach " + what
	}
	rows := [][]string{{"**A**", what, "**" + Amount(w.a) + "**", ""}}
	for _, p := range w.pieces {
		text, where := p.text(b.Unit)
		clicks := ""
		if !p.rest {
			clicks = Count(p.part.Clicks)
		}
		rows = append(rows, []string{p.glyph() + " " + p.word(), aside(text, where), plus(p.effect), clicks})
	}
	rows = append(rows, []string{"**B**", what, "**" + Amount(w.b) + "**", ""})
	m.para("#### From A's number to B's")
	m.table([]string{"", "what", "number:", trace.Plural(b.Unit) + ":"}, rows)
	if len(w.still) > 0 {
		rows = nil
		for _, p := range w.still {
			text, where := MoveText(p, b.Unit)
			rows = append(rows, []string{MoveGlyph(p) + " " + moveWord(p.Move), aside(text, where), Count(p.Clicks)})
		}
		m.para("Did not change the number:")
		m.table([]string{"", "what", trace.Plural(b.Unit) + ":"}, rows)
	}
	if b.Same > 0 {
		m.para(Units(b.Same, b.Unit) + " " + are2(b.Same) + " in both and " + FaredAlike(b) + ".")
	}
	m.notes(b.Notes)
}

// aside returns a text with a remark in small letters.
func aside(text, remark string) string {
	if remark == "" {
		return EscapeMarkdown(text)
	}
	return EscapeMarkdown(text) + " <br><sub>" + EscapeMarkdown(remark) + "</sub>"
}

// relations is a line for each table and model.
func (m *page) relations(d *diff.Diff) {
	if len(d.Tables) == 0 {
		return
	}
	m.para("#### Tables and models")
	titles := []string{"", "A rows:", "B rows:", "same:"}
	for _, k := range diff.Kinds() {
		titles = append(titles, KindGlyph(k)+" "+string(k)+":")
	}
	var rows [][]string
	for _, t := range d.Tables {
		row := []string{codeMarkdown(t.Name) + " " + tableKind(t)}
		for side, n := range t.Rows {
			if t.Missing[side] {
				row = append(row, "*missing*")
				continue
			}
			row = append(row, Count(n))
		}
		if t.Missing[0] || t.Missing[1] {
			rows = append(rows, append(row, "", "", "", "", "", "", ""))
			continue
		}
		row = append(row, Count(t.Same))
		for _, k := range diff.Kinds() {
			cell := ""
			if n := t.Of(k).Rows; n > 0 {
				cell = "**" + Count(n) + "**"
			}
			row = append(row, cell)
		}
		schema := ""
		if n := len(t.Schema); n > 0 {
			schema = "**" + Units(int64(n), "change") + "**"
		}
		rows = append(rows, append(row, schema))
	}
	m.table(append(titles, "columns"), rows)
	var words []string
	for _, k := range diff.Kinds() {
		for _, t := range d.Tables {
			if t.Of(k).Rows > 0 {
				words = append(words, "*"+string(k)+"*: "+KindMeaning(k))
				break
			}
		}
	}
	if len(words) > 0 {
		m.para("<sub>" + strings.Join(words, " · ") + "</sub>")
	}
}

// details says more of each table and model that differs.
func (m *page) details(d *diff.Diff) {
	for _, t := range d.Tables {
		if t.Equal() && len(t.Notes) == 0 || t.Missing[0] || t.Missing[1] {
			continue
		}
		var items []string
		for i, c := range t.Schema {
			if i == shownSchema {
				items = append(items, "- and "+Units(int64(len(t.Schema)-i), "more schema change"))
				break
			}
			_, text := schemaText(c)
			items = append(items, "- column "+codeMarkdown(c.Column)+" "+EscapeMarkdown(text))
		}
		for _, c := range t.Classes {
			item := "- " + listText(KindGlyph(c.Kind)) + " **" + string(c.Kind) + "** " + Units(c.Rows, "row")
			if len(c.Columns) > 0 {
				item += ", in " + columnCounts(c.Columns, shownColumns, codeMarkdown)
			}
			items = append(items, item)
			for _, n := range c.Numbering {
				items = append(items, "  - "+numberingText(n, codeMarkdown))
			}
		}
		if t.Matching != "" && pairs(t) {
			items = append(items, "- rows that differ were paired "+EscapeMarkdown(t.Matching))
		}
		m.para("##### " + codeMarkdown(t.Name))
		if len(items) > 0 {
			m.para(strings.Join(items, "\n"))
		}
		for _, c := range t.Classes {
			m.samples(t, c, keyOf(d))
		}
		m.notes(t.Notes)
	}
}

// samples is a table of some of a class's rows: of pairs, a line for each column that differs.
func (m *page) samples(t diff.Table, c diff.Class, key []string) {
	if len(c.Samples) == 0 {
		return
	}
	shown := c.Samples[:min(len(c.Samples), shownSamples)]
	title := fmt.Sprintf("%s of %s, %s", Count(int64(len(shown))), Units(c.Rows, "row"), string(c.Kind))
	m.para("<details><summary>" + title + "</summary>")
	var rows [][]string
	pair := false
	for _, s := range shown {
		both := has(s, 0) && has(s, 1)
		limit := shownContext
		if !both {
			limit = shownSingle
		}
		columns, others := telling(t, s, key, limit)
		var which []string
		for _, i := range columns {
			which = append(which, codeMarkdown(columnName(t, i)+"="+excerpt(valueOf(s, sideOf(s), i), shownPage/2)))
		}
		if !both {
			if others > 0 {
				which = append(which, "and "+Units(int64(others), "more column"))
			}
			rows = append(rows, []string{rowName(s), strings.Join(which, ", ")})
			continue
		}
		pair = true
		for i, col := range s.Changed {
			if i == shownChanged {
				rows = append(rows, []string{"", "", "and " + Units(int64(len(s.Changed)-i), "more column"), "", ""})
				break
			}
			was, is := excerpts(valueOf(s, 0, col), valueOf(s, 1, col), shownPage)
			row := []string{"", "", codeMarkdown(columnName(t, col)), codeMarkdown(was), codeMarkdown(is)}
			if i == 0 {
				row[0], row[1] = rowName(s), strings.Join(which, ", ")
			}
			rows = append(rows, row)
		}
	}
	if pair {
		m.table([]string{"row", "which", "column", "A", "B"}, rows)
	} else {
		m.table([]string{"row", "values"}, rows)
	}
	m.para("</details>")
}

func (m *page) ledgers(d *diff.Diff) {
	rows := shownRows(d, false)
	if len(rows) == 0 {
		return
	}
	a, b := d.Ledgers[0], d.Ledgers[1]
	line := func(cells ...string) []string { return cells }
	out := [][]string{line("", "**"+trace.Plural(a.Unit)+" in**", Count(a.In()), Count(b.In()), Signed(b.In()-a.In()))}
	for _, r := range rows {
		switch {
		case r.sign != "":
			out = append(out, line(codeMarkdown(r.step), r.sign+" "+signWord(r.sign)+": "+EscapeMarkdown(r.label), Count(r.a), Count(r.b), Signed(r.difference())))
			continue
		case r.cause == nil:
			out = append(out, line(codeMarkdown(r.step), "**left**", Count(r.a), Count(r.b), Signed(r.difference())))
			continue
		}
		out = append(out, line(codeMarkdown(r.step), classMarkdown(r.cause.Class)+": "+EscapeMarkdown(r.label),
			Minus(r.a), Minus(r.b), Signed(-r.difference())))
	}
	change := "–"
	if a.Number.Known && b.Number.Known {
		change = signed0(b.Number.Value - a.Number.Value)
	}
	out = append(out, line("", "**"+EscapeMarkdown(numberName(a.Number.Label))+"**", Value(a), Value(b), change))
	m.para("#### The ledgers")
	m.table([]string{"step", "", "A:", "B:", "difference:"}, out)
	if n := stillRows(d); n > 0 {
		m.para(fmt.Sprintf("%s of steps and causes %s the same and not listed.", Units(int64(n), "line"), are(n)))
	}
}

// origin says what was compared and how to do it again.
func (m *page) origin(d *diff.Diff) {
	var lines []string
	for _, l := range provenanceLines(d, func(h string) string { return h }) {
		lines = append(lines, EscapeMarkdown(l))
	}
	m.para("<sub>" + strings.Join(lines, "<br>\n") + "</sub>")
	m.commands(d.Reproduce)
}

// commands writes the commands that make the page again.
func (m *page) commands(commands []string) {
	if len(commands) == 0 {
		return
	}
	var text []string
	for _, c := range commands {
		text = append(text, Visible(c))
	}
	all := strings.Join(text, "\n")
	fence := "```"
	for strings.Contains(all, fence) {
		fence += "`"
	}
	m.para(fence + "sh\n" + all + "\n" + fence)
}
