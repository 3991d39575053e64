package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/tui/grid"
	"funneltrace/tui/look"
)

// rows is the rows that a cause of a step dropped, or that the step kept, as they were on entering it.
type rows struct {
	a      *app
	step   string
	cause  string // as in a [trace.RowsQuery]
	kept   bool   // it is about rows that the step kept
	table  bool   // the rows are those of a table or model, which step names
	isRoot bool   // and these are the root rows
	name   string // what the rows have in common, for the reader
	slice  trace.Slice
	first  trace.RowsQuery // all rows, in the snapshot's order
	asked  trace.RowsQuery // of the set that is on its way
	got    slot[rowsOf]
	query  trace.RowsQuery // of the set that is shown
	shown  *evidence.RowSet
	grid   *grid.Grid
	roots  map[int64][]trace.Record // the rows of a page, by its number
	page   slot[pageOfRows]
	number int64 // of the page on its way
	freq   slot[frequencyOf]
	wrong  error // of the last page, if it did not come
}

// rowsOf is a set with the query that it answers.
type rowsOf struct {
	query trace.RowsQuery
	set   *evidence.RowSet
}

// pageOfRows is a page of a set.
type pageOfRows struct {
	set    *evidence.RowSet
	number int64
	rows   []trace.Record
}

func newRows(a *app, step, cause string) *rows {
	r := &rows{a: a, step: step, cause: cause, slice: a.slice, roots: map[int64][]trace.Record{}}
	r.first = trace.RowsQuery{Step: step, Cause: cause, Slice: a.slice}
	switch cause {
	case "":
		r.name = "all that was dropped"
	case string(trace.Kept):
		r.name = "kept"
	case trace.FannedRows:
		r.name, r.kept = "became several", true
	default:
		r.name = cause
		if l := a.ledger(); l != nil {
			if st := stepNamed(l, step); st != nil {
				for i, c := range st.Causes {
					if c.ID == cause {
						r.name = report.Labels(*st)[i]
					}
				}
				for _, m := range st.Marks {
					if trace.MarkedRows(m.Label) == cause {
						r.name, r.kept = m.Label, true
					}
				}
			}
		}
	}
	return r
}

func (r *rows) title() string { return "rows: " + r.name }

func (r *rows) start() tea.Cmd { return r.open(r.first) }

func (r *rows) stop() tea.Cmd {
	r.got.stop(r.a.desk)
	r.page.stop(r.a.desk)
	r.freq.stop(r.a.desk)
	return r.a.discard(r.shown)
}

// discard drops what a set that is not shown any more keeps in the engine.
func (a *app) discard(set *evidence.RowSet) tea.Cmd {
	if set == nil {
		return nil
	}
	return func() tea.Msg {
		// Nobody waits for it, and a set that is not dropped only takes room until the program ends.
		_ = a.withEvidence(a.ctx, func(trace.Progress) {}, "", func(*evidence.Evidence) error { return set.Close(a.ctx) })
		return nil
	}
}

// open asks for another set of rows; the one that is shown stays until it is there.
func (r *rows) open(q trace.RowsQuery) tea.Cmd {
	r.asked = q
	return ask(&r.got, r.a.desk, func(ctx context.Context, progress Progress) (got rowsOf, err error) {
		err = r.a.withEvidence(ctx, progress, "finding rows", func(e *evidence.Evidence) error {
			got.query = q
			if r.table {
				got.set, err = e.Table(ctx, q)
			} else {
				got.set, err = e.Rows(ctx, q)
			}
			return err
		})
		return got, err
	})
}

// latest is the query to narrow further: the one that is on its way, else the one that is shown.
func (r *rows) latest() trace.RowsQuery {
	if r.got.busy() {
		return r.asked
	}
	return r.query
}

// running reports whether other rows, or the values of a column, are on their way.
func (r *rows) running() bool { return r.shown != nil && (r.got.busy() || r.freq.busy()) }

func (r *rows) callOff() {
	r.got.stop(r.a.desk)
	r.freq.stop(r.a.desk)
}

