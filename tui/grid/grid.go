// Package grid is a table of any length that is read page by page, as one scrolls through it.
//
// A [Grid] holds the pages near the cursor and nothing else. Whoever shows it asks [Grid.Wants] for the next page to read,
// reads it, and hands it over with [Grid.Fill]. Rows that are not there yet are drawn as dots, never as something else.
// The first columns can be frozen: they stay in sight when one scrolls sideways.
package grid

import (
	"strings"

	"funneltrace/trace/report"
	"funneltrace/tui/look"

	"funneltrace/trace"
)

// PageRows is how many rows a page has.
const PageRows = 200

// keptPages is how many pages are held.
const keptPages = 48

// Widths of a column, in columns of the screen.
const (
	minColumn = 4
	maxColumn = 36
)

// Column is a column of the table.
type Column struct {
	Name   string
	Type   string // as the engine calls it
	Mark   bool   // it is one of those that the reader looks for
	Hidden bool
	right  bool // numbers stand on the right
	width  int
}

// Grid is the table, its cursor, and what of it is in sight. The zero Grid has no rows.
type Grid struct {
	Columns []Column
	Total   int64 // rows
	frozen  int   // columns at the left that stay
	row     int64 // the cursor
	col     int   // index into Columns
	top     int64 // the first row in sight
	left    int   // how many visible columns right of the frozen ones are scrolled away
	height  int   // rows in sight
	inSight int   // columns in sight right of the frozen ones
	pages   map[int64]*page
	asked   map[int64]bool
}

// page is rows that were read: as they are, and as they are drawn.
type page struct {
	values [][]trace.Value
	cells  [][]cell
}

// cell is a value as it is drawn.
type cell struct {
	text  string
	width int
	null  bool
}

// New returns a grid of so many rows. The columns that are marked are frozen, two of them at most.
func New(columns []Column, total int64) *Grid {
	g := &Grid{Columns: columns, Total: total, pages: map[int64]*page{}, asked: map[int64]bool{}}
	for i := range g.Columns {
		c := &g.Columns[i]
		c.right = isNumber(c.Type)
		c.width = max(minColumn, min(look.Width(look.Clean(c.Name))+3, maxColumn)) // room for a sign
		if c.Mark && i == g.frozen && g.frozen < 2 {
			g.frozen++
		}
	}
	g.frozen = max(g.frozen, min(1, len(columns)))
	return g
}

func isNumber(typ string) bool {
	switch {
	case strings.HasSuffix(typ, "INT"), strings.HasSuffix(typ, "INTEGER"), strings.HasPrefix(typ, "DECIMAL"), typ == "DOUBLE", typ == "FLOAT":
		return !strings.HasSuffix(typ, "]")
	}
	return false
}

// Wants returns the page to read next: one in sight, else one beside them. ok is false if none is wanted.
// It is not asked for again, unless [Grid.Forget] says that it will not come.
func (g *Grid) Wants() (number int64, ok bool) {
	if g.Total == 0 {
		return 0, false
	}
	g.scroll()
	first, last := g.top/PageRows, (min(g.top+int64(max(g.height, 1)), g.Total)-1)/PageRows
	for _, p := range []int64{first, last, last + 1, first - 1} {
		if p >= 0 && p*PageRows < g.Total && g.pages[p] == nil && !g.asked[p] {
			g.asked[p] = true
			return p, true
		}
	}
	return 0, false
}

// Sees reports whether a page is in sight.
func (g *Grid) Sees(number int64) bool {
	g.scroll()
	return number >= g.top/PageRows && number <= (g.top+int64(max(g.height, 1))-1)/PageRows
}

// Sight returns the rows in sight, from the first up to but without the last.
func (g *Grid) Sight() (from, to int64) {
	g.scroll()
	return g.top, min(g.top+int64(g.height), g.Total)
}

// Forget says that a page that was asked for will not come.
func (g *Grid) Forget(number int64) { delete(g.asked, number) }

// Fill hands over a page. Cells are those of Columns, in their order.
func (g *Grid) Fill(number int64, rows [][]trace.Value) {
	drawn := make([][]cell, len(rows))
	for i, row := range rows {
		drawn[i] = make([]cell, len(row))
		for j, v := range row {
			text := report.Shown(v)
			w := look.Width(text)
			drawn[i][j] = cell{text, w, v.Null}
			if j < len(g.Columns) {
				c := &g.Columns[j]
				c.width = max(c.width, min(w+2, maxColumn))
			}
		}
	}
	g.pages[number] = &page{rows, drawn}
	delete(g.asked, number)
	here := g.top / PageRows
	for len(g.pages) > keptPages {
		far, worst := int64(-1), int64(-1)
		for p := range g.pages {
			if d := max(p-here, here-p); d > worst {
				far, worst = p, d
			}
		}
		delete(g.pages, far)
	}
}

// Cursor returns the row and the column that the cursor is on.
func (g *Grid) Cursor() (row int64, col int) { return g.row, g.col }

// cells returns the row's cells, nil if it is not there yet.
func (g *Grid) cells(row int64) []cell {
	p := g.pages[row/PageRows]
	if i := row % PageRows; p != nil && int64(len(p.cells)) > i {
		return p.cells[i]
	}
	return nil
}

// Values returns the row as it was read, nil if it is not there yet.
func (g *Grid) Values(row int64) []trace.Value {
	p := g.pages[row/PageRows]
	if i := row % PageRows; p != nil && int64(len(p.values)) > i {
		return p.values[i]
	}
	return nil
}

// Move moves the cursor by so many rows.
func (g *Grid) Move(rows int64) { g.To(g.row + rows) }

// To puts the cursor on a row.
func (g *Grid) To(row int64) { g.row = max(0, min(row, g.Total-1)) }

// Page is how many rows a page key moves by.
func (g *Grid) Page() int64 { return int64(max(g.height-1, 1)) }

// Sideways moves the cursor by so many columns that are not hidden.
func (g *Grid) Sideways(columns int) {
	shown := g.shown()
	at := 0
	for i, c := range shown {
		if c <= g.col {
			at = i
		}
	}
	if len(shown) > 0 {
		g.col = shown[max(0, min(at+columns, len(shown)-1))]
	}
}

// Hide hides a column, or shows it again. One column always stays.
func (g *Grid) Hide(col int) bool {
	if !g.Columns[col].Hidden && len(g.shown()) == 1 {
		return false
	}
	g.Columns[col].Hidden = !g.Columns[col].Hidden
	if g.Columns[g.col].Hidden {
		g.Sideways(0)
	}
	return true
}

// shown returns the columns that are not hidden.
func (g *Grid) shown() []int {
	out := make([]int, 0, len(g.Columns))
	for i, c := range g.Columns {
		if !c.Hidden {
			out = append(out, i)
		}
	}
	return out
}
