package tui

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/diffs"
	"funneltrace/tui/grid"
	"funneltrace/tui/look"
)

// diffRows is the samples of a class of rows that differ: old → new where they do. The columns that differ come first.
type diffRows struct {
	a     *app
	d     *diff.Diff
	t     *diff.Table
	k     *diff.Class
	order []int // of the sample's columns, those of the grid after the first
	grid  *grid.Grid
}

func newDiffRows(a *app, d *diff.Diff, t *diff.Table, k *diff.Class) *diffRows {
	r := &diffRows{a: a, d: d, t: t, k: k}
	n := len(t.Columns)
	changed := map[int]bool{}
	for _, s := range k.Samples {
		n = max(n, len(s.Values[0]), len(s.Values[1]))
	}
	for _, s := range k.Samples {
		for _, i := range s.Changed {
			if i >= 0 && i < n {
				changed[i] = true
			}
		}
	}
	for _, first := range []bool{true, false} {
		for i := range n {
			if changed[i] == first {
				r.order = append(r.order, i)
			}
		}
	}
	cols := []grid.Column{{Name: "row A → B", Type: "VARCHAR"}}
	for _, i := range r.order {
		c := r.column(i)
		cols = append(cols, grid.Column{Name: c.Name, Type: c.Type, Mark: changed[i]})
	}
	r.grid = grid.New(cols, int64(len(k.Samples)))
	return r
}

// column is a column of the table; samples may have more than the table says.
func (r *diffRows) column(i int) diff.Column {
	if i < len(r.t.Columns) {
		return r.t.Columns[i]
	}
	return diff.Column{Name: "column " + strconv.Itoa(i+1)}
}

func (r *diffRows) title() string { return string(r.k.Kind) + " rows of " + r.t.Name }

func (r *diffRows) start() tea.Cmd          { return r.fetch() }
func (r *diffRows) stop() tea.Cmd           { return nil }
func (r *diffRows) answer(answered) tea.Cmd { return nil }
func (r *diffRows) failure() *failure       { return nil }

// fetch hands the grid the pages that it wants: all samples are there.
func (r *diffRows) fetch() tea.Cmd {
	for {
		n, ok := r.grid.Wants()
		if !ok {
			return nil
		}
		var page [][]trace.Value
		for i := n * grid.PageRows; i < min((n+1)*grid.PageRows, int64(len(r.k.Samples))); i++ {
			page = append(page, r.values(r.k.Samples[i]))
		}
		r.grid.Fill(n, page)
	}
}

// values are the cells of a sample.
func (r *diffRows) values(s diff.Sample) []trace.Value {
	row := []trace.Value{{Name: "row A → B", Text: rowNumbers(s)}}
	for _, i := range r.order {
		v := trace.Value{Name: r.column(i).Name}
		switch {
		case differs(s, i):
			v.Text = r.pair(s, i)
		default:
			x := side(s, i)
			if v.Null = x == nil; x != nil {
				v.Text = *x
			}
		}
		row = append(row, v)
	}
	return row
}

// differs reports whether a column of a pair differs.
func differs(s diff.Sample, i int) bool {
	return s.Values[0] != nil && s.Values[1] != nil && slices.Contains(s.Changed, i)
}

// valueOf is a value of a sample; nil is NULL, or not there.
func valueOf(s diff.Sample, side, i int) *string {
	if i >= len(s.Values[side]) {
		return nil
	}
	return s.Values[side][i]
}

// side is the value of a column that does not differ: A's, or B's where A has no such row.
func side(s diff.Sample, i int) *string {
	if s.Values[0] != nil {
		return valueOf(s, 0, i)
	}
	return valueOf(s, 1, i)
}

// pair is old → new. Of long texts that begin alike, it begins near where they part.
func (r *diffRows) pair(s diff.Sample, i int) string {
	a, b := valueOf(s, 0, i), valueOf(s, 1, i)
	const most = 16
	if a == nil || b == nil || min(len(*a), len(*b)) <= most {
		return shortText(a) + " → " + shortText(b)
	}
	same := 0
	for same < min(len(*a), len(*b)) && (*a)[same] == (*b)[same] {
		same++
	}
	same = max(same-4, 0)
	for same > 0 && !(utf8.RuneStart((*a)[min(same, len(*a)-1)]) && utf8.RuneStart((*b)[min(same, len(*b)-1)])) {
		same--
	}
	if same < most/2 {
		return shortText(a) + " → " + shortText(b)
	}
	x, y := (*a)[same:], (*b)[same:]
	return "…" + shortText(&x) + " → …" + shortText(&y)
}

// shortText is the beginning of a value, as much as a cell may show.
func shortText(v *string) string {
	const most = 400
	if v == nil || len(*v) <= most {
		return diffs.Shown(v)
	}
	return look.Clean((*v)[:most]) + "…"
}

// rowNumbers are the places of a sample's rows in A and in B.
func rowNumbers(s diff.Sample) string {
	a, b := s.Row[0], s.Row[1]
	switch {
	case a < 0 && b < 0:
		return "not numbered"
	case b < 0:
		return report.Count(a) + " of A"
	case a < 0:
		return report.Count(b) + " of B"
	}
	return report.Count(a) + " → " + report.Count(b)
}

