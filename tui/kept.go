package tui

import (
	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// keptRows is what is to be said of some of the rows that a step kept: that a mark is about them, or that they became several.
type keptRows struct {
	rows   string // as a rows query asks for them
	sign   string
	word   string // beside the sign
	label  string
	clicks int64
	what   string // what about says: a condition, or a fan-out
	about  string

	start, end int // where it stands in the model's text; 0 is nowhere
}

// keptOf lists what there is to say of the rows that a step kept. All fan-outs of a step are one line.
func keptOf(st trace.Step) []keptRows {
	var out []keptRows
	for _, m := range st.Marks {
		if m.Clicks > 0 {
			out = append(out, keptRows{rows: trace.MarkedRows(m.Label), sign: report.GlyphMark, word: report.MarkWord(m), label: m.Label, clicks: m.Clicks, what: "where", about: m.When})
		}
	}
	fanned := keptRows{rows: trace.FannedRows, sign: report.GlyphFanOut, word: trace.FannedRows, label: "became several rows", what: "by"}
	for _, f := range st.FanOuts {
		if f.Extra == 0 {
			continue
		}
		fanned.clicks += f.Clicks
		if fanned.about += f.Join; f.Keys != "" {
			fanned.about += ", where keys repeat: " + f.Keys
		}
		fanned.about += " (+" + report.Count(f.Extra) + " rows) "
		fanned.start, fanned.end = f.Start, f.End
	}
	if fanned.clicks > 0 {
		out = append(out, fanned)
	}
	return out
}

// keptLine draws one of these like a cause.
func (a *app) keptLine(k keptRows, l *trace.Ledger, width int, cursor bool) string {
	num := max(len(report.Count(l.In())), 5) + 1
	figures := look.FitRight(report.Count(k.clicks), num) + " " + look.FitRight(report.Percent(k.clicks, l.In()), 6)
	if width >= 72 {
		figures += " " + look.FitRight("kept", num+6)
	}
	tag := k.sign + " " + look.Fit(k.word, 9)
	line := look.Ends(look.Clean(k.label), figures, width-2-look.Width(tag))
	if cursor {
		return "› " + a.look.Cursor.On(tag+line)
	}
	return "  " + a.look.Warn.On(tag) + line
}
