package diffs

import (
	"cmp"
	_ "embed"
	"html/template"
	"math"
	"unicode/utf8"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

//go:embed html/diff.html
var diffPage string

var diffTemplate = form.NewTemplate("diff", diffPage)

// HTML returns a diff as one page that needs nothing else: no script, no other file. It has the bridge between the
// numbers and the funnels of both sides as SVG, the tables and models with samples, the ledgers, and what was compared.
func HTML(d *diff.Diff) ([]byte, error) { return diffTemplate.Fill(newHTMLDiff(d)) }

// htmlDiff is what the page shows; the template makes its texts harmless.
type htmlDiff struct {
	CSS               template.CSS
	A, B              diff.Side
	Heading, Compared string
	Units             string
	Synthetic         bool
	Number            *htmlNumber
	Headline          string
	Lines             []string
	Bridge            *htmlBridge
	Funnel            *htmlFunnel
	Kinds             []form.Tag
	Tables            []htmlTable
	TablesTitle       string
	Details           []htmlDetail
	Ledger            *htmlLedger
	Notes             []string
	Made              []htmlMade
	Reproduce         []string
}

type htmlNumber struct{ Name, A, B, Difference, Relative, Direction string }

type htmlMade struct{ Name, Text, Hash string }

func newHTMLDiff(d *diff.Diff) htmlDiff {
	p := htmlDiff{
		CSS: form.PageStyle(), A: diff.Side{Snapshot: orUnnamed(d.A.Snapshot)}, B: diff.Side{Snapshot: orUnnamed(d.B.Snapshot)},
		Heading: titledDiff(d), Compared: compared(d), Units: trace.Plural(d.Unit), Synthetic: d.A.Synthetic || d.B.Synthetic,
	}
	for i, line := range Summary(d) {
		if i == 0 {
			p.Headline = line
			continue
		}
		p.Lines = append(p.Lines, line)
	}
	if b := d.Bridge; b != nil {
		w := NewWaterfall(b)
		p.Number = &htmlNumber{Name: w.Name, A: report.Amount(w.A), B: report.Amount(w.B), Difference: signed0(w.B - w.A), Relative: relative(w.A, w.B)}
		if !b.Known {
			p.Number.Name = "rows that reach " + p.Number.Name
		}
		if b.Known && w.A != w.B {
			p.Headline = "" // the number is shown large
		}
		switch {
		case w.B > w.A:
			p.Number.Direction = "up"
		case w.B < w.A:
			p.Number.Direction = "down"
		}
	}
	same := Identical(d)
	if d.Bridge != nil && !same {
		p.Bridge = newHTMLBridge(d.Bridge)
	}
	p.Funnel, p.TablesTitle = newHTMLFunnel(d), TablesTitle(d)
	for _, k := range diff.Kinds() {
		p.Kinds = append(p.Kinds, kindTag(k))
	}
	for _, t := range d.Tables {
		p.Tables = append(p.Tables, newHTMLTable(t))
		if !t.Equal() || len(t.Notes) > 0 {
			p.Details = append(p.Details, newHTMLDetail(t, keyOf(d)))
		}
	}
	if !same {
		p.Ledger = newHTMLLedger(d)
	}
	p.Notes = append(p.Notes, ownNotes(d)...)
	p.Made = htmlProvenance(d)
	p.Reproduce = append(p.Reproduce, d.Reproduce...)
	return p
}

func orUnnamed(s string) string { return cmp.Or(s, "(unnamed)") }

// compared says what was compared, but for the chain.
func compared(d *diff.Diff) string {
	bare := *d
	bare.Title, bare.Chain = "", ""
	return subtitle(&bare)
}

func htmlProvenance(d *diff.Diff) []htmlMade {
	side := func(name string, s diff.Side) htmlMade {
		text := SideName(s)
		if at := asOfText(s); at != "" {
			text += " · " + at
		}
		if s.Source != "" {
			text += " · " + s.Source
		}
		return htmlMade{name, text, s.ManifestHash}
	}
	made := []htmlMade{side("A", d.A), side("B", d.B)}
	if d.Chain != "" {
		made = append(made, htmlMade{"chain", d.Chain, d.Hash})
	}
	if d.Slice != "" && d.Bridge != nil {
		made = append(made, htmlMade{"slice", d.Slice, ""})
	}
	if d.Version != "" {
		made = append(made, htmlMade{"program", "trace " + d.Version, ""})
	}
	return made
}

func kindTag(k diff.Kind) form.Tag {
	return form.Tag{Glyph: KindGlyph(k), Word: string(k), Meaning: KindMeaning(k)}
}

type htmlBridge struct {
	Name, A, B  string
	Explain     string
	Units, Same string
	Cut         string
	Digits      int // of the widest number
	Start, End  form.Bar
	Pieces      []htmlPiece
	Still       []htmlPiece
	Regroupings []htmlRegrouping
	Notes       []string
}

type htmlPiece struct {
	Tag                 form.Tag
	What, Remark, Count string
	Bar                 form.Bar
}

func newHTMLBridge(b *trace.Bridge) *htmlBridge {
	w := NewWaterfall(b)
	out := &htmlBridge{Name: w.Name, A: report.Amount(w.A), B: report.Amount(w.B), Units: trace.Plural(b.Unit)}
	out.Explain = "Each line is " + out.Units + " that fared otherwise in B, and what they add to the number."
	if !b.Known {
		out.Explain += " The number itself is not known for this slice: the rows that reach it stand for it."
	}
	if w.Low != 0 && len(w.Pieces) > 0 {
		out.Cut = "the bars are cut to " + report.Amount(math.Floor(w.Low)) + " … " + report.Amount(math.Ceil(w.Up))
	}
	at := func(v float64) float64 { return w.place(v, 1) }
	total := func(side string, v float64) form.Bar {
		bar := form.Bar{Title: side + ": " + w.Name + " " + report.Amount(v)}
		from, to := at(max(w.Low, min(0, v))), at(max(v, min(0, v)))
		bar.Rects = []form.Rect{{Class: "total", X: form.Percent(min(from, to)), W: form.Percent(math.Abs(to - from))}}
		return bar
	}
	out.Start, out.End = total("A", w.A), total("B", w.B)
	if len(w.Pieces) > 0 {
		out.Start.Marks = []form.Mark{{X: form.Percent(at(w.A)), Y1: "50%", Y2: "100%"}}
		out.End.Marks = []form.Mark{{X: form.Percent(at(w.Pieces[len(w.Pieces)-1].To)), Y1: "0", Y2: "50%"}}
	}
	for _, p := range w.Pieces {
		what, _ := p.Text(b.Unit)
		h := htmlPiece{
			Tag: form.Tag{Glyph: p.Glyph(), Word: p.Word()}, What: what, Remark: p.Remark(b.Unit), Count: report.Change(p.Effect),
			Bar: form.Bar{Marks: []form.Mark{{X: form.Percent(at(p.From)), Y1: "0", Y2: "50%"}, {X: form.Percent(at(p.To)), Y1: "50%", Y2: "100%"}}},
		}
		if p.Part.To != nil {
			h.Tag.Class = report.ClassName(p.Part.To.Class)
		}
		class, verb := "up", "adds "
		if p.Effect < 0 {
			class, verb = "down", "takes away "
		}
		width := math.Max(math.Abs(at(p.To)-at(p.From)), 0.003)
		h.Bar.Rects = []form.Rect{{Class: class, X: form.Percent(min(at(p.From), at(p.To))), W: form.Percent(width)}}
		h.Bar.Title = h.What + " " + verb + report.Amount(math.Abs(p.Effect)) + ": " + report.Amount(p.From) + " → " + report.Amount(p.To)
		out.Pieces = append(out.Pieces, h)
	}
	for _, p := range w.Still {
		what, where := MoveText(p, b.Unit)
		out.Still = append(out.Still, htmlPiece{
			Tag: form.Tag{Glyph: MoveGlyph(p), Word: MoveWord(p.Move), Class: report.ClassName(MoveClass(p))}, What: what, Remark: where, Count: report.Count(p.Clicks)})
	}
	if b.Same > 0 {
		out.Same = report.Units(b.Same, b.Unit) + " " + report.Are(b.Same) + " in both and " + FaredAlike(b) + "."
	}
	out.Regroupings = htmlRegroupings(b)
	out.Notes = append(out.Notes, b.Notes...)
	for _, n := range append(htmlCounts(out.Pieces), out.A, out.B) {
		out.Digits = max(out.Digits, utf8.RuneCountInString(n)+1)
	}
	return out
}

func htmlCounts(ps []htmlPiece) (counts []string) {
	for _, p := range ps {
		counts = append(counts, p.Count)
	}
	return counts
}
