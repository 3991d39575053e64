package diffs

import (
	"math"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report"
)

// Waterfall is a bridge as it is drawn: from A's number, piece by piece, to B's.
type Waterfall struct {
	Name    string // of the number
	Known   bool   // false: the number cannot be cut to the slice, and the rows that reach it stand for it
	A, B    float64
	Pieces  []Piece
	Still   []trace.Part // root rows that moved without changing the number
	Low, Up float64      // the ends of the axis: it begins at 0 only where that leaves the pieces visible
}

// Piece is one part in its place. The last one may stand for what the measure adds beyond counting rows.
type Piece struct {
	Part     trace.Part
	Rest     bool
	Effect   float64
	From, To float64
}

// NewWaterfall takes a bridge apart.
func NewWaterfall(b *trace.Bridge) Waterfall {
	w := Waterfall{Name: report.NumberName(b.Label), Known: b.Known}
	w.A, w.B = float64(b.Paths[0]), float64(b.Paths[1])
	if b.Known {
		w.A, w.B = b.Values[0], b.Values[1]
	}
	at := w.A
	low, up := w.A, w.A
	add := func(p Piece) {
		p.From, p.To = at, at+p.Effect
		at = p.To
		low, up = min(low, at), max(up, at)
		w.Pieces = append(w.Pieces, p)
	}
	for _, p := range b.Parts {
		if p.Effect == 0 {
			w.Still = append(w.Still, p)
			continue
		}
		add(Piece{Part: p, Effect: float64(p.Effect)})
	}
	if b.Known && b.Rest != 0 {
		add(Piece{Rest: true, Effect: b.Rest})
	}
	low, up = min(low, w.B), max(up, w.B)
	margin := (up - low) / 10
	w.Low, w.Up = low-margin, up+margin
	if low >= 0 && (w.Low <= 0 || low < (up-low)*2) {
		w.Low = 0
	}
	if w.Low == w.Up {
		w.Low, w.Up = min(0, w.Low), max(w.Up, w.Low+1)
	}
	return w
}

// place returns where v is on an axis of a width.
func (w Waterfall) place(v, width float64) float64 { return (v - w.Low) / (w.Up - w.Low) * width }

// Marker shows where a number is on the axis: a bar from 0, or a mark where the axis is cut.
func (w Waterfall) Marker(v float64, width int) string {
	if width <= 0 {
		return ""
	}
	if w.Low == 0 {
		return report.Bar(int64(math.Round(v*1000)), int64(math.Round(w.Up*1000)), width)
	}
	at := min(max(int(w.place(v, float64(width))), 0), width-1)
	return strings.Repeat(" ", at) + "◆"
}

// Bar shows a piece in its place on the axis.
func (w Waterfall) Bar(p Piece, width int) string {
	if width <= 0 {
		return ""
	}
	from := int(math.Round(w.place(min(p.From, p.To), float64(width))))
	to := int(math.Round(w.place(max(p.From, p.To), float64(width))))
	from = min(max(from, 0), width-1)
	to = min(max(to, from), width)
	if from == to {
		return strings.Repeat(" ", from) + "▏"
	}
	shade := "█"
	if p.Effect < 0 {
		shade = "▒"
	}
	return strings.Repeat(" ", from) + strings.Repeat(shade, to-from)
}

// biggest returns the pieces of the largest effects, at most n of them, and the sum of the others.
func (w Waterfall) biggest(n int) (top []Piece, others int, sum float64) {
	top = slices.Clone(w.Pieces)
	slices.SortStableFunc(top, func(a, b Piece) int {
		switch x, y := math.Abs(a.Effect), math.Abs(b.Effect); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	if len(top) <= n {
		return top, 0, 0
	}
	for _, p := range top[n:] {
		sum += p.Effect
	}
	return top[:n], len(top) - n, sum
}

// Glyph returns the sign of a piece.
func (p Piece) Glyph() string {
	if p.Rest {
		return "·"
	}
	return MoveGlyph(p.Part)
}

// Word returns what a piece is called.
func (p Piece) Word() string {
	if p.Rest {
		return "measure"
	}
	return MoveWord(p.Part.Move)
}

// Text says what a piece is, and where it happened; where may be empty.
func (p Piece) Text(unit string) (what, where string) {
	if p.Rest {
		return "what the measure adds beyond counting rows", ""
	}
	return MoveText(p.Part, unit)
}

// Remark says where a piece's rows were dropped, and how many they are if the number counts them otherwise.
func (p Piece) Remark(unit string) string {
	_, where := p.Text(unit)
	if p.Rest || math.Abs(p.Effect) == float64(p.Part.Clicks) {
		return where
	}
	if where == "" {
		return report.Units(p.Part.Clicks, unit)
	}
	return report.Units(p.Part.Clicks, unit) + ", " + where
}

// moved reports whether anything at all differs between the two sides of a bridge.
func moved(b *trace.Bridge) bool {
	if b.Paths[0] != b.Paths[1] || b.Roots[0] != b.Roots[1] || b.Clicks[0] != b.Clicks[1] || b.Known && b.Values[0] != b.Values[1] {
		return true
	}
	for _, p := range b.Parts {
		if p.Clicks != 0 || p.Effect != 0 {
			return true
		}
	}
	return len(b.Regroupings) > 0
}
