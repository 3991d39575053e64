package tui

import (
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// fewestYears is how many years are worth a table, and yearColumn how wide one is.
const (
	fewestYears = 2
	yearColumn  = 9
	yearName    = 34
)

// years draws, where there is room, how the line under the cursor went year by year. Where there is less of it, expected filters are left out.
func (f *funnel) years(width, room int) []string {
	for _, filters := range []bool{true, false} {
		if out := f.yearTable(width, filters); len(out) <= room {
			return out
		}
	}
	return nil
}

// yearTable has what came in, and of what came to each cause the share that it took. The years are those that the snapshot has, whatever the
// slice; that of the slice is marked.
func (f *funnel) yearTable(width int, filters bool) []string {
	sel, all := f.selected(), f.yearLedgers()
	if most := (width - yearName) / yearColumn; len(all) > most {
		all = all[max(len(all)-most, 0):]
	}
	if sel == nil || len(all) < fewestYears {
		return nil
	}
	lk := f.a.look
	line := func(name string, paint look.Paint, cell func(l *trace.Ledger) string) string {
		out := look.Fit(paint.On(look.Clip(look.Clean(name), yearName)), yearName)
		for _, l := range all {
			out += look.FitRight(cell(l), yearColumn)
		}
		return out
	}
	out := []string{lk.Muted.On(strings.Repeat("╌", width)), lk.Title.On(line("year by year", look.Paint{}, func(l *trace.Ledger) string {
		if f.a.textOf(f.a.slice).year == l.Bucket {
			return "›" + l.Bucket
		}
		return l.Bucket
	}))}
	out = append(out, line("  in", look.Paint{}, func(l *trace.Ledger) string { return report.Count(report.StepOf(l, sel.steps[0].Name).In) }))
	for _, s := range sel.steps {
		for i, label := range report.Labels(s) {
			c := s.Causes[i]
			if !f.all && !dropsIn(all, s.Name, c.ID) || !filters && c.Class == trace.Expected {
				continue
			}
			out = append(out, line("  "+report.Glyph(c.Class)+" "+label, lk.Class(c.Class), func(l *trace.Ledger) string {
				took, came := tookOf(report.StepOf(l, s.Name), c.ID)
				return report.Percent(took, came)
			}))
		}
	}
	last := sel.steps[len(sel.steps)-1].Name
	out = append(out, line("  kept", look.Paint{}, func(l *trace.Ledger) string {
		return report.Percent(report.StepOf(l, last).Out, report.StepOf(l, sel.steps[0].Name).In)
	}))
	if filters {
		out = append(out, lk.Muted.On(look.Clip("  of a cause, the share that it took of those that came to it; [ ] turn the year, = compares two", width)))
	}
	return out
}

// yearLedgers are those of the years that the snapshot has, with the slice's values of dimensions; none before they are known.
func (f *funnel) yearLedgers() (out []*trace.Ledger) {
	if l := f.a.ledger(); l == nil || l.Incomplete != nil {
		return nil
	}
	for _, l := range f.a.byYear.value.ledgers {
		if l.Bucket != trace.Unknown {
			out = append(out, l)
		}
	}
	return out
}

// dropsIn says whether a cause drops something in any of the ledgers.
func dropsIn(ls []*trace.Ledger, step, cause string) bool {
	for _, l := range ls {
		if report.ClicksOf(l, step, cause) > 0 {
			return true
		}
	}
	return false
}

// tookOf is what a cause took of a step, and what came to it.
func tookOf(s trace.Step, cause string) (took, came int64) {
	for _, rung := range s.Rungs() {
		came = s.In
		for _, c := range s.Causes[:rung.First] {
			came -= c.Clicks
		}
		for _, c := range s.Causes[rung.First:rung.End] {
			if c.ID == cause {
				return c.Clicks, came
			}
		}
	}
	return 0, 0
}
