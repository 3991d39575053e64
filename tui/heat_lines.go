package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
)

// times are what rows with a time can be split by, the most useful first.
var times = []string{"year", "month", "week", "day"}

// bys are what the ledger can be split by.
func (h *heat) bys() []string {
	var out []string
	if h.a.opt.Chain.Root.Time != "" {
		out = append(out, times...)
	}
	for _, d := range h.a.opt.Chain.Dimensions {
		if !slices.Contains(out, d.Name) {
			out = append(out, d.Name)
		}
	}
	return out
}

// ofTime says whether the lines are cut from the root's time.
func (h *heat) ofTime() bool { return h.a.opt.Chain.Root.Time != "" && slices.Contains(times, h.by) }

// choose lets what the ledger is split by be chosen from a list.
func (h *heat) choose() tea.Cmd {
	var choices []choice
	for _, by := range h.bys() {
		note := ""
		if by == h.by {
			note = "shown"
		}
		choices = append(choices, choice{name: by, note: note, do: func() tea.Cmd { return h.split(by) }})
	}
	h.a.over = newPicker(h.a, "Split by", choices)
	return nil
}

// next splits by the next of the list.
func (h *heat) next() tea.Cmd {
	bys := h.bys()
	return h.split(bys[(slices.Index(bys, h.by)+1)%len(bys)])
}

func (h *heat) split(by string) tea.Cmd {
	h.by = by
	return h.ask()
}

// around is the slice that the lines are cut from: of one year, or of one value of the dimension, there would be one line, so that
// all of them are shown, with the cursor on that one.
func (h *heat) around() trace.Slice {
	text := h.a.textOf(h.a.slice)
	switch one := text.from == text.to; {
	case h.ofTime() && h.by == "year":
		text = sliceText{where: text.where}
	case h.ofTime() && h.by == "month" && one && len(text.from) == len("2006-01"):
		text = sliceText{year: text.from[:4], where: text.where}
	case !h.ofTime():
		text = text.without(h.by)
	}
	s, err := h.a.cut(text)
	if err != nil {
		return h.a.slice // which it is cut from then
	}
	return s
}

// aim puts the cursor on the line of the slice that the other screens show, once for each table: then it is where it is moved to.
func (h *heat) aim() {
	key := sliceKey(h.a.slice, h.by)
	if h.aimed == key {
		return
	}
	h.aimed, h.marked, h.list = key, "", list{}
	text := h.a.textOf(h.a.slice)
	here := cmp.Or(text.year, text.from)
	if !h.ofTime() {
		for _, w := range text.where {
			if dim, value, _ := strings.Cut(w, "="); dim == h.by {
				here = value
			}
		}
	}
	for i, l := range h.ledgers() {
		if l.Bucket == here || h.ofTime() && h.by == "year" && strings.HasPrefix(here, l.Bucket) {
			h.list.length = i + 1
			h.list.to(i)
		}
	}
}

// ledgers are the lines: none before they are there. Their order is that of time; values of a dimension go by how many rows have them.
// What is not known is last.
func (h *heat) ledgers() []*trace.Ledger {
	if !h.got.have {
		return nil
	}
	out := slices.Clone(h.got.value.ledgers)
	byTime := h.a.opt.Chain.IsTime(h.got.value.by)
	slices.SortStableFunc(out, func(a, b *trace.Ledger) int {
		x, y := a.Bucket == trace.Unknown, b.Bucket == trace.Unknown
		switch {
		case x && !y:
			return 1
		case y && !x:
			return -1
		case byTime:
			return 0
		}
		return cmp.Compare(b.In(), a.In())
	})
	return out
}

// sliceOf is the slice of a line, or why it has none.
func (h *heat) sliceOf(bucket string) (s trace.Slice, why string) {
	by, text := h.got.value.by, h.a.textOf(h.got.value.slice)
	if h.ofTime() {
		if bucket == trace.Unknown {
			return s, "rows without a readable date are in no slice of dates"
		}
		where := text.where
		text = sliceText{from: bucket, to: bucket, where: where}
		switch by {
		case "year":
			text = sliceText{year: bucket, where: where}
		case "week":
			monday, err := mondayOf(bucket)
			if err != nil {
				return s, err.Error()
			}
			text.from, text.to = monday.Format(time.DateOnly), monday.AddDate(0, 0, 6).Format(time.DateOnly)
		}
	} else {
		text = text.with(by, bucket)
	}
	s, err := h.a.cut(text)
	if err != nil {
		return s, err.Error()
	}
	return s, ""
}

// mondayOf is the first day of a week of ISO 8601, such as 2026-W05. The 4th of January is in the first one.
func mondayOf(week string) (time.Time, error) {
	var year, n int
	if _, err := fmt.Sscanf(week, "%d-W%d", &year, &n); err != nil {
		return time.Time{}, fmt.Errorf("%q is no week", week)
	}
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC)
	sinceMonday := (int(fourth.Weekday()) + 6) % 7
	return fourth.AddDate(0, 0, 7*(n-1)-sinceMonday), nil
}

// mark marks the line under the cursor, or takes the mark away.
func (h *heat) mark() tea.Cmd {
	here := h.ledgers()[h.list.at].Bucket
	if h.marked == here {
		h.marked = ""
		return nil
	}
	h.marked = here
	return h.a.say(bucketText(here) + " is marked; = compares another line with it")
}

// compareBinding compares the marked line, or of times the line before, with the one under the cursor.
func (h *heat) compareBinding(off string) binding {
	b := binding{keys: []string{"="}, short: "compare", name: "compare the marked line with this one: why is the number another one", off: off}
	if off != "" {
		return b
	}
	ls := h.ledgers()
	at := min(h.list.at, len(ls)-1)
	from := h.marked
	switch {
	case from == "" && h.ofTime() && at > 0:
		from = ls[at-1].Bucket
	case from == "":
		b.off = "mark the line to compare with first: space does"
	case from == ls[at].Bucket:
		b.off = "this line is the marked one; move to the one to compare with it"
	}
	if b.off != "" {
		return b
	}
	var sides [2]trace.Slice
	for i, bucket := range []string{from, ls[at].Bucket} {
		if sides[i], b.off = h.sliceOf(bucket); b.off != "" {
			return b
		}
	}
	b.do = func() tea.Cmd { return h.a.push(&comparing{a: h.a, sides: sides}) }
	return b
}
