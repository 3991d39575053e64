package diffs

import (
	"fmt"
	"math"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// Text returns a diff for people at a terminal: what differs in a few lines, the bridge between the numbers as a
// waterfall, the tables and models with samples, and the ledgers side by side. Of the ledgers it shows the lines that
// differ, or all.
func Text(d *diff.Diff, all bool, s form.Screen) []byte {
	t := newDiffLayout(d, s)
	t.Words(0, "A "+SideName(d.A)+" → B "+SideName(d.B), form.Title)
	t.Words(0, subtitle(d), form.Muted)
	t.Line("", "")
	summary := Summary(d)
	for i, line := range summary {
		style := form.Plain
		if i == 0 {
			style = form.Title
		}
		t.hanging(2, 2, line, style)
	}
	if !Identical(d) {
		t.bridge(d)
		t.tables(d)
		t.ledgers(d, all)
	} else if all {
		t.ledgers(d, all)
	}
	t.ending(d)
	return t.Bytes()
}

// subtitle says what was compared: the chain and the slice.
func subtitle(d *diff.Diff) string {
	var parts []string
	if title := titledDiff(d); title != "" {
		parts = append(parts, title)
	}
	if d.Slice != "" && d.Bridge != nil {
		parts = append(parts, d.Slice)
	}
	if len(d.Tables) > 0 {
		parts = append(parts, relations(d.Tables)+" compared")
	}
	return strings.Join(parts, " · ")
}

func (t *diffLayout) bridge(d *diff.Diff) {
	b := d.Bridge
	if b == nil {
		return
	}
	w := NewWaterfall(b)
	t.title("From A's number to B's: " + w.Name)
	end := func(side string, snapshot string, v float64) {
		t.Row(2, side+"  "+snapshot, report.Amount(v), w.Marker(v, t.Bar), "", form.Step)
	}
	end("A", d.A.Snapshot, w.A)
	for _, p := range w.Pieces {
		what, _ := p.Text(b.Unit)
		t.item(p.Glyph(), p.Word(), what, report.Change(p.Effect), w.Bar(p, t.Bar), "", pieceStyle(p))
		t.under(p.Remark(b.Unit), form.Muted)
	}
	end("B", d.B.Snapshot, w.B)
	if len(w.Pieces) > 0 {
		axis := "the bars: █ adds, ▒ takes away"
		if w.Low != 0 {
			axis += ", ◆ the number; they are cut to " + report.Amount(math.Floor(w.Low)) + "…" + report.Amount(math.Ceil(w.Up))
		}
		t.wide(report.Indent, axis, form.Muted)
	}
	if !b.Known {
		t.wide(report.Indent, "these are the rows that reach the number: the number itself is not known for this slice", form.Warn)
	}
	t.stillParts(w.Still, b)
	t.regroupings(b)
	for _, n := range b.Notes {
		t.hanging(2, 2, report.GlyphNote+" "+n, form.Warn)
	}
}

// stillParts lists the root rows that moved without changing the number.
func (t *diffLayout) stillParts(parts []trace.Part, b *trace.Bridge) {
	if len(parts) > 0 {
		t.Line("", "")
		t.Row(2, "did not change the number", "", "", "", form.Title)
	}
	for _, p := range parts {
		what, where := MoveText(p, b.Unit)
		t.item(MoveGlyph(p), MoveWord(p.Move), what, report.Count(p.Clicks), "", "", partStyle(p))
		t.under(where, form.Muted)
	}
	if b.Same > 0 {
		t.item("=", "same", trace.Plural(b.Unit)+" that are in both and "+FaredAlike(b), report.Count(b.Same), "", "", form.Muted)
	}
}

func pieceStyle(p Piece) form.Style {
	if p.Rest {
		return form.Muted
	}
	return partStyle(p.Part)
}

// partStyle marks what became worse; what is better or only new is plain.
func partStyle(p trace.Part) form.Style {
	switch {
	case p.To != nil:
		return report.ClassStyle(p.To.Class)
	case p.Move == trace.Fanned, p.Move == trace.Regrouped:
		return form.Warn
	}
	return ""
}

// ledgers prints the two ledgers side by side.
func (t *diffLayout) ledgers(d *diff.Diff, all bool) {
	a, b := d.Ledgers[0], d.Ledgers[1]
	if a == nil || b == nil {
		return
	}
	rows := shownRows(d, all)
	t.title("The ledgers, " + trace.Plural(a.Unit) + " of " + a.Slice)
	in := []string{report.Count(a.In()), report.Count(b.In()), report.Signed(b.In() - a.In())}
	number := []string{report.Value(a), report.Value(b), "–"}
	if a.Number.Known && b.Number.Known {
		number[2] = signed0(b.Number.Value - a.Number.Value)
	}
	heads := []string{"A", "B", "difference"}
	cells := func(r ledgerRow) []string {
		if r.cause != nil {
			return []string{report.Minus(r.a), report.Minus(r.b), report.Signed(-r.difference())}
		}
		return []string{report.Count(r.a), report.Count(r.b), report.Signed(r.difference())}
	}
	col := 11
	for _, r := range append([][]string{in, number, heads}, mapRows(rows, cells)...) {
		for _, c := range r {
			col = max(col, form.Width(c)+2)
		}
	}
	g := grid{t, min(t.screen-3*col, 66), col}
	g.print("", heads, form.Muted)
	g.print("  "+trace.Plural(a.Unit)+" in", in, form.Step)
	for _, r := range rows {
		switch {
		case r.sign != "":
			g.print("    "+r.sign+" "+form.Pad(signWord(r.sign), report.TagWidth)+r.label, cells(r), form.Warn)
			continue
		case r.cause == nil:
			g.print("  "+r.step, cells(r), form.Step)
			continue
		}
		g.print("    "+report.Glyph(r.cause.Class)+" "+form.Pad(string(r.cause.Class), report.TagWidth)+r.label, cells(r), report.ClassStyle(r.cause.Class))
	}
	g.print("  "+report.NumberName(a.Number.Label), number, form.Title)
	if n := stillRows(d); n > 0 && !all {
		t.wide(report.Indent, fmt.Sprintf("%s of steps and causes %s the same and not shown", report.Units(int64(n), "line"), report.Are(int64(n))), form.Muted)
	}
}

func mapRows(rows []ledgerRow, f func(ledgerRow) []string) [][]string {
	out := make([][]string, len(rows))
	for i, r := range rows {
		out[i] = f(r)
	}
	return out
}

// grid prints names with columns of numbers; where a name has no room beside them, they stand below it.
type grid struct {
	t         *diffLayout
	name, col int
}

func (g grid) print(name string, cells []string, style form.Style) {
	line := ""
	for _, c := range cells {
		line += form.PadLeft(c, g.col)
	}
	const narrow = 26
	in := len(name) - len(strings.TrimLeft(name, " "))
	if g.name < narrow {
		if name != "" {
			g.t.hanging(in, 2, strings.TrimSpace(name), style)
		}
		g.t.Line(form.PadLeft(line, g.t.screen), style)
		return
	}
	for i, part := range form.Wrap(strings.TrimSpace(name), g.name-in) {
		if i == 0 {
			g.t.Line(form.Pad(strings.Repeat(" ", in)+part, g.name)+line, style)
			continue
		}
		g.t.Line(strings.Repeat(" ", min(in+2+report.TagWidth, g.name-narrow/2))+form.Clip(part, narrow+g.name), style)
	}
}

// ending prints what the reader must know, what was compared, and how to do it again.
func (t *diffLayout) ending(d *diff.Diff) {
	t.Gap()
	for _, n := range diffNotes(d) {
		t.hanging(2, 2, report.GlyphNote+" "+n, form.Warn)
	}
	for _, line := range provenanceLines(d, report.Short) {
		t.hanging(2, 2, line, form.Muted)
	}
	for _, c := range d.Reproduce {
		t.Line("  $ "+c, form.Muted)
	}
}
