package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
)

// compared are the options of a program in which any two snapshots differ so.
func compared(t testing.TB, d *diff.Diff) Options {
	opt := options(t)
	opt.Diff = func(context.Context, Snapshot, trace.Slice, Progress) (*diff.Diff, error) { return d, nil }
	return opt
}

func TestTheSnapshotThatIsShownIsNotComparedWithItself(t *testing.T) {
	s := open(t, options(t), 100, 30).press("d").shows("◆ rebrandly_20260612", "61 MB", "2,705,511")
	s.press("down", "enter").shows("rebrandly_20260612 is the snapshot that is shown")
	s.press("down").shows("only reading it can tell how many rows", "not verified")
	s.press("down", "enter").shows("cannot be compared: manifest.json")
	if got := len(s.app.stack); got != 2 {
		t.Errorf("%d screens are open, want the funnel and the snapshots", got)
	}
}

func TestWithoutSnapshotsTheKeySaysWhy(t *testing.T) {
	opt := options(t)
	opt.Snapshots = nil
	open(t, opt, 100, 30).press("d").shows("the snapshots cannot be listed here")
	opt = options(t)
	opt.Diff = nil
	open(t, opt, 100, 30).press("d", "enter").shows("nothing can be compared here")
	opt = options(t)
	opt.Snapshots = func(context.Context) ([]Snapshot, error) { return nil, nil }
	open(t, opt, 100, 30).press("d").shows("there are no snapshots").press("enter", "down", "y").shows("there are no snapshots")
}

func TestSnapshotsThatCannotBeListedAreTriedAgain(t *testing.T) {
	opt := options(t)
	works, broken := opt.Snapshots, true
	opt.Snapshots = func(ctx context.Context) ([]Snapshot, error) {
		if broken {
			return nil, errors.New("the folder cannot be read")
		}
		return works(ctx)
	}
	s := open(t, opt, 100, 30).press("d").shows("could not list the snapshots", "the folder cannot be read")
	broken = false
	s.press("r").shows("rebrandly_20260605")
}

func TestTheDiffIsOfTheOtherSnapshotOverTheSliceThatIsShown(t *testing.T) {
	opt := options(t)
	var with Snapshot
	var over trace.Slice
	opt.Diff = func(_ context.Context, other Snapshot, s trace.Slice, _ Progress) (*diff.Diff, error) {
		with, over = other, s
		return richDiff(), nil
	}
	s := open(t, opt, 120, 40).press("[", "d", "enter")
	if with.Name != "rebrandly_20260605" || over.Label != "2023" {
		t.Errorf("compared with %s over %s", with.Name, over.Label)
	}
	s.shows("16,032", "16,758", "+726", "+403", "link not in the creators sheet → the number", "did not change the number", "schema", "401 clicks")
	s.press("down", "enter")
	if st, ok := s.app.top().(*step); !ok || st.name != "campaigns_funnel_clicks" {
		t.Errorf("the part's step did not open, but %s", s.app.top().title())
	}
	s.press("esc", "g", "enter").shows("no step dropped these")
}

func TestEscCallsOffAComparison(t *testing.T) {
	opt := options(t)
	began, ended := make(chan bool, 1), make(chan bool, 1)
	opt.Diff = func(ctx context.Context, _ Snapshot, _ trace.Slice, progress Progress) (*diff.Diff, error) {
		progress(trace.Progress{What: "reading rebrandly_raw", Done: 0.42})
		began <- true
		<-ctx.Done()
		ended <- true
		return nil, ctx.Err()
	}
	s := open(t, opt, 100, 30).press("d")
	s.send(keyMsg("enter"))
	<-began
	s.shows("comparing rebrandly_20260605 with rebrandly_20260612, 2024", "42%", "reading rebrandly_raw")
	s.send(keyMsg("esc"))
	<-ended
	s.rest()
	s.shows("compare ◆ rebrandly_20260612")
	if n := len(s.app.open); n != 0 {
		t.Errorf("%d questions are open", n)
	}
}

func TestAComparisonThatFailsIsTriedAgain(t *testing.T) {
	opt := options(t)
	broken := true
	opt.Diff = func(context.Context, Snapshot, trace.Slice, Progress) (*diff.Diff, error) {
		if broken {
			return nil, errors.New("the two have no table in common")
		}
		return richDiff(), nil
	}
	s := open(t, opt, 100, 30).press("d", "enter").shows("could not compare rebrandly_20260605 with rebrandly_20260612", "no table in common")
	broken = false
	s.press("r").shows("+403")
}

func TestIdenticalSnapshotsDifferInNothing(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {120, 40}} {
		s := open(t, compared(t, sameDiff()), size[0], size[1]).press("d", "enter").shows("nothing differs")
		golden(t, fmt.Sprintf("diff_identical_%dx%d.txt", size[0], size[1]), s.screen(), size[0], size[1])
		s.press("end").shows("posts_yt").press("enter").shows("the same")
	}
}

func TestADiffOfNothingButColumnsHasNoBridge(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {120, 40}} {
		s := open(t, compared(t, reshapedDiff()), size[0], size[1]).press("d", "enter").shows("120 ≠ schema", "v shows all")
		golden(t, fmt.Sprintf("diff_schema_%dx%d.txt", size[0], size[1]), s.screen(), size[0], size[1])
		s.press("i").shows("1 table differs").press("esc")
		s.press("enter").shows("columns have no rows").press("v", "end").shows("column_119", "INTEGER → BIGINT")
	}
	s := open(t, compared(t, &diff.Diff{}), 60, 15).press("d", "enter").shows("nothing differs").press("enter", "down", "end", "v", "i", "esc")
	fits(t, s.screen(), 60, 15)
}

