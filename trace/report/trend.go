package report

import (
	"cmp"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

var heights = []rune("▁▂▃▄▅▆▇█")

// Sparkline draws a trend's shares from 0 to the greatest, one column for each month or week, or for several where there is no room.
func Sparkline(t *trace.Trend, width int) string {
	points := squeezed(t.Points, width)
	top := 0.0
	for _, p := range points {
		top = max(top, shareOf(p))
	}
	var b strings.Builder
	for _, p := range points {
		switch {
		case p.Came == 0:
			b.WriteByte(' ')
		case top == 0:
			b.WriteRune(heights[0])
		default:
			b.WriteRune(heights[min(int(shareOf(p)/top*float64(len(heights))), len(heights)-1)])
		}
	}
	return b.String()
}

func shareOf(p trace.Point) float64 { return float64(p.Took) / float64(max(p.Came, 1)) }

// squeezed puts neighbours together until no more than so many are left.
func squeezed(points []trace.Point, most int) []trace.Point {
	if len(points) <= most || most < 1 {
		return points
	}
	out := make([]trace.Point, most)
	for i, p := range points {
		at := i * most / len(points)
		out[at].Took += p.Took
		out[at].Came += p.Came
	}
	return out
}

// Since says where a cause's share became another one: "1.3% → 2.6% since 2024-03"; empty if it did not.
func Since(t *trace.Trend) string {
	if t == nil || t.Break == nil {
		return ""
	}
	return rate(t.Break.Before) + " → " + rate(t.Break.After) + " since " + t.Break.At
}

// TrendChart draws a trend as a line, with the shares before and after it became another one. The share is nothing where nothing came.
func TrendChart(t *trace.Trend) form.Chart {
	n := len(t.Points)
	c := form.Chart{Title: "the share by " + t.By, First: t.Points[0].At, Last: t.Points[n-1].At, Note: cmp.Or(Since(t), "steady")}
	top := 0.0
	for _, p := range t.Points {
		top = max(top, shareOf(p))
	}
	scaled := func(share float64) float64 { return share / max(top, 1e-9) }
	var values []float64
	at := 0
	for i, p := range t.Points {
		if values = append(values, scaled(shareOf(p))); p.Came == 0 {
			values[i] = -1
		}
		if t.Break != nil && p.At == t.Break.At {
			at = i
		}
	}
	c.Top, c.Line = rate(top), form.ChartLine(values)
	if t.Break != nil {
		c.At = form.ChartX(float64(at), n)
		c.Levels = []form.Level{{X1: "0", X2: c.At, Y: form.ChartY(scaled(t.Break.Before))}, {X1: c.At, X2: "100", Y: form.ChartY(scaled(t.Break.After))}}
	}
	return c
}

// rate is a share as text.
func rate(share float64) string {
	const of = 1_000_000
	return Percent(int64(share*of+0.5), of)
}
