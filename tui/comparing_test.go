package tui

import (
	"strings"
	"testing"
)

func TestAYearIsComparedWithTheOneBefore(t *testing.T) {
	s := open(t, options(t), 120, 40).press("=")
	if got := s.screen(); !strings.Contains(got, "The number fell by 27,030") || !strings.Contains(got, "since 2024-03") {
		t.Errorf("it is not on the screen:\n%s", got)
	}
	s.press("esc", "0", "=")
	if got := s.screen(); !strings.Contains(got, "these are all years") {
		t.Errorf("why there is nothing to compare is not said:\n%s", got)
	}
}
