package tui

import (
	"strings"
	"testing"
	"time"
)

func TestTheYearsBeginWithTheCursorOnTheOneThatIsShown(t *testing.T) {
	s := open(t, options(t), 120, 40).press("b").shows("all by year", "› 2024")
	if head := strings.Split(s.screen(), "\n")[0]; strings.Contains(head, "2024") || !strings.Contains(head, "all") {
		t.Errorf("the head is %q, and the lines are of all years", head)
	}
	s.press("[").shows("› 2023")
	s.press("esc").shows("2023")
	if got := sliceName(s.app.slice); got != "2023" {
		t.Errorf("the slice is %s, want 2023", got)
	}
}

func TestAValueOfADimensionIsALineAmongTheOthers(t *testing.T) {
	s := open(t, options(t), 120, 40)
	slice, err := s.app.opt.Cut("2024", "", "", []string{"country=BR"})
	if err != nil {
		t.Fatal(err)
	}
	s.do(s.app.turnTo(slice))
	s.press("b", "b").write("country").press("enter").shows("2024 by country", "› BR")
	if n := len(s.app.top().(*heat).ledgers()); n < 2 {
		t.Errorf("there are %d lines", n)
	}
}

func TestTheMarkedLineIsComparedWithTheOneUnderTheCursor(t *testing.T) {
	s := open(t, options(t), 120, 40).press("b", "=").shows("2023 → 2024", "The number fell by 27,030")
	s.press("esc", " ").shows("2024 is marked").press("=").shows("this line is the marked one")
	s.press("up", "up", "=").shows("2024 → 2022").press("esc", "down", "down", " ", "b").write("country").press("enter")
	s.press("=").shows("mark the line to compare with first").press(" ", "down", "=").shows("2024 country=", " → 2024 country=")
}

func TestWeeksAndDaysAreSlices(t *testing.T) {
	s := open(t, options(t), 120, 40).press("b", "b").write("week").press("enter").shows("2024 by week", "2024-W09")
	s.press("down", "enter")
	if got := s.app.slice; got.To.Sub(got.From) != 7*24*time.Hour || got.From.Weekday() != time.Monday {
		t.Errorf("the week is %v to %v", got.From, got.To)
	}
	n := s.app.ledger().In()
	s.press("esc")
	if h := s.app.top().(*heat); h.ledgers()[h.list.at].In() != n {
		t.Errorf("the line has %d rows, its slice %d", h.ledgers()[h.list.at].In(), n)
	}
	s.press("b").write("day").press("enter").shows("2024 by day", "2024-01-01").press("down", "enter")
	if got := sliceName(s.app.slice); got != "2024-01-02" {
		t.Errorf("the slice is %s", got)
	}
}

func TestTheMondayOfAWeek(t *testing.T) {
	for _, c := range [][2]string{{"2026-W01", "2025-12-29"}, {"2026-W06", "2026-02-02"}, {"2020-W53", "2020-12-28"}, {"2021-W01", "2021-01-04"}, {"2023-W01", "2023-01-02"}} {
		got, err := mondayOf(c[0])
		if err != nil || got.Format(time.DateOnly) != c[1] {
			t.Errorf("%s begins on %s (%v), want %s", c[0], got.Format(time.DateOnly), err, c[1])
		}
	}
}

func TestASlashBeginsToSearchTheValues(t *testing.T) {
	s := open(t, options(t), 120, 40).press("s", "down", "down", "down", "enter").shows("country, the most frequent first")
	s.press("/").write("BR").press("enter").shows("BR").press("a")
	if got := sliceName(s.app.slice); !strings.Contains(got, "country=BR") {
		t.Errorf("the slice is %s", got)
	}
}
