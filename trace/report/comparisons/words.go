package comparisons

import (
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/compare"
	"funneltrace/trace/report"
)

// Subject is what changed: the number, or where it is no count of rows, the rows behind it.
func Subject(c *compare.Comparison) string {
	if c.Counts {
		return "the number"
	}
	return "the count of rows behind the number"
}

// Name is what the number is called.
func Name(c *compare.Comparison) string {
	name := report.NumberName(c.Label)
	if !c.Counts {
		return "rows that reach " + name
	}
	return name
}

// group is what the change is due to as a whole: root rows, the causes of a class, fan-out.
type group struct {
	kind   compare.Kind
	class  trace.Class
	effect int64
}

// groups are the groups of a comparison that may have an effect, in the order in which reports have them.
func groups(sum func(compare.Kind, trace.Class) int64) []group {
	out := []group{{kind: compare.Volume}, {kind: compare.Mix}, {compare.Dropped, trace.Expected, 0}, {compare.Dropped, trace.Loss, 0}, {compare.Dropped, trace.Review, 0}, {kind: compare.FanOut}}
	for i := range out {
		out[i].effect = sum(out[i].kind, out[i].class)
	}
	return out
}

// cause says what a group's effect is due to: "fewer clicks", "losses that took a larger share".
func (g group) cause(unit string) string {
	more, less := "more ", "a smaller"
	if g.effect < 0 {
		more, less = "fewer ", "a larger"
	}
	switch g.kind {
	case compare.Volume:
		return more + trace.Plural(unit)
	case compare.Mix:
		return "the mix of values"
	case compare.FanOut:
		return "fan-out"
	}
	switch g.class {
	case trace.Expected:
		return "expected filters that took " + less + " share"
	case trace.Loss:
		return "losses that took " + less + " share"
	}
	return "causes to review that took " + less + " share"
}

// Title is what a group is called in a table.
func (g group) title(unit string) string {
	switch g.kind {
	case compare.Volume:
		return trace.Plural(unit) + " that came in"
	case compare.Mix:
		return "mix"
	case compare.FanOut:
		return "fan-out"
	}
	switch g.class {
	case trace.Expected:
		return "expected filters"
	case trace.Loss:
		return "losses"
	}
	return "to review"
}

// Sentence says why the number changed.
func Sentence(c *compare.Comparison) string {
	change := c.Change()
	var along, against []group
	for _, g := range groups(c.Sum) {
		switch {
		case g.effect == 0:
		case g.effect < 0 == (change < 0) && change != 0:
			along = append(along, g)
		default:
			against = append(against, g)
		}
	}
	byEffect(along)
	byEffect(against)
	if change == 0 {
		return same(c, against)
	}
	verb := "rose"
	if change < 0 {
		verb = "fell"
	}
	var parts, back []string
	for _, g := range along {
		parts = append(parts, fmt.Sprintf("%s for %s%s", report.Count(abs(g.effect)), g.cause(c.Unit), aside(c, g, change)))
	}
	for _, g := range against {
		back = append(back, g.cause(c.Unit)+" "+gave(g.effect, change < 0))
	}
	s := capital(Subject(c)) + " " + verb + " by " + report.Count(abs(change)) + ": " + strings.Join(parts, ", ")
	if len(back) > 0 {
		s += "; " + strings.Join(back, ", ")
	}
	return s + "."
}

// same is the sentence of a number that is the same in both.
func same(c *compare.Comparison, moved []group) string {
	s := capital(Subject(c)) + " is " + report.Count(c.Numbers[1]) + " in both"
	var parts []string
	for _, g := range moved {
		verb := "gave "
		if g.effect < 0 {
			verb = "cost "
		}
		parts = append(parts, g.cause(c.Unit)+" "+verb+report.Count(abs(g.effect)))
	}
	if len(parts) > 0 {
		s += ": " + strings.Join(parts, ", ")
	}
	return s + "."
}

// gave says what went against the change.
func gave(effect int64, fell bool) string {
	if fell {
		return "gave " + report.Count(abs(effect)) + " back"
	}
	return "took " + report.Count(abs(effect)) + " away"
}

// aside says how much of the change a group is, and which of its causes is the most of it.
func aside(c *compare.Comparison, g group, change int64) string {
	var words []string
	if abs(g.effect) <= abs(change) {
		words = append(words, whole(abs(g.effect), abs(change)))
	}
	if g.kind == compare.Dropped {
		var same []compare.Part
		for _, p := range c.Largest(g.kind, g.class) {
			if p.Effect < 0 == (g.effect < 0) {
				same = append(same, p)
			}
		}
		lead := "above all "
		if len(same) == 1 {
			lead = ""
		}
		words = append(words, lead+Label(c, same[0])+" "+report.Count(abs(same[0].Effect)))
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// whole is a share in whole percent.
func whole(n, of int64) string {
	p := 100 * float64(n) / float64(of)
	if n > 0 && p < 0.5 {
		return "<1%"
	}
	return fmt.Sprintf("%.0f%%", p)
}

// Label is what the cause of a part is called.
func Label(c *compare.Comparison, p compare.Part) string { return report.Labels(c.Step(p))[p.Cause] }

func byEffect(list []group) {
	for i := range list {
		for k := i; k > 0 && abs(list[k].effect) > abs(list[k-1].effect); k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func abs(n int64) int64 { return max(n, -n) }

// Method says how to read a comparison.
func Method(c *compare.Comparison) string {
	s := "Each share is of the " + trace.Plural(c.Unit) + " that came to the condition, so what stands earlier in the SQL takes first. The parts add up exactly (LMDI), in whatever order they are taken."
	if c.By != "" {
		s += " Split by " + c.By + ", that one value became more and another less is a part of its own, the mix: the parts of the causes are other ones than without, and the totals agree."
	}
	return s
}

// Notes are what the reader must know.
func Notes(c *compare.Comparison) []string {
	var notes []string
	for i, l := range c.Sides {
		if l.Incomplete != nil {
			notes = append(notes, "incomplete: "+l.Incomplete.Why())
		} else if !c.Counts {
			why := l.Number.Why
			if why == "" {
				why = l.Number.Measure + " is no count of " + trace.Plural(c.Unit)
			}
			notes = append(notes, why+": what is compared is how many rows reach it")
		}
		if c.Roots[i] == 0 {
			notes = append(notes, "no "+trace.Plural(c.Unit)+" in "+l.Slice)
		}
	}
	if c.Shared > 0 {
		notes = append(notes, fmt.Sprintf("the slices overlap: %s %s in both", report.Units(c.Shared, c.Unit), report.Are(c.Shared)))
	}
	return unique(append(append(notes, c.Notes...), report.Notes(c.Sides[:])...))
}

func unique(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
