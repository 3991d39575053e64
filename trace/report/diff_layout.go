package report

import (
	"bytes"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace/diff"
)

// diffLayout lays out the lines of a diff. Its words are longer than the ledger's.
type diffLayout struct {
	*layout
	screen int // columns that may be used
}

const kindWidth = 13 // "re-attached  "

func newDiffLayout(d *diff.Diff, s Screen) *diffLayout {
	num := 9
	fit := func(text string) { num = max(num, ansi.StringWidth(text)+1) }
	if b := d.Bridge; b != nil {
		w := newWaterfall(b)
		fit(Amount(w.a))
		fit(Amount(w.b))
		for _, p := range w.pieces {
			fit(plus(p.effect))
		}
		for _, p := range w.still {
			fit(Count(p.Clicks))
		}
	}
	for _, table := range d.Tables {
		fit(Count(table.Rows[0]))
		fit(Count(table.Rows[1]))
	}
	return newWideLayout(num, s)
}

// newWideLayout gives numbers a width, and what is left to names and bars.
func newWideLayout(num int, s Screen) *diffLayout {
	t := &diffLayout{layout: &layout{color: s.Color, num: num}, screen: min(max(s.Width, 60), 200)}
	rest := t.screen - t.num - shareWidth - 5
	t.name = max(min(rest-12, 66), min(rest, 36))
	t.bar = min(rest-t.name, 40)
	return t
}

// title begins a part of the page.
func (t *diffLayout) title(s string) {
	t.gap()
	t.hanging(0, 2, Visible(s), styleTitle)
}

// gap leaves one line empty.
func (t *diffLayout) gap() {
	if !bytes.HasSuffix(t.buf.Bytes(), []byte("\n\n")) {
		t.line("", "")
	}
}

// wide prints words over the whole screen, going on below at the same indent.
func (t *diffLayout) wide(in int, s, style string) { t.hanging(in, 0, s, style) }

// hanging prints words over the whole screen; what goes on below is set further in.
func (t *diffLayout) hanging(in, more int, s, style string) {
	for i, part := range wrap(s, min(t.screen, 120)-in-more) {
		lead := in
		if i > 0 {
			lead += more
		}
		t.line(strings.Repeat(" ", lead)+part, style)
	}
}

// item prints a line with a glyph and a word, and a text that goes on below.
func (t *diffLayout) item(glyph, word, text, count, bar, share, style string) {
	lead := indent + 2 + kindWidth
	for i, part := range wrap(Visible(text), t.name-lead) {
		if i == 0 {
			t.row(indent, glyph+" "+pad(word, kindWidth)+part, count, bar, share, style)
			continue
		}
		t.line(strings.Repeat(" ", lead)+part, style)
	}
}

// under prints words below an item's text.
func (t *diffLayout) under(text, style string) {
	if text != "" {
		t.wide(indent+2+kindWidth, Visible(text), style)
	}
}
