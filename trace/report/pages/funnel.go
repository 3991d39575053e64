package pages

import (
	"fmt"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// step is a line of the funnel: what is left after a step, or, below it, what one of its causes took.
type step struct {
	Name, Remark string
	Tag          form.Tag
	Cause        bool
	Count, Share string
	Bar          form.Bar
}

// funnel is the funnel from top to bottom. The causes of a step are drawn where they fall off the bar above them.
func funnel(l *trace.Ledger) []step {
	all := max(l.In(), 1)
	place := func(n int64) float64 { return float64(n) / float64(all) }
	left := func(name, remark string, n int64) step {
		return step{Name: name, Remark: remark, Count: report.Count(n), Share: report.Percent(n, l.In()), Bar: form.Bar{
			Title: fmt.Sprintf("%s: %s %s left", name, report.Count(n), trace.Plural(l.Unit)),
			Rects: []form.Rect{{Class: "total", X: form.Percent(0), W: form.Percent(place(n))}},
		}}
	}
	out := []step{left("all "+trace.Plural(l.Unit), "", l.In())}
	for _, s := range l.Steps {
		remark := report.Gist(s.Description)
		if s.Rollup && s.RowsOut < s.Out {
			remark = join(remark, "rolled up into "+report.Units(s.RowsOut, "row"))
		}
		at := s.In
		var causes []step
		names := report.Labels(s)
		for i, c := range s.Causes {
			if c.Clicks == 0 {
				continue
			}
			at -= c.Clicks
			line := step{Name: names[i], Tag: report.ClassTag(c.Class), Cause: true, Count: report.Minus(c.Clicks), Share: report.Percent(c.Clicks, l.In())}
			if c.Class != trace.Expected {
				line.Remark = report.Since(c.Trend)
			}
			line.Bar = form.Bar{Title: names[i] + ": " + line.Count, Rects: []form.Rect{{
				Class: report.ClassName(c.Class), X: form.Percent(min(place(at), 0.997)), W: form.Percent(max(place(c.Clicks), 0.003)),
			}}}
			causes = append(causes, line)
		}
		out = append(append(out, left(s.Name, remark, s.Out)), causes...)
	}
	if l.Incomplete != nil {
		for _, name := range l.Incomplete.NotReached {
			out = append(out, step{Name: name, Remark: report.NotReached, Count: "–"})
		}
	}
	return out
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// causeLine is a line of the table of all causes.
type causeLine struct {
	Step, Name, Count, Share, Only, Predicate, ID string
	Tag                                           form.Tag
}

// causeLines are the causes that took something; silent says how many did not.
func causeLines(l *trace.Ledger) (out []causeLine, silent string) {
	n := int64(0)
	for _, s := range l.Steps {
		names := report.Labels(s)
		for i, c := range s.Causes {
			if c.Clicks == 0 {
				n++
				continue
			}
			out = append(out, causeLine{Step: s.Name, Name: names[i], Tag: report.ClassTag(c.Class), Count: report.Count(c.Clicks),
				Share: report.Percent(c.Clicks, l.In()), Only: report.Count(c.OnlyCause), Predicate: report.Predicate(c), ID: c.ID})
		}
	}
	if n > 0 {
		silent = fmt.Sprintf("%s dropped nothing in this slice and %s not listed.", report.Units(n, "cause"), report.Are(n))
	}
	return out, silent
}