func (r *rows) answer(m answered) tea.Cmd {
	switch {
	case r.got.take(m):
		if m.err != nil {
			if r.shown == nil || cancelled(m.err) {
				return nil
			}
			return r.a.warn("this cannot be shown: " + m.err.Error())
		}
		return r.show(r.got.value)
	case r.freq.take(m):
		if m.err != nil {
			if cancelled(m.err) {
				return nil
			}
			return r.a.warn("the values cannot be counted: " + m.err.Error())
		}
		return r.showFrequency(r.freq.value)
	case r.page.take(m):
		r.wrong = nil
		if m.err != nil {
			r.grid.Forget(r.number)
			if !cancelled(m.err) {
				r.wrong = m.err
			}
			return nil
		}
		p := r.page.value
		if p.set != r.shown {
			return nil // of the set before
		}
		r.roots[p.number] = p.rows
		values := make([][]trace.Value, len(p.rows))
		for i, row := range p.rows {
			values[i] = row.Cells
		}
		r.grid.Fill(p.number, values)
	}
	return nil
}

// show shows a set from its beginning; columns that were hidden stay so, and the cursor stays in its column.
func (r *rows) show(got rowsOf) tea.Cmd {
	old, before, set := r.shown, r.grid, got.set
	r.query = got.query
	cols := make([]grid.Column, len(set.Columns))
	for i, c := range set.Columns {
		cols[i] = grid.Column{Name: c.Name, Type: c.Type, Mark: i < set.Failing}
	}
	r.shown, r.grid, r.roots = set, grid.New(cols, set.Matching), map[int64][]trace.Record{}
	r.page.stop(r.a.desk)
	r.freq.stop(r.a.desk)
	if before != nil {
		_, col := before.Cursor()
		r.grid.Sideways(col)
		for i, c := range before.Columns {
			if c.Hidden && i < len(cols) && cols[i].Name == c.Name {
				r.grid.Hide(i)
			}
		}
	}
	return r.a.discard(old)
}

// fetch reads the next page that is wanted. A page that has gone out of sight while it was read is not waited for.
func (r *rows) fetch() tea.Cmd {
	if r.grid == nil || r.wrong != nil {
		return nil
	}
	if r.page.busy() {
		if r.grid.Sees(r.number) || r.grid.Values(r.top()) != nil {
			return nil
		}
		r.page.stop(r.a.desk)
		r.grid.Forget(r.number)
	}
	n, ok := r.grid.Wants()
	if !ok {
		return nil
	}
	set := r.shown
	r.number = n
	return ask(&r.page, r.a.desk, func(ctx context.Context, progress Progress) (p pageOfRows, err error) {
		err = r.a.withEvidence(ctx, progress, "reading a page", func(*evidence.Evidence) error {
			p = pageOfRows{set: set, number: n}
			p.rows, err = set.Page(ctx, n*grid.PageRows, grid.PageRows)
			return err
		})
		return p, err
	})
}

// top is the row under the cursor.
func (r *rows) top() int64 {
	row, _ := r.grid.Cursor()
	return row
}

func (r *rows) failure() *failure {
	if r.shown == nil && r.got.err != nil && !r.got.busy() {
		return &failure{"fetch the rows of " + r.step, r.got.err, r.got.retry}
	}
	if r.wrong != nil {
		return &failure{"read a page of rows", r.wrong, func() tea.Cmd { r.wrong = nil; return r.fetch() }}
	}
	return nil
}

// values is the row under the cursor, nil if it is not there yet, and the cursor's column.
func (r *rows) values() ([]trace.Value, int) {
	if r.grid == nil || r.grid.Total == 0 {
		return nil, 0
	}
	row, col := r.grid.Cursor()
	return r.grid.Values(row), col
}

// root is the root row that the row under the cursor stands for.
func (r *rows) root() (int64, bool) {
	row, _ := r.grid.Cursor()
	page := r.roots[row/grid.PageRows]
	if i := row % grid.PageRows; int64(len(page)) > i {
		return page[i].Root, true
	}
	return 0, false
}

