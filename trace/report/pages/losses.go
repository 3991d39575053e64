package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/findings"
	"funneltrace/trace/report/form"
	"funneltrace/trace/who"
)

// loss is what the page says of one loss, or of a cause that nobody has classed.
type loss struct {
	Tag          form.Tag
	Name, Step   string
	Count, Share string
	Facts        []fact
	Trend        *form.Chart
	Who          string
	Columns      []column
}

type fact struct {
	Name, Text string
	Code       bool
}

// column is one that tells who loses, with the values that stand out.
type column struct {
	Name, Explains, More string
	Values               []value
}

type value struct{ Text, Taken, Came, Share, OfTaken string }

// shownColumns is how many columns of a loss the page has, and shownValues how many values of each.
const (
	shownColumns = 3
	shownValues  = 5
)

// losses are the causes that are losses or to review, the largest first.
func losses(l *trace.Ledger, found map[string]*who.Findings) []loss {
	type one struct {
		clicks int64
		loss   loss
	}
	var list []one
	for _, s := range l.Steps {
		names := report.Labels(s)
		for _, rung := range s.Rungs() {
			came := s.In
			for _, c := range s.Causes[:rung.First] {
				came -= c.Clicks
			}
			for k := rung.First; k < rung.End; k++ {
				if c := s.Causes[k]; c.Class != trace.Expected && c.Clicks > 0 {
					list = append(list, one{c.Clicks, newLoss(l, s, c, names[k], came, found[c.ID])})
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b one) int { return cmp.Compare(b.clicks, a.clicks) })
	var out []loss
	for _, o := range list {
		out = append(out, o.loss)
	}
	return out
}

func newLoss(l *trace.Ledger, s trace.Step, c trace.Cause, name string, came int64, f *who.Findings) loss {
	out := loss{Tag: report.ClassTag(c.Class), Name: name, Step: s.Name, Count: report.Units(c.Clicks, l.Unit),
		Share: fmt.Sprintf("%s of the %s that came to it", report.Percent(c.Clicks, came), report.Count(came))}
	say := func(name, text string, code bool) {
		if text != "" {
			out.Facts = append(out.Facts, fact{name, text, code})
		}
	}
	say("dropped by", report.Predicate(c), c.Predicate != "")
	say("what", strings.ReplaceAll(string(c.Kind), "_", " "), false)
	if c.Predicate != "" {
		say("why", c.Reason, false)
	}
	say("class", c.Because, false)
	if c.OnlyCause != c.Clicks {
		say("this alone", report.Units(c.OnlyCause, l.Unit)+" failed nothing else", false)
	}
	say("cost", report.WorthOfCause(c), false)
	say("values", report.Looks(c.Looks), false)
	if c.Pos.File != "" {
		say("where", c.Pos.String(), false)
	}
	if c.Trend != nil && len(c.Trend.Points) > 1 {
		chart := report.TrendChart(c.Trend)
		out.Trend = &chart
	}
	if f != nil {
		out.Who, out.Columns = whoLoses(f)
	}
	return out
}

// whoLoses are the columns that explain most, and the sentence about them.
func whoLoses(f *who.Findings) (sentence string, out []column) {
	for _, c := range slices.Concat(f.Columns[:min(len(f.Columns), shownColumns)], f.Pairs[:min(len(f.Pairs), 1)]) {
		col := column{Name: findings.Name(c), Explains: findings.Explains(c)}
		for _, v := range c.Values[:min(len(c.Values), shownValues)] {
			col.Values = append(col.Values, value{findings.Cells(v), report.Count(v.Taken), report.Count(v.Came), report.Percent(v.Taken, v.Came), report.Percent(v.Taken, f.Taken)})
		}
		if more := c.Taking - len(col.Values); more > 0 {
			col.More = fmt.Sprintf("%s more; %s make half", report.Units(int64(more), "value"), report.Count(int64(c.Half)))
		}
		out = append(out, col)
	}
	return findings.Sentence(f), out
}

// remark is something beside the account: what is worth a look, marked, multiplied or tied.
type remark struct{ Glyph, What, Step, Text string }

func remarks(l *trace.Ledger) []remark {
	var out []remark
	add := func(s trace.Step, glyph, what, text string) {
		out = append(out, remark{glyph, what, s.Name, text})
	}
	for _, s := range l.Steps {
		names := report.Labels(s)
		for i, c := range s.Causes {
			if looks := report.Looks(c.Looks); looks != "" && c.SplitOf == "" {
				add(s, report.GlyphMark, "look", names[i]+" dropped values near those that it asks for: "+looks)
			}
		}
		for _, m := range s.Marks {
			if m.Clicks > 0 {
				add(s, report.GlyphMark, report.MarkWord(m), m.Label+": "+report.Units(m.Clicks, l.Unit)+" that it kept, where "+m.When)
			}
		}
		for _, f := range s.FanOuts {
			if f.Extra > 0 {
				add(s, report.GlyphFanOut, "fan-out", report.FanOutText(f, l.Unit)+report.Undone(s))
			}
		}
		for _, t := range s.Ties {
			if t.Rows > 0 {
				add(s, report.GlyphTie, "tie", report.TieText(t))
			}
		}
	}
	return out
}
