package tui

import (
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/report"
)

func TestTheFirstFrameHasTheNumbersIfTheyAreKnown(t *testing.T) {
	opt := options(t)
	ls, err := opt.Ledgers(t.Context(), opt.Slice, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	opt.First = ls
	a := newApp(t.Context(), opt, nil)
	a.Update(tea.WindowSizeMsg{Width: 100, Height: 30}) // and no command has run
	if screen := a.View(); !strings.Contains(screen, "480,025") || !strings.Contains(screen, "16,358") {
		t.Errorf("the first frame has no numbers:\n%s", screen)
	}
}

func TestTheFirstFrameDoesNotWaitForTheNumbers(t *testing.T) {
	opt := options(t)
	opt.Ledgers = func(ctx context.Context, _ trace.Slice, _ string, _ Progress) ([]*trace.Ledger, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	a := newApp(t.Context(), opt, nil)
	a.Init()
	a.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	if screen := a.View(); !strings.Contains(screen, "tracing creators over rebrandly_20260612") {
		t.Errorf("the first frame does not say what is going on:\n%s", screen)
	}
}

func TestEscGoesBackToTheCursorAsItWasAndNeverQuits(t *testing.T) {
	s := open(t, options(t), 100, 30).press("down", "down", "enter", "enter", "down", "down", "f", "enter")
	if got := len(s.app.stack); got != 4 {
		t.Fatalf("%d screens are open, want funnel, step, rows and journey", got)
	}
	rows := s.app.stack[2].(*rows)
	filter := rows.narrowed()
	s.press("esc")
	if got := rows.narrowed(); s.app.top() != screen(rows) || got != filter || filter == "" {
		t.Errorf("the rows are narrowed by %q, want %q as before", got, filter)
	}
	s.press("esc", "esc")
	if f := s.app.top().(*funnel); f.list.at != s.app.stack[0].(*funnel).list.at {
		t.Error("the funnel's cursor moved")
	}
	s.press("esc", "esc").shows("q quits")
	if s.app.quitting {
		t.Error("esc quit the program")
	}
}

func TestQAndCtrlCQuit(t *testing.T) {
	for _, key := range []string{"q", "ctrl+c"} {
		s := open(t, options(t), 100, 30)
		_, cmd := s.app.Update(keyMsg(key))
		if !s.app.quitting || cmd == nil {
			t.Errorf("%s does not quit", key)
		}
	}
	s := open(t, options(t), 100, 30).press("x")
	s.send(keyMsg("q"))
	if s.app.quitting {
		t.Error("q quits while a name is typed")
	}
	if _, cmd := s.app.Update(keyMsg("ctrl+c")); !s.app.quitting || cmd == nil {
		t.Error("ctrl+c does not quit while a name is typed")
	}
}

func TestTheYearTurnsWithOneKey(t *testing.T) {
	s := open(t, options(t), 100, 30)
	for _, step := range []struct{ key, slice, in string }{
		{"[", "2023", "760,009"}, {"]", "2024", "480,025"}, {"]", "2025", "390,001"}, {"]", "2026", "179,990"},
		{"]", "2026", "2026 is the last year"}, {"0", "all", "2,700,441"}, {"0", "all", "these are all years"}, {"]", "2021", "330,012"},
	} {
		s.press(step.key).shows(step.in)
		if got := sliceName(s.app.slice); got != step.slice {
			t.Errorf("after %s the slice is %s, want %s", step.key, got, step.slice)
		}
	}
}

// slow has the ledger of all years come only when its context ends.
func slow(opt Options, late bool) (_ Options, began, ended chan bool) {
	works := opt.Ledgers
	began, ended = make(chan bool, 10), make(chan bool, 10)
	opt.Ledgers = func(ctx context.Context, s trace.Slice, by string, progress Progress) ([]*trace.Ledger, error) {
		if s.Label != "all" || by != "" {
			return works(ctx, s, by, progress)
		}
		began <- true
		<-ctx.Done()
		ended <- true
		if late { // it could not be stopped, and answers all the same
			return works(context.WithoutCancel(ctx), s, by, progress)
		}
		return nil, ctx.Err()
	}
	return opt, began, ended
}

func TestALateAnswerIsDroppedAndItsQueryIsCancelled(t *testing.T) {
	opt, began, ended := slow(options(t), true)
	s := open(t, opt, 100, 30)
	s.send(keyMsg("0"))
	<-began
	if got := sliceName(s.app.slice); got != "2024" || !strings.Contains(s.screen(), "2024 → all") {
		t.Errorf("while all years are on their way, the slice is %s:\n%s", got, s.screen())
	}
	s.send(keyMsg("[")) // all years are not wanted any more
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the query of all years goes on")
	}
	s.rest()
	time.Sleep(50 * time.Millisecond) // time for the late answer to come
	s.rest()
	s.shows("179,990")
	if got := sliceName(s.app.slice); got != "2026" {
		t.Errorf("the slice is %s, want 2026, the last year", got)
	}
}

func TestEscCallsOffASliceThatIsOnItsWay(t *testing.T) {
	opt, began, ended := slow(options(t), false)
	s := open(t, opt, 100, 30)
	s.send(keyMsg("0"))
	<-began
	s.press("esc").shows("480,025", "2024", "called off")
	<-ended
	if strings.Contains(s.screen(), "→") {
		t.Error("a slice is still said to be on its way")
	}
}

func TestKeysThatComeAtOnceAreTakenOneByOneAndPastedOnesAreNotCommands(t *testing.T) {
	s := open(t, options(t), 100, 30).press("g")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjj")})
	if got := s.app.top().(*funnel).list.at; got != 3 {
		t.Errorf("after jjj the cursor is on line %d, want 3", got)
	}
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("q"), Paste: true})
	if s.app.quitting {
		t.Error("pasted text quits the program")
	}
	s.press("x")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("-pasted"), Paste: true})
	s.shows("creators-2024.csv-pasted")
}

