package diffs

import (
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
)

// Identical reports whether nothing differs: no row, no column, not the number and no root row's fate.
func Identical(d *diff.Diff) bool {
	for _, t := range d.Tables {
		if !t.Equal() {
			return false
		}
	}
	return d.Bridge == nil || !moved(d.Bridge)
}

// Summary says what differs and whether it matters, in one to six lines. The first is the most important.
// The lines hold names as the data has them: a form makes them harmless.
func Summary(d *diff.Diff) []string {
	if Identical(d) {
		return []string{nothing(d)}
	}
	tables := differing(d)
	if d.Bridge == nil {
		return []string{tables}
	}
	lines := []string{headline(d.Bridge)}
	lines = append(lines, biggest(d.Bridge)...)
	if m := matters(d.Bridge); m != "" {
		lines = append(lines, m)
	}
	if tables != "" {
		lines = append(lines, tables)
	}
	return lines
}

// nothing says that all is the same.
func nothing(d *diff.Diff) string {
	var rows int64
	var tables, models int64
	for _, t := range d.Tables {
		if t.Model {
			models++
			continue
		}
		tables++
		rows += t.Rows[1]
	}
	if tables == 0 {
		for _, t := range d.Tables {
			rows += t.Rows[1]
		}
	}
	var in []string
	if tables > 0 {
		in = append(in, report.Units(tables, "table"))
	}
	if models > 0 {
		in = append(in, report.Units(models, "model"))
	}
	s := "nothing differs"
	if len(in) > 0 {
		s += ": " + report.Units(rows, "row") + " in " + in[0] + " " + report.Are(rows) + " the same"
		if len(in) > 1 {
			s += ", and so " + report.Are(models) + " " + in[1]
		}
	}
	if b := d.Bridge; b != nil {
		if b.Known {
			s += "; " + report.NumberName(b.Label) + " is " + report.Amount(b.Values[0]) + " in both"
		} else {
			s += "; " + report.Units(b.Paths[0], "row") + " reach " + report.NumberName(b.Label) + " in both"
		}
	}
	return s
}

// headline is the number on both sides.
func headline(b *trace.Bridge) string {
	w := NewWaterfall(b)
	switch {
	case !b.Known && w.A == w.B:
		return fmt.Sprintf("%s reach %s in both; the number itself is not known for this slice", report.Units(b.Paths[0], "row"), w.Name)
	case !b.Known:
		return fmt.Sprintf("rows that reach %s: %s → %s, %s%s; the number itself is not known for this slice",
			w.Name, report.Amount(w.A), report.Amount(w.B), report.Change(w.B-w.A), relative(w.A, w.B))
	case w.A != w.B:
		return fmt.Sprintf("%s: %s → %s, %s%s", w.Name, report.Amount(w.A), report.Amount(w.B), report.Change(w.B-w.A), relative(w.A, w.B))
	}
	s := fmt.Sprintf("%s is %s in both", w.Name, report.Amount(w.A))
	var up float64
	for _, p := range w.Pieces {
		up += max(p.Effect, 0)
	}
	if up > 0 {
		s += fmt.Sprintf(", but not from the same %s: %s and %s cancel out", trace.Plural(b.Unit), report.Change(up), report.Amount(-up))
	}
	return s
}

// biggest returns a line for each of the three parts that change the number most.
func biggest(b *trace.Bridge) []string {
	top, others, sum := NewWaterfall(b).biggest(3)
	var lines []string
	for _, p := range top {
		what, where := p.Text(b.Unit)
		s := report.Change(p.Effect) + " " + p.Word() + ": " + what
		if where != "" {
			s += " (" + where + ")"
		}
		lines = append(lines, s)
	}
	if others > 0 {
		together := ", together "
		if others == 1 {
			together = ": "
		}
		lines[len(lines)-1] += "; and " + report.Units(int64(others), "smaller part") + together + signed0(sum)
	}
	return lines
}

func signed0(v float64) string {
	if v == 0 {
		return "0"
	}
	return report.Change(v)
}

