package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace"
	"funneltrace/trace/diff"
)

// DiffText returns a diff for people at a terminal: what differs in a few lines, the bridge between the numbers as a
// waterfall, the tables and models with samples, and the ledgers side by side. Of the ledgers it shows the lines that
// differ, or all.
func DiffText(d *diff.Diff, all bool, s Screen) []byte {
	t := newDiffLayout(d, s)
	t.text(0, Visible("A "+sideName(d.A)+" → B "+sideName(d.B)), styleTitle)
	t.text(0, subtitle(d), styleMuted)
	t.line("", "")
	summary := DiffSummary(d)
	for i, line := range summary {
		style := ""
		if i == 0 {
			style = styleTitle
		}
		t.hanging(2, 2, Visible(line), style)
	}
	if !Identical(d) {
		t.bridge(d)
		t.tables(d)
		t.ledgers(d, all)
	} else if all {
		t.ledgers(d, all)
	}
	t.ending(d)
	return t.buf.Bytes()
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
	return Visible(strings.Join(parts, " · "))
}

func (t *diffLayout) bridge(d *diff.Diff) {
	b := d.Bridge
	if b == nil {
		return
	}
	w := newWaterfall(b)
	t.title("From A's number to B's: " + w.name)
	end := func(side string, snapshot string, v float64) {
		t.row(2, Visible(side+"  "+snapshot), Amount(v), t.marker(w, v), "", styleStep)
	}
	end("A", d.A.Snapshot, w.a)
	for _, p := range w.pieces {
		what, _ := p.text(b.Unit)
		t.item(p.glyph(), p.word(), what, plus(p.effect), t.fallBar(w, p), "", pieceStyle(p))
		t.under(p.remark(b.Unit), styleMuted)
	}
	end("B", d.B.Snapshot, w.b)
	if len(w.pieces) > 0 {
		axis := "the bars: █ adds, ▒ takes away"
		if w.low != 0 {
			axis += ", ◆ the number; they are cut to " + Amount(math.Floor(w.low)) + "…" + Amount(math.Ceil(w.up))
		}
		t.wide(indent, axis, styleMuted)
	}
	if !b.Known {
		t.wide(indent, "these are the rows that reach the number: the number itself is not known for this slice", styleWarn)
	}
	t.stillParts(w.still, b)
	for _, n := range b.Notes {
		t.hanging(2, 2, GlyphNote+" "+Visible(n), styleWarn)
	}
}

// stillParts lists the root rows that moved without changing the number.
func (t *diffLayout) stillParts(parts []trace.Part, b *trace.Bridge) {
	if len(parts) > 0 {
		t.line("", "")
		t.row(2, "did not change the number", "", "", "", styleTitle)
	}
	for _, p := range parts {
		what, where := MoveText(p, b.Unit)
		t.item(MoveGlyph(p), moveWord(p.Move), what, Count(p.Clicks), "", "", partStyle(p))
		t.under(where, styleMuted)
	}
	if b.Same > 0 {
		t.item("=", "same", trace.Plural(b.Unit)+" that are in both and "+FaredAlike(b), Count(b.Same), "", "", styleMuted)
	}
}

// marker shows where a number is on the axis: a bar from 0, or a mark where the axis is cut.
func (t *diffLayout) marker(w waterfall, v float64) string {
	if t.bar <= 0 {
		return ""
	}
	if w.low == 0 {
		return Bar(int64(math.Round(v*1000)), int64(math.Round(w.up*1000)), t.bar)
	}
	at := min(max(int(w.place(v, float64(t.bar))), 0), t.bar-1)
	return strings.Repeat(" ", at) + "◆"
}