func TestAKeyThatIsOffSaysWhy(t *testing.T) {
	s := open(t, options(t), 100, 30).press("g", "down", " ")
	s.shows("this step has no sub-steps")
	s.press("enter").press("enter").shows("this step drops no rows")
	s.press("tab", "down", "down", "down", "enter").shows("this cause dropped nothing in this slice")
}

func TestTheRowsAreThoseOfTheLedger(t *testing.T) {
	s := open(t, options(t), 120, 40)
	l := s.app.ledger()
	for _, st := range l.Steps {
		for _, c := range st.Causes {
			if c.Clicks == 0 || st.Model == "campaigns_funnel_creators" || st.Model == "posts_yt" {
				continue // what enters them was rolled up: rows are groups
			}
			r := newRows(s.app, st.Name, c.ID)
			s.do(s.app.push(r))
			s.rest()
			if r.shown == nil || r.shown.Total != c.Clicks || r.shown.Matching != c.Clicks {
				t.Errorf("%s, %s: %+v, want %d rows", st.Name, c.Label, r.shown, c.Clicks)
			}
			s.shows(report.Count(c.Clicks) + " of " + report.Count(c.Clicks) + " rows")
			s.press("esc")
		}
	}
}

func TestFilterAndSearchSayHowManyRowsAreLeft(t *testing.T) {
	s := open(t, options(t), 120, 40).press("enter", "enter")
	r := s.app.top().(*rows)
	total := r.shown.Total
	s.press("f")
	values, _ := r.values()
	if r.shown.Matching >= total || r.shown.Total != total || values[0].Text != r.query.Where[0].Text {
		t.Errorf("filtered by %v there are %d of %d rows, the first has %v", r.query.Where, r.shown.Matching, r.shown.Total, values[0])
	}
	s.press("/").write("zzz-nowhere").press("enter").shows("0 of "+report.Count(total)+" rows", "no row is left")
	s.press("F")
	if r.shown.Matching != total {
		t.Errorf("F leaves %d of %d rows", r.shown.Matching, total)
	}
	s.press("G").shows("row " + report.Count(total) + " of " + report.Count(total))
	if values, _ := r.values(); values == nil {
		t.Error("the last row is not there")
	}
}

func TestSortGoesUpDownAndBack(t *testing.T) {
	s := open(t, options(t), 120, 40).press("enter", "enter", "right")
	r := s.app.top().(*rows)
	first := func() string {
		values, col := r.values()
		return values[col].Text
	}
	natural := first()
	up := func() string { s.press("s"); return first() }()
	down := func() string { s.press("s"); return first() }()
	s.press("s")
	if back := first(); back != natural {
		t.Errorf("the third press leaves %s first, want %s", back, natural)
	}
	if up == down {
		t.Errorf("ascending and descending both begin with %s", up)
	}
}

func TestTheJourneyEndsWhereTheRowWasDropped(t *testing.T) {
	s := open(t, options(t), 120, 40).press("enter", "enter", "enter")
	s.shows("it left at campaigns_funnel_clicks: human-only", "agent_type", "it was FALSE")
	j := s.app.top().(*journey)
	if got := j.got.value.Stops[len(j.got.value.Stops)-1]; got.Kept || got.Step != "campaigns_funnel_clicks" {
		t.Errorf("the last stop is %s, kept %t", got.Step, got.Kept)
	}
}