func (r *rows) view(width, height int) []string {
	if r.grid == nil {
		return r.a.waiting("preparing the rows of "+r.step+": "+r.name, r.got.q, width, height)
	}
	lk := r.a.look
	set := r.shown
	count := fmt.Sprintf("%s of %s", report.Count(set.Matching), report.Units(set.Total, r.unit()))
	head := look.Ends(look.Clean(r.what()), count, width)
	out := []string{lk.Title.On(head)}
	if s := r.narrowed(); s != "" {
		out = append(out, lk.Warn.On(look.Clip(look.Clean(s), width)))
	}
	if r.got.busy() {
		out = append(out, lk.Muted.On(look.Clip(r.a.spinner()+" fetching other rows; these are the ones from before", width)))
	}
	room := height - len(out) - 1
	if r.grid.Total == 0 {
		text := "  no row is left: F shows all again"
		if set.Total == 0 {
			text = "  there are no such rows in this slice"
		}
		out = append(out, "", text)
		for len(out) < height-1 {
			out = append(out, "")
		}
		return append(out, "")
	}
	arrow := "↑"
	if r.query.Desc {
		arrow = "↓"
	}
	lines := r.grid.View(lk, width, room, r.query.Sort, arrow)
	for len(lines) < room {
		lines = append(lines, "")
	}
	return append(append(out, lines...), r.status(width))
}

// what says which rows these are.
func (r *rows) what() string {
	if r.table {
		return "all rows of " + r.step
	}
	slice := sliceName(r.slice)
	switch r.cause {
	case "":
		return slice + ": dropped by " + r.step
	case string(trace.Kept):
		return slice + ": kept by " + r.step + ", as they entered it"
	}
	if r.kept {
		return slice + ": kept by " + r.step + ", as they entered it, " + r.name
	}
	return slice + ": dropped by " + r.step + ", " + r.name
}

// narrowed says what the rows were searched and filtered by, and their order; empty if by nothing.
func (r *rows) narrowed() string {
	var parts []string
	for _, w := range r.query.Where {
		parts = append(parts, w.Name+" = "+report.Shown(w))
	}
	if r.query.Search != "" {
		parts = append(parts, "any cell has “"+r.query.Search+"”")
	}
	if r.query.Sort != "" {
		order := "ascending"
		if r.query.Desc {
			order = "descending"
		}
		parts = append(parts, "by "+r.query.Sort+", "+order)
	}
	return strings.Join(parts, " · ")
}

// status says where the cursor is.
func (r *rows) status(width int) string {
	row, col := r.grid.Cursor()
	c := r.grid.Columns[col]
	left := fmt.Sprintf("row %s of %s", report.Count(row+1), report.Count(r.grid.Total))
	if root, ok := r.root(); ok {
		left += fmt.Sprintf(" · %s %d", r.a.unit(), root)
	}
	left += " · " + look.Clean(c.Name) + " " + look.Clean(c.Type)
	if c.Mark {
		left += " (! the predicate reads it)"
	}
	before, after := r.grid.Away()
	right := ""
	if before > 0 {
		right += fmt.Sprintf("← %d ", before)
	}
	if after > 0 {
		right += fmt.Sprintf("%d more →", after)
	}
	hidden := 0
	for _, c := range r.grid.Columns {
		if c.Hidden {
			hidden++
		}
	}
	if hidden > 0 {
		right += fmt.Sprintf(" %d hidden", hidden)
	}
	return r.a.look.Muted.On(look.Ends(left, strings.TrimSpace(right), width))
}

func (r *rows) click(x, y int) tea.Cmd {
	if r.grid == nil || r.grid.Total == 0 {
		return nil
	}
	y--
	if r.narrowed() != "" {
		y--
	}
	if r.got.busy() {
		y--
	}
	if again, ok := r.grid.Click(x, y, r.a.width); ok && again {
		return r.journey()
	}
	return nil
}

// journey opens the journey of the row under the cursor.
func (r *rows) journey() tea.Cmd {
	root, ok := r.root()
	if r.table && !r.isRoot {
		return nil // a click
	}
	if !ok {
		return r.a.say("this row is not there yet")
	}
	return r.a.push(newJourney(r.a, root))
}

// filtered returns the cells that rows must have, with this one in place of another of its column.
func filtered(where []trace.Value, v trace.Value) []trace.Value {
	out := slices.DeleteFunc(slices.Clone(where), func(w trace.Value) bool { return w.Name == v.Name })
	return append(out, v)
}
