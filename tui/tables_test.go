package tui

import "testing"

func TestTheRowsOfATableAndOfAModelAreLookedAt(t *testing.T) {
	s := open(t, options(t), 120, 40).press("t").shows("tables of the snapshot, and models", "rebrandly.creators_sheet", "posts_yt")
	s.press("enter").shows("rows: rebrandly.creators_sheet", "all rows of rebrandly.creators_sheet", "slashtag")
	s.press("enter").shows("this row is none of those that are followed")
	s.press("s").shows("↑")
	s.press("esc", "end", "enter").shows("rows: ")
	s.press("esc", "home", "down", "down", "enter").shows("rows: rebrandly.rebrandly_raw").press("enter").shows("it left at posts_yt")
}

func TestTheValuesOfAColumnAreCountedAndChosen(t *testing.T) {
	s := open(t, options(t), 120, 40).press("t", "enter").shows("all rows of rebrandly.creators_sheet")
	r := s.app.top().(*rows)
	before := r.shown.Total
	s.press("right", "n").shows("values in", "rows")
	s.press("enter")
	if r = s.app.top().(*rows); r.shown.Matching == 0 || r.shown.Matching >= before || r.shown.Total != before {
		t.Errorf("%d of %d rows have the most frequent value, there are %d", r.shown.Matching, r.shown.Total, before)
	}
	n := r.shown.Matching
	s.press("n").shows("1 value in ", "100.0%").press("esc")
	if r.shown.Matching != n {
		t.Errorf("counting changed the rows from %d to %d", n, r.shown.Matching)
	}
}
