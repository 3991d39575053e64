package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/tui/look"
)

func (r *rows) bindings() []binding {
	values, col := r.values()
	there := ""
	switch {
	case r.grid == nil:
		there = "the rows are not there yet"
	case r.grid.Total == 0:
		there = "there is no row"
	case values == nil:
		there = "this row is not there yet"
	}
	open := there
	if r.grid != nil {
		open = ""
	}
	narrow := ""
	if q := r.latest(); q.Search == "" && len(q.Where) == 0 && q.Sort == "" {
		narrow = "nothing is searched, filtered or sorted"
	}
	journey := there
	if r.table && !r.isRoot {
		journey = "this row is none of those that are followed; v shows all of it"
	}
	list := []binding{
		{keys: []string{"enter"}, short: "journey", name: "the journey of this row through all steps", off: journey, do: r.journey},
		{keys: []string{"v", " "}, short: "all of it", name: "the whole row, long values too", off: there, do: func() tea.Cmd { return r.detail() }},
		{keys: []string{"/"}, short: "search", name: "search: rows that have a text in any cell", off: open, do: r.search},
		{keys: []string{"f"}, short: "filter", name: "filter: rows that have this cell's value", off: there, do: func() tea.Cmd {
			q := r.latest()
			q.Where = filtered(q.Where, values[col])
			return r.open(q)
		}},
		{keys: []string{"F"}, name: "all rows again, in the snapshot's order", off: narrow, do: func() tea.Cmd {
			return r.open(r.first)
		}},
		{keys: []string{"n"}, short: "values", name: "how often each value of this column is there; choosing one filters by it", off: there, do: r.countValues},
		{keys: []string{"s"}, short: "sort", name: "sort by this column: ascending, descending, not at all", off: open, do: r.sort},
		{keys: []string{"c"}, short: "columns", name: "choose the columns", off: open, do: r.columns},
		{keys: []string{"x"}, short: "export", name: "export these rows to a file", off: open, do: func() tea.Cmd { return r.a.exportRows(r.shown, r.step, r.name) }},
		{keys: []string{"y"}, name: "copy the cell", off: there, do: func() tea.Cmd { return r.a.copy(values[col].Text, "the cell") }},
		{keys: []string{"Y"}, name: "copy the row", off: there, do: func() tea.Cmd { return r.a.copy(rowText(values), "the row") }},
		{keys: []string{"M"}, name: "copy the rows in sight as a Markdown table", off: there, do: func() tea.Cmd { return r.a.copy(r.markdown(), "the rows in sight as Markdown") }},
		{keys: []string{"left", "h"}, name: "the column to the left", off: open, do: func() tea.Cmd { r.grid.Sideways(-1); return nil }},
		{keys: []string{"right", "l"}, name: "the column to the right", off: open, do: func() tea.Cmd { r.grid.Sideways(1); return nil }},
		{keys: []string{"^", "shift+left", "ctrl+a"}, name: "the first column", off: open, do: func() tea.Cmd { r.grid.Sideways(-len(r.grid.Columns)); return nil }},
		{keys: []string{"$", "shift+right", "ctrl+e"}, name: "the last column", off: open, do: func() tea.Cmd { r.grid.Sideways(len(r.grid.Columns)); return nil }},
	}
	if r.grid == nil {
		return list
	}
	return append(list, move(func(d int) { r.grid.Move(int64(d)) }, func() int { return int(r.grid.Page()) },
		func() { r.grid.To(0) }, func() { r.grid.To(r.grid.Total - 1) })...)
}

// sort goes from ascending to descending to the order of the snapshot.
func (r *rows) sort() tea.Cmd {
	_, col := r.grid.Cursor()
	name := r.grid.Columns[col].Name
	q := r.latest()
	switch {
	case q.Sort != name:
		q.Sort, q.Desc = name, false
	case !q.Desc:
		q.Desc = true
	default:
		q.Sort, q.Desc = "", false
	}
	return r.open(q)
}

// search asks for a text.
func (r *rows) search() tea.Cmd {
	return r.a.prompt("Rows that have this text in any cell (empty: all)", r.latest().Search, func(text string) (tea.Cmd, string) {
		q := r.latest()
		if text == q.Search {
			return nil, ""
		}
		q.Search = text
		return r.open(q), ""
	})
}

// columns opens the column chooser.
func (r *rows) columns() tea.Cmd {
	p := &picker{}
	choices := func() []choice {
		cs := make([]choice, len(r.grid.Columns))
		for i, c := range r.grid.Columns {
			mark := "[x] "
			if c.Hidden {
				mark = "[ ] "
			}
			cs[i] = choice{name: mark + c.Name, note: c.Type}
		}
		return cs
	}
	*p = *newPicker(r.a, "Columns: enter shows or hides, esc closes", choices())
	p.toggles = true
	do := func(i int) func() tea.Cmd {
		return func() tea.Cmd {
			if !r.grid.Hide(i) {
				return r.a.say("one column has to stay")
			}
			for j, c := range choices() {
				p.choices[j].name = c.name
			}
			return nil
		}
	}
	for i := range p.choices {
		p.choices[i].do = do(i)
	}
	r.a.over = p
	return nil
}

// detail shows every value of the row, however long.
func (r *rows) detail() tea.Cmd {
	values, _ := r.values()
	r.a.over = newText(r.a, "The row as it entered "+look.Clean(r.step), func(width int) []string { return valueLines(r.a, values, r.shown.Failing, width) })
	return nil
}

// valueLines draws a line or more for each value; the first failing ones are marked.
func valueLines(a *app, values []trace.Value, failing, width int) []string {
	room := 0
	for _, v := range values {
		room = max(room, min(look.Width(look.Clean(v.Name)), width/3))
	}
	var lines []string
	for i, v := range values {
		name := look.Fit(look.Clean(v.Name), room)
		mark := "  "
		if i < failing {
			mark = a.look.Loss.On("! ")
		}
		for k, part := range look.Wrap(report.Shown(v), width-room-4) {
			if k > 0 {
				name, mark = look.Spaces(room), "  "
			}
			lines = append(lines, mark+a.look.Muted.On(name)+"  "+part)
		}
	}
	return lines
}

// rowText is a row with the names of its columns, one a line.
func rowText(values []trace.Value) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(look.Clean(v.Name) + "\t" + report.Shown(v) + "\n")
	}
	return b.String()
}

// markdown is the rows in sight as a table, without hidden columns.
func (r *rows) markdown() string {
	var b form.Markdown
	line := func(f func(i int) form.Markdown) {
		var cells []form.Markdown
		for i, c := range r.grid.Columns {
			if !c.Hidden {
				cells = append(cells, f(i))
			}
		}
		b += form.Row(cells)
	}
	line(func(i int) form.Markdown { return form.MD(r.grid.Columns[i].Name) })
	line(func(int) form.Markdown { return "---" })
	from, to := r.grid.Sight()
	for row := from; row < to; row++ {
		if values := r.grid.Values(row); values != nil {
			line(func(i int) form.Markdown { return form.MD(report.Shown(values[i])) })
		}
	}
	return string(b)
}
