package grid

import (
	"strconv"
	"strings"

	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// place is a column in sight.
type place struct {
	col   int
	width int
}

// View draws the head and the rows around the cursor on so many lines of at most so many columns.
// sorted names the column that the rows are in the order of, with an arrow for the direction.
func (g *Grid) View(lk *look.Look, width, height int, sorted, arrow string) []string {
	g.height = max(height-1, 0)
	g.scroll()
	digits := len(report.Count(max(g.Total, 1)))
	frozen, rest := g.lay(width - digits - 3)
	out := make([]string, 0, height)
	out = append(out, g.head(lk, digits, frozen, rest, sorted, arrow))
	for r := g.top; r < min(g.top+int64(g.height), g.Total); r++ {
		out = append(out, g.line(lk, r, digits, frozen, rest))
	}
	return out
}

// scroll keeps the cursor's row in sight.
func (g *Grid) scroll() {
	h := int64(g.height)
	g.To(g.row)
	g.top = max(0, min(g.top, g.Total-h))
	if g.row < g.top {
		g.top = g.row
	}
	if h > 0 && g.row >= g.top+h {
		g.top = g.row - h + 1
	}
}

// lay says which columns are in sight and how wide they are, so that the cursor's is among them.
func (g *Grid) lay(width int) (frozen, rest []place) {
	shown := g.shown()
	used, nf := 0, 0
	for nf < len(shown) && shown[nf] < g.frozen {
		w := min(g.Columns[shown[nf]].width, max(width/3, minColumn))
		if used+w > width*2/3 {
			break
		}
		frozen = append(frozen, place{shown[nf], w})
		used += w
		nf++
	}
	others := shown[nf:]
	at := -1
	for i, c := range others {
		if c == g.col {
			at = i
		}
	}
	g.left = max(0, min(g.left, len(others)-1))
	if at >= 0 && at < g.left {
		g.left = at
	}
	for {
		rest = rest[:0]
		room := width - used
		for _, c := range others[min(g.left, len(others)):] {
			w := g.Columns[c].width
			if w > room {
				if room < minColumn+2 && len(rest) > 0 {
					break
				}
				w = room
			}
			if w < minColumn {
				break
			}
			rest = append(rest, place{c, w})
			if room -= w; room <= 0 {
				break
			}
		}
		// the cursor's column is in sight, and whole unless it is alone
		last := len(rest) - 1
		if at < 0 || at < g.left+last || at == g.left+last && (last == 0 || rest[last].width == g.Columns[rest[last].col].width) || g.left >= at {
			g.inSight = len(rest)
			return frozen, rest
		}
		g.left++
	}
}

// head draws the names of the columns; on its right, how many are out of sight.
func (g *Grid) head(lk *look.Look, digits int, frozen, rest []place, sorted, arrow string) string {
	var b strings.Builder
	b.WriteString("  " + lk.Muted.On(look.FitRight("#", digits)))
	name := func(p place) {
		c := g.Columns[p.col]
		text := look.Clean(c.Name)
		if c.Mark {
			text = "!" + text
		}
		if c.Name == sorted && sorted != "" {
			text = arrow + text
		}
		text = fit(text, p.width-2, c.right)
		switch {
		case p.col == g.col:
			b.WriteString(lk.Accent.On(" " + text + " "))
		case c.Mark:
			b.WriteString(lk.Loss.On(" " + text + " "))
		default:
			b.WriteString(lk.Title.On(" " + text + " "))
		}
	}
	for _, p := range frozen {
		name(p)
	}
	b.WriteString(lk.Muted.On("│"))
	for _, p := range rest {
		name(p)
	}
	return b.String()
}

func (g *Grid) line(lk *look.Look, r int64, digits int, frozen, rest []place) string {
	var b strings.Builder
	number := look.FitRight(strconv.FormatInt(r+1, 10), digits)
	if r == g.row {
		b.WriteString("› " + lk.Accent.On(number))
	} else {
		b.WriteString("  " + lk.Muted.On(number))
	}
	cells := g.cells(r)
	if cells == nil {
		b.WriteString(lk.Muted.On(" ···"))
		return b.String()
	}
	for _, p := range frozen {
		g.cell(&b, lk, cells, p, r)
	}
	b.WriteString(lk.Muted.On("│"))
	for _, p := range rest {
		g.cell(&b, lk, cells, p, r)
	}
	return b.String()
}

// cell draws one cell. The cursor's is in brackets, for those who see no colours.
func (g *Grid) cell(b *strings.Builder, lk *look.Look, cells []cell, p place, r int64) {
	c := cells[p.col]
	text := c.text
	if room := p.width - 2; c.width > room {
		text = fit(text, room, false)
	} else if g.Columns[p.col].right {
		text = look.Spaces(room-c.width) + text
	} else {
		text += look.Spaces(room - c.width)
	}
	switch {
	case r == g.row && p.col == g.col:
		b.WriteString(lk.Cursor.On("[" + text + "]"))
	case c.null:
		b.WriteString(" " + lk.Muted.On(text) + " ")
	case g.Columns[p.col].Mark:
		b.WriteString(" " + lk.Loss.On(text) + " ")
	default:
		b.WriteString(" " + text + " ")
	}
}

func fit(s string, width int, right bool) string {
	if right {
		return look.FitRight(s, width)
	}
	return look.Fit(s, width)
}

// Away returns how many columns are scrolled away on either side.
func (g *Grid) Away() (left, right int) {
	shown := len(g.shown())
	nf := 0
	for _, c := range g.shown() {
		if c < g.frozen {
			nf++
		}
	}
	return g.left, max(shown-nf-g.left-g.inSight, 0)
}

// Click puts the cursor on the cell at a place in the view, and says whether it was there already.
func (g *Grid) Click(x, y, width int) (again, ok bool) {
	r := g.top + int64(y) - 1
	if y < 1 || r >= g.Total || y > g.height {
		return false, false
	}
	digits := len(report.Count(max(g.Total, 1)))
	frozen, rest := g.lay(width - digits - 3)
	at := 2 + digits
	col := g.col
	for i, p := range append(frozen, rest...) {
		if i == len(frozen) {
			at++ // the line after the frozen columns
		}
		if x >= at && x < at+p.width {
			col = p.col
		}
		at += p.width
	}
	again = r == g.row && col == g.col
	g.row, g.col = r, col
	return again, true
}
