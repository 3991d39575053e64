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