func TestEveryClassWithSamplesOpensItsRows(t *testing.T) {
	s := open(t, options(t), 120, 40).press("d", "enter")
	v := s.app.top().(*diffView)
	opened := map[string]bool{}
	for range len(v.lines) {
		if l := v.under(); l.off == "" {
			s.press("enter")
			if v.under() != l { // it leads to where rows went
				continue
			}
			if r, ok := s.app.top().(*diffRows); ok {
				opened[r.title()] = true
				s.shows(report.Count(int64(len(r.k.Samples))) + " of " + report.Units(r.k.Rows, "row"))
			}
			s.press("esc")
		}
		s.press("down")
	}
	want := 1 // the rows that went from one value to another
	for _, table := range richDiff().Tables {
		for _, k := range table.Classes {
			if len(k.Samples) > 0 {
				want++
			}
		}
	}
	if len(opened) != want {
		t.Errorf("opened %v, want %d", opened, want)
	}
}

func TestChangedCellsAreOldAndNew(t *testing.T) {
	s := open(t, options(t), 160, 40).press("d", "enter", "n", "n", "n", "n", "down", "enter")
	s.shows("NULL → ct-foo-2024", "12 → 12", "1,204 → 1,207", "'youtube ' → youtube", "→ …aign, moved", "2 of 19 rows")
	s.press("right").shows("differs: old → new").press("$").shows("same in both")
	s.press("v").shows("~ A", "~ B", "ct-foo-2024")
}

func TestFromWhichValueToWhichRowsWentOpensThem(t *testing.T) {
	s := open(t, options(t), 120, 50).press("d", "enter").shows("From which campaign to which: 2 clicks that reach the number in both", "ct-bar → ct-bar-2024")
	v := s.app.top().(*diffView)
	for v.under() == nil || !strings.Contains(strings.Join(v.under().panel(100), " "), "Enter goes to where they went") {
		s.press("down")
	}
	s.press("enter").shows("campaign_utm_ct of bar in creators_sheet was ct-bar, is ct-bar-2024")
	s.press("enter").shows("changed rows of clicks of another campaign", "r-7", "ct-bar → ct-bar-2024", "1 of 1 row")
	s.press("esc", "down", "enter").shows("no row of these was kept")
}

func TestARenumberedClassSaysWhichOrderByIsToBlame(t *testing.T) {
	s := open(t, options(t), 120, 40).press("d", "enter", "end", "up", "up", "up")
	s.shows("models/rebrandly_prep.sql:4", "ORDER BY \"timestamp\"", "lacks a tie-break", "119 tie groups", "6 rows shifted")
}

func TestADiffIsCopiedAndExportedInEveryForm(t *testing.T) {
	t.Chdir(t.TempDir())
	s := open(t, options(t), 120, 40).press("d", "enter", "y").shows("sent what differs as Markdown")
	for ending, want := range map[string]string{".md": "rebrandly_20260605", ".html": "<!doctype html>", ".csv": "rebrandly_raw", ".json": `"bridge"`, ".txt": "+403"} {
		s.press("x").shows("rebrandly_20260605-to-rebrandly_20260612.md", ".html")
		s.press("ctrl+u").write("d" + ending).press("enter").shows("wrote what differs to d" + ending)
		data, err := os.ReadFile("d" + ending)
		if err != nil || !strings.Contains(strings.ToLower(string(data)), want) {
			t.Errorf("d%s has no %s, %v", ending, want, err)
		}
	}
	s.press("x", "ctrl+u").write("d.parquet").press("enter").shows("ends in none of")
}

func TestTheCursorIsInSightAtEverySize(t *testing.T) {
	s := open(t, options(t), 120, 40).press("d", "enter")
	v := s.app.top().(*diffView)
	for _, size := range [][2]int{{60, 15}, {61, 16}, {75, 20}, {149, 19}, {150, 15}, {220, 70}} {
		s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		for _, key := range []string{"g", "down", "pgdown", "pgdown", "tab", "end", "up", "pgup", "home"} {
			s.send(keyMsg(key))
			screen := s.screen()
			fits(t, screen, size[0], size[1])
			if v.under() == nil || !strings.Contains(screen, "› ") {
				t.Errorf("at %v after %s the cursor is nowhere:\n%s", size, key, screen)
			}
		}
	}
}

func TestAHostileDiffDoesNoHarm(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {100, 30}, {200, 50}} {
		s := open(t, optionsOf(hostile), size[0], size[1])
		see := func() {
			t.Helper()
			harmless(t, s.screen())
			fits(t, s.screen(), size[0], size[1])
		}
		s.press("d")
		for range 4 { // the snapshots
			see()
			s.press("enter", "y", "down")
			for len(s.app.stack) > 2 {
				s.press("esc")
			}
		}
		s.press("home", "enter")
		v, ok := s.app.top().(*diffView)
		if !ok {
			t.Fatalf("the diff is not open, but %s", s.app.top().title())
		}
		for i := range v.lines {
			v.to(i, 1)
			for _, key := range []string{"i", "esc", "v", "end", "esc", "enter", "right", "down", "right", "v", "end", "esc", "down", "down"} {
				s.send(keyMsg(key))
				s.handle()
				see()
			}
			for s.app.over != nil || s.app.top() != screen(v) {
				s.send(keyMsg("esc"))
			}
		}
	}
}
