package tui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// harmless fails the test if the screen has a character that a terminal would obey. The profile is plain: there are no styles.
func harmless(t *testing.T, screen string) {
	t.Helper()
	for _, r := range screen {
		if r != '\n' && (unicode.IsControl(r) || r != '\u200d' && unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			t.Fatalf("the screen has %q:\n%q", r, screen)
		}
	}
}

func TestNothingOfOthersReachesTheTerminalRaw(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 40}} {
		for _, v := range views {
			t.Run(fmt.Sprintf("%s_%dx%d", v.name, size[0], size[1]), func(t *testing.T) {
				s := open(t, optionsOf(hostile), size[0], size[1])
				for _, key := range v.keys {
					s.press(key)
					harmless(t, s.screen())
					fits(t, s.screen(), size[0], size[1])
				}
			})
		}
	}
}

func TestAHostileValueAsTheSliceDoesNoHarm(t *testing.T) {
	for _, width := range []int{60, 80, 160} {
		s := open(t, optionsOf(hostile), width, 24).press("b", "enter")
		for range 12 {
			harmless(t, s.screen())
			fits(t, s.screen(), width, 24)
			s.press("s", "down", "down", "down", "enter", "down", "down", "enter", "a", "enter", "enter", "esc", "esc")
		}
	}
}

func TestRandomKeysOnAHostileChainDoNoHarm(t *testing.T) {
	t.Chdir(t.TempDir())
	s := open(t, optionsOf(hostile), 100, 30)
	r := rand.New(rand.NewPCG(1, 2))
	for range 600 {
		key := soakKeys[r.IntN(len(soakKeys))]
		if key == "x" {
			continue // nothing is to be written
		}
		s.send(keyMsg(key))
		s.handle()
		if r.IntN(20) == 0 {
			s.rest()
			s.send(tea.WindowSizeMsg{Width: 60 + r.IntN(100), Height: 15 + r.IntN(40)})
		}
		harmless(t, s.screen())
		fits(t, s.screen(), s.app.width, s.app.height)
	}
}

func TestWhatCannotBeFollowedIsSaid(t *testing.T) {
	s := open(t, optionsOf(hostile), 120, 40)
	s.shows("? review", "random()")
	s.press("enter").shows("unattributed", "random()")
	if screen := s.screen(); strings.Contains(screen, "trace cannot tell why\n") {
		t.Errorf("the reason is not said:\n%s", screen)
	}
}

func TestAChainWithoutATimeSaysSo(t *testing.T) {
	s := open(t, optionsOf(hostile), 120, 40)
	s.press("[").shows("has no time to cut by")
	s.press("s").shows("has no time to cut by")
	s.press("esc", "b").shows("all by di")
}
