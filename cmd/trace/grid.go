package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// alignCells returns the rows of a grid as lines whose columns stand below each other; those of the given numbers end at
// the same place. Cells are made visible.
func alignCells(grid [][]string, right ...int) []string {
	var widths []int
	for _, row := range grid {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			row[i] = form.Visible(c)
			widths[i] = max(widths[i], ansi.StringWidth(row[i]))
		}
	}
	lines := make([]string, len(grid))
	for n, row := range grid {
		var b strings.Builder
		for i, c := range row {
			pad := strings.Repeat(" ", widths[i]-ansi.StringWidth(c))
			if slices.Contains(right, i) {
				c = pad + c
			} else {
				c += pad
			}
			if i > 0 {
				b.WriteString("  ")
			}
			b.WriteString(c)
		}
		lines[n] = strings.TrimRight(b.String(), " ")
	}
	return lines
}

// size returns a number of bytes in words: 1.4 MB.
func size(n int64) string {
	const unit = 1000
	if n < unit {
		return report.Count(n) + " B"
	}
	v, i := float64(n), 0
	for ; v >= unit-0.5 && i < 5; i++ {
		v /= unit
	}
	format := "%.0f %cB"
	if v < 9.95 {
		format = "%.1f %cB"
	}
	return fmt.Sprintf(format, v, " kMGTP"[i])
}

// wrapped breaks a line at spaces so that it fits the width; what follows begins with indent.
func wrapped(text string, width int, indent string) string {
	lines := strings.Split(ansi.Wordwrap(strings.TrimLeft(text, " "), max(width, 60)-len(indent), " "), "\n")
	return indent + strings.Join(lines, "\n"+indent)
}