// home goes back to the funnel as it is at the start.
func (s *stage) home() *stage {
	for len(s.app.stack) > 1 || s.app.over != nil {
		s.press("esc")
	}
	f := s.app.top().(*funnel)
	f.all, f.shut, f.seen, f.list = false, map[string]bool{}, false, list{}
	f.turn()
	return s
}

func TestEveryActionIsReachedByItsName(t *testing.T) {
	s := open(t, options(t), 120, 40)
	for _, v := range views {
		s.home().press(v.keys...)
		s.app.over = nil
		names := map[string]bool{}
		for _, c := range newPalette(s.app).choices {
			names[c.name] = true
		}
		for _, b := range s.app.bindings() {
			if b.name == "" || !names[b.name] {
				t.Errorf("%s: key %s, %q, is not in the palette", s.app.top().title(), b.keys[0], b.name)
			}
		}
	}
	s.home()
	s.press(":").write("all years").press("enter").shows("2,700,441")
	s.press("ctrl+p").write("open step posts_yt").press("enter")
	if got, ok := s.app.top().(*step); !ok || got.name != "posts_yt" {
		t.Errorf("the palette did not open posts_yt but %s", s.app.top().title())
	}
}

func TestEveryKeyOfAScreenDoesOneThing(t *testing.T) {
	s := open(t, options(t), 120, 40)
	for _, v := range views {
		s.home().press(v.keys...)
		seen := map[string]string{}
		for _, b := range s.app.top().bindings() {
			for _, k := range b.keys {
				if other, ok := seen[k]; ok {
					t.Errorf("%s: %s is both %q and %q", s.app.top().title(), k, other, b.name)
				}
				seen[k] = b.name
			}
		}
		for _, k := range []string{"esc", "?", ":", "q", "ctrl+c"} {
			if other, ok := seen[k]; ok {
				t.Errorf("%s: %s is %q, though it means one thing everywhere", s.app.top().title(), k, other)
			}
		}
	}
}

func TestCopyGoesToTheTerminalsClipboard(t *testing.T) {
	for _, tmux := range []string{"", "/tmp/tmux-0/default,1,0"} {
		opt := options(t)
		opt.Getenv = func(name string) string {
			if name == "TMUX" {
				return tmux
			}
			return ""
		}
		s := open(t, opt, 120, 40).press("enter", "enter", "y")
		sent, err := os.ReadFile(s.out.Name())
		if err != nil {
			t.Fatal(err)
		}
		values, col := s.app.top().(*rows).values()
		want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(values[col].Text)) + "\x07"
		if tmux != "" {
			want += "\x1bPtmux;\x1b" + want + "\x1b\\"
		}
		if string(sent) != want {
			t.Errorf("TMUX=%q: sent %q, want %q", tmux, sent, want)
		}
		s.shows("sent the cell to the clipboard")
	}
}

func TestWhatIsTooLongForAClipboardIsNotCut(t *testing.T) {
	s := open(t, options(t), 120, 40)
	s.do(s.app.copy(strings.Repeat("x", clipboardLimit+1), "the text"))
	s.rest()
	s.shows("more than a terminal's clipboard takes")
	if sent, err := os.ReadFile(s.out.Name()); err != nil || len(sent) > 0 {
		t.Errorf("sent %d bytes (%v), want none", len(sent), err)
	}
}

func TestAnExportNeverWritesOverAFileUnasked(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "funnel.csv")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	content := func() string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	s := open(t, options(t), 120, 40).press("x", "ctrl+u")
	s.write(path).press("enter").shows("is there already")
	s.press("esc")
	if got := content(); got != "mine" {
		t.Errorf("the file is %q now", got)
	}
	s.press("x", "ctrl+u").write(path).press("enter", "enter").shows("wrote the ledger of 2024 to")
	if got := content(); !strings.HasPrefix(got, "chain,snapshot,slice,step") {
		t.Errorf("the file is %q now", got)
	}
	s.press("x", "ctrl+u").write(filepath.Join(dir, "funnel.xlsx")).press("enter").shows("ends in none of")
}

func TestTheSliceScreenSaysWhatIsWrongAndChangesNothingUntilApplied(t *testing.T) {
	s := open(t, options(t), 120, 40)
	s.press("s", "down", "enter").write("2024-13").press("enter").shows("is no date")
	s.press("esc", "esc").shows("480,025")
	s.press("s", "right", "a").shows("390,001")
	s.press("s", "down", "down", "down", "enter").write("BR").press("enter", "a")
	if got := sliceName(s.app.slice); got != "2025 country=BR" {
		t.Errorf("the slice is %s, want 2025 country=BR", got)
	}
	s.press("s", "D", "a").shows("2,700,441")
}

