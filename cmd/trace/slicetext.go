package main

import (
	"slices"
	"strings"
	"time"

	"funneltrace/trace"
)

// parseSlice reads a slice as one word: periods and dimensions' values with commas between them, such as 2024, 2024-01..2024-03 or
// country=BR,2024. What is neither belongs to the value before it, which may have commas. "all" is everything.
func parseSlice(text string, c *trace.Chain) (trace.Slice, error) {
	s := trace.Slice{Label: text}
	if text == "all" {
		return s, nil
	}
	var words []string
	f := sliceFlags{}
	timed := false
	for part := range strings.SplitSeq(text, ",") {
		dim, _, isValue := strings.Cut(part, "=")
		from, to, isRange := strings.Cut(part, "..")
		switch {
		case isValue && slices.Contains(dimensions(c), dim):
			f.where = append(f.where, part)
		case isRange && (from != "" || to != "") && isPeriod(from) && isPeriod(to), part != "" && isPeriod(part):
			if timed {
				return s, usagef("slice %q has two periods; a row is in one of them at most", text)
			}
			timed = true
			if f.from, f.to = from, to; !isRange {
				f.from, f.to = part, part
			}
		case len(f.where) > 0 && words != nil && strings.Contains(words[len(words)-1], "="):
			f.where[len(f.where)-1] += "," + part
		case isValue:
			return s, unknown("dimension", dim, dimensions(c))
		default:
			return s, usagef("slice %q: %q is no period and no value of a dimension; write 2024, 2024-01..2024-03, country=BR or country=BR,2024", text, part)
		}
		words = append(words, part)
	}
	return f.slice(c)
}

// isPeriod says whether the text is a day, month or year, or none.
func isPeriod(text string) bool {
	_, _, err := period("", text, time.UTC)
	return text == "" || err == nil
}

// overlap returns what is in both slices; ok is false if nothing can be.
func overlap(a, b trace.Slice) (both trace.Slice, ok bool) {
	both = trace.Slice{From: a.From, To: a.To, Where: slices.Clone(a.Where), Label: a.Label + " and " + b.Label}
	if b.From.After(both.From) {
		both.From = b.From
	}
	if !b.To.IsZero() && (both.To.IsZero() || b.To.Before(both.To)) {
		both.To = b.To
	}
	for _, w := range b.Where {
		for _, other := range a.Where {
			if w.Dim == other.Dim && w != other {
				return both, false
			}
		}
		if !slices.Contains(both.Where, w) {
			both.Where = append(both.Where, w)
		}
	}
	return both, both.From.IsZero() || both.To.IsZero() || both.From.Before(both.To)
}

// spanning returns the slice from the beginning of the earlier to the end of the later of two that differ in time alone; ok is false if
// they differ in something else, so that there is nothing in time between them.
func spanning(a, b trace.Slice) (around trace.Slice, ok bool) {
	if !slices.Equal(a.Where, b.Where) || a.From.Equal(b.From) && a.To.Equal(b.To) {
		return around, false
	}
	around = trace.Slice{From: a.From, To: a.To, Where: a.Where, Label: a.Label + " to " + b.Label}
	if around.From.IsZero() || b.From.Before(around.From) {
		around.From = b.From
	}
	if a.From.IsZero() {
		around.From = a.From
	}
	if b.To.IsZero() || b.To.After(around.To) && !around.To.IsZero() {
		around.To = b.To
	}
	return around, true
}
