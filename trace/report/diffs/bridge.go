package diffs

import (
	"math"
	"slices"

	"funneltrace/trace"
	"funneltrace/trace/report"
)

// waterfall is a bridge as it is drawn: from A's number, piece by piece, to B's.
type waterfall struct {
	name    string // of the number
	known   bool   // false: the number cannot be cut to the slice, and the rows that reach it stand for it
	a, b    float64
	pieces  []piece
	still   []trace.Part // root rows that moved without changing the number
	low, up float64      // the ends of the axis: it begins at 0 only where that leaves the pieces visible
}

// piece is one part in its place. The last one may stand for what the measure adds beyond counting rows.
type piece struct {
	part     trace.Part
	rest     bool
	effect   float64
	from, to float64
}

func newWaterfall(b *trace.Bridge) waterfall {
	w := waterfall{name: report.NumberName(b.Label), known: b.Known}
	w.a, w.b = float64(b.Paths[0]), float64(b.Paths[1])
	if b.Known {
		w.a, w.b = b.Values[0], b.Values[1]
	}
	at := w.a
	low, up := w.a, w.a
	add := func(p piece) {
		p.from, p.to = at, at+p.effect
		at = p.to
		low, up = min(low, at), max(up, at)
		w.pieces = append(w.pieces, p)
	}
	for _, p := range b.Parts {
		if p.Effect == 0 {
			w.still = append(w.still, p)
			continue
		}
		add(piece{part: p, effect: float64(p.Effect)})
	}
	if b.Known && b.Rest != 0 {
		add(piece{rest: true, effect: b.Rest})
	}
	low, up = min(low, w.b), max(up, w.b)
	margin := (up - low) / 10
	w.low, w.up = low-margin, up+margin
	if low >= 0 && (w.low <= 0 || low < (up-low)*2) {
		w.low = 0
	}
	if w.low == w.up {
		w.low, w.up = min(0, w.low), max(w.up, w.low+1)
	}
	return w
}

// place returns where v is on an axis of a width.
func (w waterfall) place(v, width float64) float64 { return (v - w.low) / (w.up - w.low) * width }

// biggest returns the pieces of the largest effects, at most n of them, and the sum of the others.
func (w waterfall) biggest(n int) (top []piece, others int, sum float64) {
	top = slices.Clone(w.pieces)
	slices.SortStableFunc(top, func(a, b piece) int {
		switch x, y := math.Abs(a.effect), math.Abs(b.effect); {
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
		sum += p.effect
	}
	return top[:n], len(top) - n, sum
}

// glyph, word and text say what a piece is.
func (p piece) glyph() string {
	if p.rest {
		return "·"
	}
	return MoveGlyph(p.part)
}

func (p piece) word() string {
	if p.rest {
		return "measure"
	}
	return moveWord(p.part.Move)
}

func (p piece) text(unit string) (what, where string) {
	if p.rest {
		return "what the measure adds beyond counting rows", ""
	}
	return MoveText(p.part, unit)
}

// remark says where a piece's rows were dropped, and how many they are if the number counts them otherwise.
func (p piece) remark(unit string) string {
	_, where := p.text(unit)
	if p.rest || math.Abs(p.effect) == float64(p.part.Clicks) {
		return where
	}
	if where == "" {
		return report.Units(p.part.Clicks, unit)
	}
	return report.Units(p.part.Clicks, unit) + ", " + where
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
	return false
}
