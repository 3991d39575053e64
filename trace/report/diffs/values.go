package diffs

import (
	"strings"
	"unicode/utf8"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// excerpt returns a value for people: NULL and empty text can be told apart, control characters are visible, and what is
// longer than limit characters is cut, with its length.
func excerpt(v *string, limit int) string {
	if v == nil {
		return Shown(v)
	}
	cut, more := head(*v, limit)
	if !more {
		return Shown(v)
	}
	return form.Visible(cut) + "…" + length(*v)
}

// Shown returns a value of a sample as [report.Shown] does; nil is NULL.
func Shown(v *string) string {
	if v == nil {
		return report.Shown(trace.Value{Null: true})
	}
	return report.Shown(trace.Value{Text: *v})
}

// excerpts returns the two values of a column that differs. Of long texts that begin alike it shows where they part.
func excerpts(a, b *string, limit int) (was, is string) {
	if a == nil || b == nil {
		return excerpt(a, limit), excerpt(b, limit)
	}
	_, longA := head(*a, limit)
	_, longB := head(*b, limit)
	same := common(*a, *b)
	if !longA && !longB || same < limit/2 {
		return excerpt(a, limit), excerpt(b, limit)
	}
	from := same
	for range limit / 4 {
		_, n := utf8.DecodeLastRuneInString((*a)[:from])
		from -= n
	}
	if from == 0 {
		return excerpt(a, limit), excerpt(b, limit)
	}
	part := func(s string) string {
		cut, more := head(s[from:], limit)
		out := "…" + form.Visible(cut)
		if more {
			out += "…"
		}
		return out + length(s)
	}
	return part(*a), part(*b)
}

// head returns at most limit characters of s, and whether there are more.
func head(s string, limit int) (string, bool) {
	n := 0
	for i := range s {
		if n == limit {
			return s[:i], true
		}
		n++
	}
	return s, false
}

// common returns how many bytes a and b begin alike with, cut at a character.
func common(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	for i > 0 && i < len(a) && !utf8.RuneStart(a[i]) {
		i--
	}
	return i
}

func length(s string) string {
	return " (" + report.Units(int64(utf8.RuneCountInString(s)), "character") + ")"
}

// valueOf returns the value of a column on a side; samples may come with fewer values than columns.
func valueOf(s diff.Sample, side, column int) *string {
	if column < 0 || column >= len(s.Values[side]) {
		return nil
	}
	return s.Values[side][column]
}

// has reports whether the sample has a row on a side.
func has(s diff.Sample, side int) bool { return s.Values[side] != nil }

// sideOf returns the side to read unchanged columns from: A, or B where A has no such row.
func sideOf(s diff.Sample) int {
	if has(s, 0) {
		return 0
	}
	return 1
}

// telling returns the columns that say which row a sample is, at most limit of them, and how many others there are.
// Of a pair these are columns of the key that do not differ, else the first ones that are the row's own; of a row that
// only one side has, these and then the others that are not NULL.
func telling(t diff.Table, s diff.Sample, key []string, limit int) (columns []int, others int) {
	changed := map[int]bool{}
	for _, c := range s.Changed {
		changed[c] = true
	}
	side := sideOf(s)
	pair := has(s, 0) && has(s, 1)
	taken := map[int]bool{}
	take := func(ok func(i int) bool) {
		for i := range t.Columns {
			if len(columns) < limit && !taken[i] && !changed[i] && valueOf(s, side, i) != nil && ok(i) {
				taken[i] = true
				columns = append(columns, i)
			}
		}
	}
	for _, k := range key {
		take(func(i int) bool { return strings.EqualFold(t.Columns[i].Name, k) })
	}
	if !pair || len(columns) == 0 {
		take(func(i int) bool { return t.Columns[i].Role == diff.Own || t.Columns[i].Role == "" })
	}
	if !pair {
		take(func(int) bool { return true })
	}
	for i := range t.Columns {
		if !taken[i] && !changed[i] {
			others++
		}
	}
	return columns, others
}

// keyOf returns the names of the columns that tell rows apart.
func keyOf(d *diff.Diff) []string {
	if d.Bridge == nil {
		return nil
	}
	return d.Bridge.Key
}
