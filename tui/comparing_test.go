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

func TestFromAComparisonOneGetsToItsCausesAndToAFile(t *testing.T) {
	s := open(t, options(t), 120, 40).press("=", "enter").shows("Open which cause?", "YouTube-only")
	s.write("link not").press("enter").shows("› campaigns_funnel_clicks", "LEFT JOIN sheet")
	s.press("esc").shows("The number fell by 27,030")
	s.press("w").shows("Who loses by which cause?").write("link not").press("enter").shows("who: link not in the creators sheet")
	s.press("esc", "x").shows(".md, .html, .csv, .json, .txt")
}