// fallBar shows a piece in its place on the axis.
func (t *diffLayout) fallBar(w waterfall, p piece) string {
	if t.bar <= 0 {
		return ""
	}
	from := int(math.Round(w.place(min(p.from, p.to), float64(t.bar))))
	to := int(math.Round(w.place(max(p.from, p.to), float64(t.bar))))
	from = min(max(from, 0), t.bar-1)
	to = min(max(to, from), t.bar)
	if from == to {
		return strings.Repeat(" ", from) + "▏"
	}
	shade := "█"
	if p.effect < 0 {
		shade = "▒"
	}
	return strings.Repeat(" ", from) + strings.Repeat(shade, to-from)
}

func pieceStyle(p piece) string {
	if p.rest {
		return styleMuted
	}
	return partStyle(p.part)
}

// partStyle marks what became worse; what is better or only new is plain.
func partStyle(p trace.Part) string {
	switch {
	case p.To != nil:
		return classStyle(p.To.Class)
	case p.Move == trace.Fanned, p.Move == trace.Regrouped:
		return styleWarn
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
	in := []string{Count(a.In()), Count(b.In()), Signed(b.In() - a.In())}
	number := []string{Value(a), Value(b), "–"}
	if a.Number.Known && b.Number.Known {
		number[2] = signed0(b.Number.Value - a.Number.Value)
	}
	heads := []string{"A", "B", "difference"}
	cells := func(r ledgerRow) []string {
		if r.cause != nil {
			return []string{Minus(r.a), Minus(r.b), Signed(-r.difference())}
		}
		return []string{Count(r.a), Count(r.b), Signed(r.difference())}
	}
	col := 11
	for _, r := range append([][]string{in, number, heads}, mapRows(rows, cells)...) {
		for _, c := range r {
			col = max(col, ansi.StringWidth(c)+2)
		}
	}
	g := grid{t, min(t.screen-3*col, 66), col}
	g.print("", heads, styleMuted)
	g.print("  "+trace.Plural(a.Unit)+" in", in, styleStep)
	for _, r := range rows {
		switch {
		case r.sign != "":
			g.print("    "+r.sign+" "+pad(signWord(r.sign), tagWidth)+Visible(r.label), cells(r), styleWarn)
			continue
		case r.cause == nil:
			g.print("  "+Visible(r.step), cells(r), styleStep)
			continue
		}
		g.print("    "+Glyph(r.cause.Class)+" "+pad(string(r.cause.Class), tagWidth)+Visible(r.label), cells(r), classStyle(r.cause.Class))
	}
	g.print("  "+Visible(numberName(a.Number.Label)), number, styleTitle)
	if n := stillRows(d); n > 0 && !all {
		t.wide(indent, fmt.Sprintf("%s of steps and causes %s the same and not shown", Units(int64(n), "line"), are(n)), styleMuted)
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

func (g grid) print(name string, cells []string, style string) {
	line := ""
	for _, c := range cells {
		line += padLeft(c, g.col)
	}
	const narrow = 26
	in := len(name) - len(strings.TrimLeft(name, " "))
	if g.name < narrow {
		if name != "" {
			g.t.hanging(in, 2, strings.TrimSpace(name), style)
		}
		g.t.line(padLeft(line, g.t.screen), style)
		return
	}
	for i, part := range wrap(strings.TrimSpace(name), g.name-in) {
		if i == 0 {
			g.t.line(pad(strings.Repeat(" ", in)+part, g.name)+line, style)
			continue
		}
		g.t.line(strings.Repeat(" ", min(in+2+tagWidth, g.name-narrow/2))+ansi.Truncate(part, narrow+g.name, "…"), style)
	}
}

// ending prints what the reader must know, what was compared, and how to do it again.
func (t *diffLayout) ending(d *diff.Diff) {
	t.gap()
	for _, n := range diffNotes(d) {
		t.hanging(2, 2, GlyphNote+" "+Visible(n), styleWarn)
	}
	for _, line := range provenanceLines(d, short) {
		t.hanging(2, 2, line, styleMuted)
	}
	for _, c := range d.Reproduce {
		t.line("  $ "+Visible(c), styleMuted)
	}
}
