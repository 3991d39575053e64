package report

import (
	"strings"

	"funneltrace/trace"
)

// CheckText says what verifying found of a step: a sign, and words.
func CheckText(c trace.Check) (sign, text string) {
	sign, text = "✓", "the same as the plain model's"
	switch {
	case c.Skipped:
		sign, text = "·", c.Message
	case !c.OK:
		sign, text = "✗", "not "+text
	}
	if c.Rows > 0 {
		text = Units(c.Rows, "row") + ", " + text
	}
	if c.Message != "" && !c.Skipped {
		text += ": " + c.Message
	}
	return sign, text
}

// Verified returns ledgers with a note of what verifying found more, for a reader who has nothing but them.
func Verified(ls []*trace.Ledger, checks []trace.Check) []*trace.Ledger {
	if len(checks) == 0 {
		return ls
	}
	var parts []string
	for _, c := range checks {
		sign, text := CheckText(c)
		parts = append(parts, sign+" "+c.Step+": "+text)
	}
	out := make([]*trace.Ledger, len(ls))
	for i, l := range ls {
		with := *l
		with.Notes = append(append([]string(nil), l.Notes...), "verified against the plain models: "+strings.Join(parts, "; "))
		out[i] = &with
	}
	return out
}
