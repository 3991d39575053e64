package report

import (
	"math"
	"strings"

	"funneltrace/trace"
)

// eighths draw the last, partly filled cell of a bar.
var eighths = []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}

// Bar returns n of all as a bar that is at most width cells long. What is not nothing shows at least a sliver.
func Bar(n, all int64, width int) string {
	if n <= 0 || all <= 0 {
		return ""
	}
	e := int(math.Round(float64(n) / float64(all) * float64(width) * 8))
	e = min(max(e, 1), width*8)
	return strings.Repeat("█", e/8) + eighths[e%8]
}

// fall returns the piece that a cause takes off the funnel, in its place under the step's bar: dropped clicks of all,
// left when it is done. Expected pieces are light, losses dark.
func fall(c trace.Class, left, dropped, all int64, width int) string {
	if dropped <= 0 || all <= 0 {
		return ""
	}
	cell := func(n int64) int { return int(math.Round(float64(n) / float64(all) * float64(width))) }
	from, to := cell(left), cell(left+dropped)
	if from == to {
		from = min(from, width-1)
		return strings.Repeat(" ", from) + "▏"
	}
	shade := "▒"
	switch c {
	case trace.Expected:
		shade = "░"
	case trace.Loss:
		shade = "▓"
	}
	return strings.Repeat(" ", from) + strings.Repeat(shade, to-from)
}
