package form

import (
	"fmt"
	"strings"
)

// Chart is what the part "chart" of a page draws: one line over time, as SVG that is as wide as its place, and what stands below it.
type Chart struct {
	Title       string
	Line        string  // as a path
	Levels      []Level // straight lines across it
	At          string  // where a vertical line stands, in percent; empty is nowhere
	Top         string  // what the upper edge stands for
	First, Last string  // what the ends of the line stand for
	Note        string  // what is to be seen
}

// Level is a straight line of a [Chart], in hundredths of its size.
type Level struct{ X1, X2, Y string }

// chartHeight is where the greatest value is drawn, in hundredths, so that the line is not cut in half.
const chartHeight = 94

// ChartX returns the place of the i-th of n values, in hundredths; i may be between two.
func ChartX(i float64, n int) string { return fmt.Sprintf("%.2f", 100*i/float64(max(n, 1))) }

// ChartY returns the place of a value of which 1 is the greatest.
func ChartY(v float64) string { return fmt.Sprintf("%.2f", 97-v*chartHeight) }

// ChartLine returns the line through values of which 1 is the greatest. Where there is none, below 0, the line has a gap.
func ChartLine(values []float64) string {
	var b strings.Builder
	drawn := false
	for i, v := range values {
		if v < 0 {
			drawn = false
			continue
		}
		sign := "L"
		if !drawn {
			sign = "M"
		}
		at := ChartX(float64(i)+0.5, len(values)) + " " + ChartY(v)
		b.WriteString(sign + at)
		if !drawn && (i+1 == len(values) || values[i+1] < 0) { // a value alone is a dot
			b.WriteString("L" + at)
		}
		drawn = true
	}
	return b.String()
}