func TestALineOfTheHeatTableBecomesTheSlice(t *testing.T) {
	s := open(t, options(t), 120, 40).press("b", "up", "enter")
	if got := sliceName(s.app.slice); got != "2023" {
		t.Errorf("the slice is %s, want 2023", got)
	}
	s.press("b", "tab", "enter")
	if got := sliceName(s.app.slice); got != "2023-01" {
		t.Errorf("the slice is %s, want January 2023", got)
	}
	s.press("]", "b", "b").write("country").press("enter", "enter").press("b", "b").write("device").press("enter", "enter")
	if got := sliceName(s.app.slice); !strings.HasPrefix(got, "2024 country=") || !strings.Contains(got, " device=") || s.app.slice.From.Year() != 2024 {
		t.Errorf("the slice is %s from %v on, want one of 2024 with a country and a device", got, s.app.slice.From)
	}
}

func TestEscGoesBackFromALinesFunnelToTheTable(t *testing.T) {
	s := open(t, options(t), 120, 40).press("0", "b", "tab", "down", "down", "enter")
	if got := sliceName(s.app.slice); got != "2021-03" {
		t.Errorf("the slice is %s, want 2021-03", got)
	}
	s.shows("funnel of 2021-03").press("esc")
	if h, ok := s.app.top().(*heat); !ok || h.list.at != 2 || h.got.value.by != "month" || sliceName(s.app.slice) != "all" {
		t.Errorf("esc leads to %s, slice %s", s.app.top().title(), sliceName(s.app.slice))
	}
}

func TestAMissedLookupIsShownWhereTheRowLeft(t *testing.T) {
	s := open(t, options(t), 120, 40).press("enter")
	st := s.app.top().(*step)
	for i, c := range st.step().Causes {
		if c.Kind == trace.JoinMiss {
			st.list.to(i)
		}
	}
	s.press("enter", "enter").shows("✗ it left at campaigns_funnel_clicks: link not in the creators sheet", "missed", "the lookup was missed at rebrandly", "nearest")
	s.press("enter")
	if c := s.app.top().(*step).cause(); c == nil || c.Kind != trace.JoinMiss {
		t.Errorf("the step is opened at %+v, want at the row's cause", c)
	}
}

func TestThePublishedNumberIsComparedWith(t *testing.T) {
	s := open(t, options(t), 120, 40).press("e").write("16,100").press("enter")
	s.shows("published 16,100 (+258)")
	s.press("]")
	if strings.Contains(s.screen(), "published") {
		t.Error("the number of 2024 is compared with another year")
	}
	s.press("[").shows("published 16,100 (+258)")
	s.press("e", "ctrl+u").write("lots").press("enter").shows("that is no number")
	s.press("ctrl+u", "enter")
	if strings.Contains(s.screen(), "published") {
		t.Error("the number is still compared with")
	}
}

func TestVerifyingSaysWhatItFoundAndWhatItCouldNotCompare(t *testing.T) {
	s := open(t, optionsOf(hostile), 120, 40)
	s.shows("not verified")
	s.press("V").shows("verified in part, 3 of 5")
	s.press("V").shows("first: 32 rows, the same as the plain model's", "· second: not compared: the model could not be followed", "the ledger that is shown: the same")
}

func TestWhatLeavesTheScreensSaysWhatVerifyingFound(t *testing.T) {
	s := open(t, optionsOf(hostile), 120, 40)
	before := report.Markdown(s.app.verified([]*trace.Ledger{s.app.ledger()}), s.app.opt.Provenance())
	if strings.Contains(string(before), "verified against") {
		t.Error("nothing was verified yet")
	}
	s.press("V")
	after := report.Markdown(s.app.verified([]*trace.Ledger{s.app.ledger()}), s.app.opt.Provenance())
	if !strings.Contains(string(after), "verified against the plain models: ✓ first: 32 rows, the same") || !strings.Contains(string(after), "· second: not compared") {
		t.Errorf("the Markdown does not say what was found:\n%s", after)
	}
}

func TestClosedStepsStandForAllOfTheirParts(t *testing.T) {
	s := open(t, options(t), 120, 40)
	l := s.app.ledger()
	f := s.app.top().(*funnel)
	f.shut["campaigns_funnel_creators"] = true
	causes := 0
	for _, s := range l.Steps {
		if s.Model == "campaigns_funnel_creators" {
			causes += len(s.Causes)
		}
	}
	for _, line := range f.lines(l) {
		if line.step.Name == "campaigns_funnel_creators" {
			if line.step.In != 69446 || line.step.Out != 46699 || len(line.step.Causes) != causes {
				t.Errorf("the closed model has %d in, %d out and %d causes", line.step.In, line.step.Out, len(line.step.Causes))
			}
			return
		}
	}
	t.Error("the model is not there")
}
