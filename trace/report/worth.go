package report

import (
	"fmt"

	"funneltrace/trace"
)

// Worth says what lost rows cost the number: "worth about 3,376 of the number (between 2,074 and 4,846)"; empty where that is not known.
func Worth(l *trace.Ledger, w *trace.Worth) string {
	if w == nil {
		return ""
	}
	between := fmt.Sprintf(" (between %s and %s)", Count(w.Low), Count(w.High))
	if n := l.Number; !n.Known || n.Value != float64(n.Clicks+n.FanOut) { // it is no count of rows
		return fmt.Sprintf("about %s would have reached the number", Units(w.About, "row")) + between
	}
	return "worth about " + Count(w.About) + " of the number" + between
}

// WorthOfCause is the same in short, for one of several causes: "worth about 622 (606 to 669)".
func WorthOfCause(c trace.Cause) string {
	if c.Worth == nil {
		return ""
	}
	return fmt.Sprintf("worth about %s (%s to %s)", Count(c.Worth.About), Count(c.Worth.Low), Count(c.Worth.High))
}

// worthCells are what a cause's line has of it in CSV.
func worthCells(c trace.Cause) [3]any {
	if w := c.Worth; w != nil {
		return [3]any{w.About, w.Low, w.High}
	}
	return [3]any{"", "", ""}
}
