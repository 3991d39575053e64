package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/tui/look"
)

// views are the screens of the golden files, by how one gets there.
var views = []struct {
	name string
	keys []string
}{
	{"funnel", nil},
	{"funnel_all_causes_closed_steps", []string{"z", "down", "down", " "}},
	{"step", []string{"enter"}},
	{"step_of_a_rollup", []string{"enter", "tab", "tab", "tab", "tab"}},
	{"rows", []string{"enter", "enter"}},
	{"rows_sorted_and_filtered", []string{"enter", "enter", "f", "right", "right", "s", "s", "down", "down"}},
	{"rows_detail", []string{"enter", "enter", "v"}},
	{"rows_columns", []string{"enter", "enter", "c", "down", "enter"}},
	{"journey", []string{"enter", "down", "down", "down", "down", "enter", "enter"}},
	{"journey_of_a_kept_row", []string{"enter", "tab", "tab", "tab", "tab", "o", "enter"}},
	{"slice", []string{"s", "down", "down", "down"}},
	{"compared", []string{"="}},
	{"who", []string{"enter", "w"}},
	{"by_year", []string{"b"}},
	{"by_month_dropped", []string{"b", "tab", "m"}},
	{"by_list", []string{"b", "b"}},
	{"by_marked", []string{"b", " ", "up"}},
	{"snapshots", []string{"d"}},
	{"snapshots_problem", []string{"d", "down", "down"}},
	{"diff", []string{"d", "enter"}},
	{"diff_gained", []string{"d", "enter", "down"}},
	{"diff_renumbered", []string{"d", "enter", "end", "up", "up", "up"}},
	{"diff_summary", []string{"d", "enter", "i"}},
	{"diff_rows", []string{"d", "enter", "n", "n", "n", "n", "down", "enter", "right"}},
	{"diff_row", []string{"d", "enter", "n", "n", "n", "n", "down", "enter", "down", "v"}},
	{"diff_step", []string{"d", "enter", "down", "enter"}},
	{"help", []string{"?"}},
	{"palette", []string{":"}},
	{"notes", []string{"i"}},
	{"prompt", []string{"x"}},
}

func TestScreensAreAsTheGoldenFilesHaveThem(t *testing.T) {
	for _, v := range views {
		t.Run(v.name, func(t *testing.T) {
			// Rows take long to find: they are found once, and the window made smaller. Elsewhere what a small window scrolls to
			// depends on where one came from.
			once := strings.HasPrefix(v.name, "rows") || strings.HasPrefix(v.name, "journey")
			var s *stage
			for _, size := range [][2]int{{200, 60}, {120, 40}, {80, 24}, {60, 15}} {
				if s == nil || !once {
					s = open(t, options(t), size[0], size[1]).press(v.keys...)
				} else {
					s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
					s.rest()
				}
				golden(t, fmt.Sprintf("%s_%dx%d.txt", v.name, size[0], size[1]), s.screen(), size[0], size[1])
			}
		})
	}
}

// coloured are the views that have colours of their own.
var coloured = []string{"funnel", "step", "rows", "journey", "slice", "by_year", "snapshots", "diff", "diff_rows", "help"}

func TestScreensInColoursAreAsTheGoldenFilesHaveThem(t *testing.T) {
	profiles := []struct {
		name    string
		theme   look.Theme
		profile look.Profile
	}{{"dark", look.Dark, look.Colors}, {"light", look.Light, look.Colors}, {"mono", look.Dark, look.Mono}}
	for _, p := range profiles {
		for _, v := range views {
			if !slices.Contains(coloured, v.name) {
				continue
			}
			t.Run(v.name+"_"+p.name, func(t *testing.T) {
				opt := options(t)
				opt.Theme, opt.Profile = p.theme, p.profile
				published := 16100.0
				opt.Expect = &published
				s := open(t, opt, 100, 30).press(v.keys...)
				golden(t, v.name+"_"+p.name+".ansi", s.screen(), 100, 30)
				if p.profile == look.Mono && strings.Contains(s.screen(), "\x1b[3") {
					t.Error("there is a colour, though the terminal is to have none")
				}
			})
		}
	}
}

func TestWhatFailedIsSaidWithAWayToTryAgain(t *testing.T) {
	opt := options(t)
	broken := true
	works := opt.Ledgers
	opt.Ledgers = func(ctx context.Context, s trace.Slice, by string, progress Progress) ([]*trace.Ledger, error) {
		if broken {
			return nil, errors.New("models/clean.sql:3:9: there is no column statuss\nhint: did you mean status?")
		}
		return works(ctx, s, by, progress)
	}
	s := open(t, opt, 80, 24)
	golden(t, "error_80x24.txt", s.screen(), 80, 24)
	broken = false
	s.press("r").shows("campaigns_funnel_clicks", "480,025")
}

func TestAWindowThatIsTooSmallIsToldSo(t *testing.T) {
	s := open(t, options(t), 59, 14)
	golden(t, "too_small.txt", s.screen(), 59, 14)
}

// golden compares a screen with a file, and checks that it fits the window.
func golden(t *testing.T, name, screen string, width, height int) {
	t.Helper()
	fits(t, screen, width, height)
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(screen+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test ./tui -update writes it", err)
	}
	if d := cmp.Diff(string(want), screen+"\n"); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

// fits fails the test if the screen is larger than the window.
func fits(t testing.TB, screen string, width, height int) {
	t.Helper()
	lines := strings.Split(screen, "\n")
	if len(lines) > height {
		t.Errorf("the screen has %d lines, the window %d", len(lines), height)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > width {
			t.Errorf("line %d is %d columns wide, the window %d: %q", i+1, w, width, l)
		}
	}
}
