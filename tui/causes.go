package tui

import (
	"fmt"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// causeLines draws the causes of a step: class, label, clicks, their share of what entered the chain, and how many were
// dropped by the cause alone. Those that dropped nothing are left out unless all are wanted; it returns how many.
func (a *app) causeLines(s trace.Step, l *trace.Ledger, width int, all bool) (lines []string, silent int) {
	for i, label := range report.Labels(s) {
		c := s.Causes[i]
		if c.Clicks == 0 && !all {
			silent++
			continue
		}
		lines = append(lines, a.causeLine(c, label, l, width, false))
	}
	return lines, silent
}

// causeLine draws one cause.
func (a *app) causeLine(c trace.Cause, label string, l *trace.Ledger, width int, cursor bool) string {
	num := max(len(report.Count(l.In())), 5) + 1
	figures := look.FitRight(report.Minus(c.Clicks), num) + " " + look.FitRight(report.Percent(c.Clicks, l.In()), 6)
	if width >= 72 {
		only := "–"
		if c.Clicks > 0 {
			only = report.Count(c.OnlyCause) + " alone"
		}
		figures += " " + look.FitRight(only, num+6)
	}
	tag := report.Glyph(c.Class) + " " + look.Fit(string(c.Class), 9)
	label = look.Clean(label)
	line := look.Ends(label, figures, width-2-look.Width(tag))
	if cursor {
		return "› " + a.look.Cursor.On(tag+line)
	}
	if c.Clicks == 0 {
		return "  " + a.look.Muted.On(tag+line)
	}
	return "  " + a.look.Class(c.Class).On(tag) + line
}

// multiplied says which rows that a step kept are marked, where a step made more rows, fewer rows, or rows that another build may number otherwise.
func (a *app) multiplied(s trace.Step, width int) []string {
	var lines []string
	warn := func(sign, text string) {
		for i, part := range look.Wrap(look.Clean(text), width-4) {
			if i > 0 {
				sign = " "
			}
			lines = append(lines, "  "+a.look.Warn.On(sign)+" "+part)
		}
	}
	for _, m := range s.Marks {
		if m.Clicks > 0 {
			warn(report.GlyphMark, fmt.Sprintf("%s: %s, %s of those that it kept", report.MarkWord(m), m.Label, report.Units(m.Clicks, a.opt.Chain.Root.Unit)))
		}
	}
	for _, f := range s.FanOuts {
		if f.Extra > 0 {
			warn(report.GlyphFanOut, "fan-out: "+report.FanOutText(f, a.opt.Chain.Root.Unit)+report.Undone(s))
		}
	}
	for _, t := range s.Ties {
		if t.Rows > 0 {
			warn(report.GlyphTie, "tie: of all years and values, "+report.TieText(t))
		}
	}
	if s.Rollup {
		lines = append(lines, a.look.Muted.On(look.Clip("    rolled up into "+report.Units(s.RowsOut, "row"), width)))
	}
	return lines
}