// sample is the one under the cursor, with its column; -1 is that of the row numbers.
func (r *diffRows) sample() (s diff.Sample, column int) {
	row, col := r.grid.Cursor()
	column = -1
	if col > 0 {
		column = r.order[col-1]
	}
	return r.k.Samples[row], column
}

func (r *diffRows) bindings() []binding {
	list := []binding{
		{keys: []string{"enter", "v", " "}, short: "all of it", name: "the whole row, long values too", do: r.detail},
		{keys: []string{"y"}, short: "copy", name: "copy the cell", do: func() tea.Cmd {
			s, i := r.sample()
			switch {
			case i < 0:
				return r.a.copy(rowNumbers(s), "the row numbers")
			case differs(s, i):
				return r.a.copy(diffs.Shown(valueOf(s, 0, i))+" → "+diffs.Shown(valueOf(s, 1, i)), "the cell, old and new")
			}
			text := ""
			if x := side(s, i); x != nil {
				text = *x
			}
			return r.a.copy(text, "the cell")
		}},
		{keys: []string{"x"}, short: "export", name: "export what differs to a file", do: func() tea.Cmd { return r.a.exportDiff(r.d) }},
		{keys: []string{"left", "h"}, name: "the column to the left", do: func() tea.Cmd { r.grid.Sideways(-1); return nil }},
		{keys: []string{"right", "l"}, name: "the column to the right", do: func() tea.Cmd { r.grid.Sideways(1); return nil }},
		{keys: []string{"^", "shift+left", "ctrl+a"}, name: "the first column", do: func() tea.Cmd { r.grid.Sideways(-len(r.grid.Columns)); return nil }},
		{keys: []string{"$", "shift+right", "ctrl+e"}, name: "the last column", do: func() tea.Cmd { r.grid.Sideways(len(r.grid.Columns)); return nil }},
	}
	return append(list, move(func(d int) { r.grid.Move(int64(d)) }, func() int { return int(r.grid.Page()) },
		func() { r.grid.To(0) }, func() { r.grid.To(r.grid.Total - 1) })...)
}

// detail shows every value of the sample, old and new where they differ.
func (r *diffRows) detail() tea.Cmd {
	s, _ := r.sample()
	r.a.over = newText(r.a, string(r.k.Kind)+": row "+rowNumbers(s), func(width int) []string {
		room := 0
		for _, i := range r.order {
			room = max(room, min(look.Width(look.Clean(r.column(i).Name)), width/3))
		}
		var lines []string
		put := func(mark, name, text string) {
			for k, part := range look.Wrap(text, width-room-6) {
				if k > 0 {
					mark, name = "    ", ""
				}
				lines = append(lines, mark+r.a.look.Muted.On(look.Fit(name, room))+"  "+part)
			}
		}
		for _, i := range r.order {
			name := look.Clean(r.column(i).Name)
			if differs(s, i) {
				put("~ A ", name, diffs.Shown(valueOf(s, 0, i)))
				put("~ B ", name, diffs.Shown(valueOf(s, 1, i)))
				continue
			}
			put("    ", name, diffs.Shown(side(s, i)))
		}
		return lines
	})
	return nil
}

func (r *diffRows) view(width, height int) []string {
	lk := r.a.look
	n := int64(len(r.k.Samples))
	count := fmt.Sprintf("%s of %s", report.Count(n), report.Units(r.k.Rows, "row"))
	out := []string{
		lk.Title.On(look.Ends(look.Clean(r.t.Name+": "+string(r.k.Kind)+", "+diffs.KindMeaning(r.k.Kind)), count, width)),
	}
	room := height - len(out) - 1
	lines := r.grid.View(lk, width, room, "", "")
	for len(lines) < room {
		lines = append(lines, "")
	}
	return append(append(out, lines...), r.status(width))
}

// status says where the cursor is, and what is in its cell.
func (r *diffRows) status(width int) string {
	row, _ := r.grid.Cursor()
	s, i := r.sample()
	left := fmt.Sprintf("%s of %s", report.Count(row+1), report.Units(r.grid.Total, "sample"))
	switch {
	case i < 0:
		left += " · rows of A and B, counted from 0: " + rowNumbers(s)
	default:
		c := r.column(i)
		left += " · " + look.Clean(c.Name+" "+c.Type)
		switch {
		case differs(s, i):
			left += " · differs: old → new"
		case s.Values[0] == nil:
			left += " · only in B"
		case s.Values[1] == nil:
			left += " · only in A"
		default:
			left += " · same in both"
		}
	}
	before, after := r.grid.Away()
	right := ""
	if before > 0 {
		right += fmt.Sprintf("← %d ", before)
	}
	if after > 0 {
		right += fmt.Sprintf("%d more →", after)
	}
	return r.a.look.Muted.On(look.Ends(left, right, width))
}

func (r *diffRows) click(x, y int) tea.Cmd {
	if again, ok := r.grid.Click(x, y-1, r.a.width); ok && again {
		return r.detail()
	}
	return nil
}
