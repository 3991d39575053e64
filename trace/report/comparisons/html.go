package comparisons

import (
	"cmp"
	_ "embed"
	"html/template"
	"math"
	"unicode/utf8"

	"funneltrace/trace/compare"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

//go:embed html/comparison.html
var comparisonPage string

var comparisonTemplate = form.NewTemplate("comparison", comparisonPage)

// HTML returns a comparison as one page that needs nothing else: no script, no other file. It has the bridge between the numbers
// as SVG, the shares of each cause, the values that the change is split by, and what was compared.
func HTML(c *compare.Comparison, p report.Provenance, top int) ([]byte, error) {
	return comparisonTemplate.Fill(newHTMLComparison(c, p, top))
}

// htmlComparison is what the page shows; the template makes its texts harmless.
type htmlComparison struct {
	CSS                          template.CSS
	Heading, A, B, Compared      string
	Name, NumberA, NumberB       string
	Difference, Relative, Toward string
	Sentence, Method, Units      string
	Synthetic                    bool
	Digits                       int
	Start, End                   form.Bar
	Lines                        []htmlLine
	By                           string
	Titles                       []string
	Values                       []htmlValue
	Notes                        []string
	Made                         []htmlMade
	Command                      string
}

type htmlLine struct {
	Total          bool
	Tag            form.Tag
	Name, Step     string
	ShareA, ShareB string
	Trend          *form.Chart
	Effect         string
	Bar            form.Bar
}

type htmlValue struct {
	Name  string
	Cells []string
	Total bool
}

type htmlMade struct{ Name, Text, Hash string }

func newHTMLComparison(c *compare.Comparison, p report.Provenance, top int) htmlComparison {
	a, b := c.Sides[0], c.Sides[1]
	out := htmlComparison{
		CSS: form.PageStyle(), Heading: cmp.Or(b.Title, b.Chain), A: a.Slice, B: b.Slice, Compared: b.Snapshot,
		Name: Name(c), NumberA: report.Count(c.Numbers[0]), NumberB: report.Count(c.Numbers[1]), Difference: report.Signed(c.Change()),
		Sentence: Sentence(c), Method: Method(c), Units: report.Units(2, c.Unit)[2:], Synthetic: p.Synthetic, Notes: Notes(c), Command: p.Command,
		Made: []htmlMade{{"chain", p.Chain, p.ChainHash}, {"snapshot", p.Snapshot, p.ManifestHash}, {"program", "trace " + p.Version, ""}},
	}
	if c.Numbers[0] != 0 {
		out.Relative = report.Change(math.Round(1000*float64(c.Change())/float64(c.Numbers[0]))/10) + "%"
	}
	switch {
	case c.Change() > 0:
		out.Toward = "up"
	case c.Change() < 0:
		out.Toward = "down"
	}
	out.bridge(c)
	if c.By != "" {
		out.split(c, top)
	}
	return out
}

// bridge draws the parts between the two numbers, each where those before it have led.
func (h *htmlComparison) bridge(c *compare.Comparison) {
	list := Lines(c)
	at, low, up := float64(c.Numbers[0]), 0.0, float64(max(c.Numbers[0], c.Numbers[1], 1))
	for _, l := range list { // of groups with causes, these are the pieces
		if isPiece(l) {
			at += float64(l.Effect)
			low, up = min(low, at), max(up, at)
		}
	}
	place := func(v float64) float64 { return (v - low) / (up - low) }
	total := func(n int64) form.Bar {
		return form.Bar{Title: report.Count(n), Rects: []form.Rect{{Class: "total", X: form.Percent(place(0)), W: form.Percent(place(float64(n)) - place(0))}}}
	}
	h.Start, h.End = total(c.Numbers[0]), total(c.Numbers[1])
	at = float64(c.Numbers[0])
	h.Digits = utf8.RuneCountInString(report.Signed(c.Change())) + 1
	for _, l := range list {
		line := htmlLine{Total: l.Total, Name: l.Name, Step: l.Step, ShareA: l.Sides[0], ShareB: l.Sides[1], Effect: report.Signed(l.Effect)}
		if l.Class != "" {
			line.Tag = report.ClassTag(l.Class)
		}
		if l.Since != "" {
			chart := report.TrendChart(c.Cause(*l.Part).Trend)
			line.Trend = &chart
		}
		line.Bar.Marks = []form.Mark{{X: form.Percent(place(at)), Y1: "0", Y2: "100%"}}
		if isPiece(l) {
			from, to := at, at+float64(l.Effect)
			at = to
			class := "up"
			if to < from {
				class = "down"
			}
			left := place(min(from, to))
			line.Bar = form.Bar{
				Title: l.Name + ": " + line.Effect,
				Rects: []form.Rect{{Class: class, X: form.Percent(left), W: form.Percent(max(place(max(from, to))-left, 0.003))}},
				Marks: []form.Mark{{X: form.Percent(place(from)), Y1: "0", Y2: "50%"}, {X: form.Percent(place(to)), Y1: "50%", Y2: "100%"}},
			}
		}
		h.Digits = max(h.Digits, utf8.RuneCountInString(line.Effect)+1)
		h.Lines = append(h.Lines, line)
	}
}

// isPiece says whether a line is one of those that add up to the change, of which some are in others.
func isPiece(l Line) bool { return l.Kind != compare.Dropped || !l.Total }

func (h *htmlComparison) split(c *compare.Comparison, top int) {
	_, titles := valueColumns(c)
	h.By, h.Titles = c.By, append([]string{c.Sides[0].Slice, c.Sides[1].Slice, "change"}, titles...)
	list := valueLines(c, top)
	for i, l := range list {
		v := htmlValue{Name: l.Name, Total: i == len(list)-1, Cells: []string{report.Count(l.Numbers[0]), report.Count(l.Numbers[1]), report.Signed(l.Change)}}
		for _, e := range l.Effects {
			v.Cells = append(v.Cells, report.Signed(e))
		}
		h.Values = append(h.Values, v)
	}
}
