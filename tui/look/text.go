package look

import (
	"funneltrace/trace/report/form"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Clean returns text from elsewhere on one line, with everything that a terminal would obey made visible.
func Clean(s string) string { return form.Visible(s) }

// Width returns how many columns the text takes.
func Width(s string) int {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// Clip returns at most width columns of the text; what is cut off shows as an ellipsis.
func Clip(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if Width(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, "…")
}

// Fit returns the text in exactly width columns, on the left.
func Fit(s string, width int) string {
	s = Clip(s, width)
	return s + Spaces(width-Width(s))
}

// FitRight returns the text in exactly width columns, on the right.
func FitRight(s string, width int) string {
	s = Clip(s, width)
	return Spaces(width-Width(s)) + s
}

// Ends returns a line of width columns with one text on its left and one on its right; the left one gives way.
func Ends(left, right string, width int) string {
	right = Clip(right, width)
	room := width - Width(right)
	if right != "" && room > 0 {
		room--
		return Fit(left, room) + " " + right
	}
	return Fit(left, room) + right
}

// hyphen stands for one while a text is wrapped: names such as first-session are not broken.
const hyphen = "\ue02d"

// Wrap breaks the text into lines of at most width columns, at spaces where it can.
func Wrap(s string, width int) []string {
	s = ansi.Wrap(strings.ReplaceAll(s, "-", hyphen), max(width, 8), "")
	return strings.Split(strings.ReplaceAll(s, hyphen, "-"), "\n")
}

const blanks = "                                                                                                    "

// Spaces returns n spaces; none if n is negative.
func Spaces(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}