// matters says how many root rows became a loss, and how many are no longer one.
func matters(b *trace.Bridge) string {
	var lost, back, review, reviewed, regrouped int64
	for _, p := range b.Parts {
		switch {
		case p.Move == trace.Lost && p.To != nil && p.To.Class == trace.Loss:
			lost += p.Clicks
		case p.Move == trace.Lost && p.To != nil && p.To.Class == trace.Review:
			review += p.Clicks
		case p.Move == trace.Gained && p.From != nil && p.From.Class == trace.Loss:
			back += p.Clicks
		case p.Move == trace.Gained && p.From != nil && p.From.Class == trace.Review:
			reviewed += p.Clicks
		case p.Move == trace.Regrouped:
			regrouped += p.Clicks
		}
	}
	var parts []string
	if lost > 0 {
		parts = append(parts, report.Units(lost, b.Unit)+" that had reached the number "+report.Are(lost)+" a loss now")
	}
	if review > 0 {
		parts = append(parts, report.Units(review, b.Unit)+" that had reached it "+report.Are(review)+" to review now")
	}
	now := func(n int64, had string) {
		if n > 0 {
			parts = append(parts, report.Units(n, b.Unit)+" that "+had+" "+reach(n)+" it now")
		}
	}
	now(back, "had been lost")
	now(reviewed, map[bool]string{true: "was", false: "were"}[reviewed == 1]+" to review")
	counted := regrouped > 0
	for _, r := range b.Regroupings {
		if r.Grouped || !counted {
			parts = append(parts, fmt.Sprintf("%s that %s it in both %s another %s now", report.Units(r.Clicks, b.Unit), reach(r.Clicks), have(r.Clicks), r.Dimension))
		}
		if r.Grouped && r.Clicks == regrouped {
			regrouped = 0 // that says it
		}
	}
	if regrouped > 0 {
		parts = append(parts, report.Units(regrouped, b.Unit)+" that "+reach(regrouped)+" it in both "+
			map[bool]string{true: "counts", false: "count"}[regrouped == 1]+" in another of its rows now")
	}
	return strings.Join(parts, "; ")
}

// differing names the tables and models that differ; those that differ in row numbers only come last.
func differing(d *diff.Diff) string {
	const limit = 4
	var news, numbers []string
	var changed []diff.Table
	for _, t := range d.Tables {
		switch {
		case t.Equal():
			continue
		case onlyRenumbered(t):
			numbers = append(numbers, t.Name+" ("+tableNews(t)+", nothing else)")
		default:
			news = append(news, t.Name+" ("+tableNews(t)+")")
		}
		changed = append(changed, t)
	}
	if len(d.Tables) == 0 {
		return ""
	}
	if len(changed) == 0 {
		return "the tables and models are the same"
	}
	all := append(news, numbers...)
	if len(all) > limit {
		all = append(all[:limit:limit], fmt.Sprintf("and %d more", len(all)-limit))
	}
	verb := " differ: "
	if len(changed) == 1 {
		verb = " differs: "
	}
	return someOf(changed, d.Tables) + verb + strings.Join(all, ", ")
}

func onlyRenumbered(t diff.Table) bool {
	return len(t.Classes) == 1 && t.Classes[0].Kind == diff.Renumbered && len(t.Schema) == 0 && !t.Missing[0] && !t.Missing[1]
}

// someOf counts tables and models out of all: "2 of 3 tables and 1 of 7 models".
func someOf(some, all []diff.Table) string {
	var n, of [2]int64
	count := func(ts []diff.Table, to *[2]int64) {
		for _, t := range ts {
			if t.Model {
				to[1]++
			} else {
				to[0]++
			}
		}
	}
	count(some, &n)
	count(all, &of)
	var parts []string
	for i, unit := range []string{"table", "model"} {
		switch {
		case n[i] == 0:
		case of[i] == 1:
			parts = append(parts, report.Units(1, unit))
		default:
			parts = append(parts, report.Count(n[i])+" of "+report.Units(of[i], unit))
		}
	}
	return strings.Join(parts, " and ")
}

// relations counts tables and models: "3 tables and 7 models".
func relations(ts []diff.Table) string {
	var tables, models int64
	for _, t := range ts {
		if t.Model {
			models++
		} else {
			tables++
		}
	}
	switch {
	case models == 0:
		return report.Units(tables, "table")
	case tables == 0:
		return report.Units(models, "model")
	}
	return report.Units(tables, "table") + " and " + report.Units(models, "model")
}

// FaredAlike says what is the same of root rows that no part of the bridge has.
func FaredAlike(b *trace.Bridge) string {
	if b.Groups == "" {
		return "fared alike"
	}
	return "fared alike; in which rows of " + b.Groups + " they count is not known"
}
