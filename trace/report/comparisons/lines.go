package comparisons

import (
	"math"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/compare"
	"funneltrace/trace/report"
)

// Line is one line of a comparison, as every form shows it.
type Line struct {
	Total  bool // a group as a whole; the lines after it are of it
	Kind   compare.Kind
	Class  trace.Class
	Name   string
	Step   string    // of a cause
	Sides  [2]string // in A and B: a count, or a share of the rows that came there
	Effect int64
	Part   *compare.Part // of a cause
	Since  string        // when its share became another one; empty if it did not
	Spark  string
}

// sparkWidth is how wide a trend is drawn.
const sparkWidth = 24

// Lines are the lines of a comparison: the groups that have an effect, each with its causes, the largest first.
func Lines(c *compare.Comparison) []Line {
	var out []Line
	for _, g := range groups(c.Sum) {
		causes := c.Largest(g.kind, g.class)
		if len(causes) == 0 && g.kind != compare.Volume {
			continue
		}
		l := Line{Total: true, Kind: g.kind, Class: g.class, Name: g.title(c.Unit), Effect: g.effect}
		switch g.kind {
		case compare.Volume:
			l.Sides = [2]string{report.Count(c.Roots[0]), report.Count(c.Roots[1])}
		case compare.FanOut:
			for i, side := range c.Sides {
				l.Sides[i] = report.Signed(side.Number.FanOut)
			}
		default:
			l.Name += ", of all " + trace.Plural(c.Unit)
			for i := range c.Sides {
				l.Sides[i] = report.Percent(took(c, g.class, i), c.Roots[i])
			}
		}
		out = append(out, l)
		if g.kind != compare.Dropped {
			continue
		}
		for _, p := range causes {
			l := Line{Kind: p.Kind, Class: p.Class, Name: Label(c, p), Step: c.Step(p).Name, Effect: p.Effect, Part: &p}
			for i := range c.Sides {
				l.Sides[i] = report.Percent(p.Took[i], p.Reached[i])
			}
			if t := c.Cause(p).Trend; report.Since(t) != "" {
				l.Since, l.Spark = report.Since(t), report.Sparkline(t, sparkWidth)
			}
			out = append(out, l)
		}
	}
	return out
}

// took is what the causes of a class took of a side.
func took(c *compare.Comparison, class trace.Class, side int) int64 {
	t := report.Sum(c.Sides[side])
	return *t.Of(class)
}

// ValueLine is one of the values that a change is split by, or several together.
type ValueLine struct {
	Name    string
	Numbers [2]int64
	Change  int64
	Effects []int64 // as in Columns
}

// valueColumns are the columns of a split that have something to show, and what each is called.
func valueColumns(c *compare.Comparison) (list []group, titles []string) {
	all := groups(func(kind compare.Kind, class trace.Class) int64 {
		var n int64
		for _, v := range c.Values {
			for _, p := range v.Parts {
				if p.Kind == kind && (class == "" || p.Class == class) {
					n += abs(p.Effect)
				}
			}
		}
		return n
	})
	for _, g := range all {
		if g.effect == 0 {
			continue
		}
		list = append(list, g)
		title := string(g.kind)
		if g.kind == compare.Dropped {
			title = string(g.class)
		}
		titles = append(titles, title)
	}
	return list, titles
}

// valueLines are the first top values, and a line for all others together if there are any, so that the lines add up; 0 is all.
// The last is the whole.
func valueLines(c *compare.Comparison, top int) []ValueLine {
	columns, _ := valueColumns(c)
	add := func(l *ValueLine, v compare.Value) {
		if l.Effects == nil {
			l.Effects = make([]int64, len(columns))
		}
		l.Change += v.Change()
		for i := range l.Numbers {
			l.Numbers[i] += v.Numbers[i]
		}
		for i, g := range columns {
			l.Effects[i] += v.Sum(g.kind, g.class)
		}
	}
	var out []ValueLine
	others, all := ValueLine{}, ValueLine{Name: "all"}
	n := int64(0)
	for i, v := range c.Values {
		add(&all, v)
		if top > 0 && i >= top {
			n++
			add(&others, v)
			continue
		}
		l := ValueLine{Name: valueName(v.Name)}
		add(&l, v)
		out = append(out, l)
	}
	if n > 0 {
		others.Name = report.Units(n, "other")
		out = append(out, others)
	}
	return append(out, all)
}

// valueName is a value as tables call it: an empty text is seen.
func valueName(s string) string {
	if s == "" {
		return "''"
	}
	return s
}

// bar shows an effect beside the largest one: █ adds, ▒ takes away.
func bar(effect, largest int64, width int) string {
	if effect == 0 || largest == 0 || width <= 0 {
		return ""
	}
	n := int(math.Round(float64(abs(effect)) / float64(largest) * float64(width)))
	switch {
	case n == 0:
		return "▏"
	case effect < 0:
		return strings.Repeat("▒", n)
	}
	return strings.Repeat("█", n)
}
