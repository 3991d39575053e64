//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pane is a real terminal: a shell in a tmux of its own.
type pane struct {
	t      *testing.T
	socket string
}

// inTmux starts a shell in a window of so many columns and lines.
func inTmux(t *testing.T, p runnable, width, height int) *pane {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("there is no tmux")
	}
	s := &pane{t, filepath.Join(t.TempDir(), "tmux")}
	s.tmux("-f", os.DevNull, "new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height),
		"-e", "TRACE_CACHE="+p.cache, "-e", "TRACE_SNAPSHOTS="+p.snapshots, "-e", "PATH="+filepath.Dir(p.path)+":"+os.Getenv("PATH"),
		"-c", t.TempDir(), "sh")
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", s.socket, "kill-server").Run() })
	s.keys("echo shell $((40 + 2))", "Enter")
	s.until("shell 42")
	return s
}

func (s *pane) tmux(args ...string) string {
	s.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", s.socket}, args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// screen is what a person would see.
func (s *pane) screen() string { return s.tmux("capture-pane", "-p") }

// until waits until the screen shows all of the texts, and returns it. Whoever presses a key waits for what only that key
// brings about before the next one is pressed: of two that come at once, the program may make one.
func (s *pane) until(texts ...string) (screen string) {
	s.t.Helper()
	s.wait(func() (missing string) {
		screen = s.screen()
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				missing = fmt.Sprintf("does not show %q", text)
			}
		}
		return missing
	})
	return screen
}

// untilGone waits until the screen does not show the text any more.
func (s *pane) untilGone(text string) {
	s.t.Helper()
	s.wait(func() (missing string) {
		if strings.Contains(s.screen(), text) {
			missing = fmt.Sprintf("still shows %q", text)
		}
		return missing
	})
}

// untilBottom waits until the last line of a window of so many lines shows the text.
func (s *pane) untilBottom(lines int, text string) {
	s.t.Helper()
	s.wait(func() (missing string) {
		if all := strings.Split(s.screen(), "\n"); len(all) < lines || !strings.Contains(all[lines-1], text) {
			missing = fmt.Sprintf("does not show %q in line %d", text, lines)
		}
		return missing
	})
}

// untilShell waits until the program has ended, so that the shell reads what is typed.
func (s *pane) untilShell() {
	s.t.Helper()
	s.wait(func() (missing string) {
		if runs := strings.TrimSpace(s.tmux("display-message", "-p", "#{pane_current_command}")); runs != "sh" {
			missing = "is still that of " + runs
		}
		return missing
	})
}

// wait waits for a state of the screen; missing says what it lacks.
func (s *pane) wait(missing func() string) {
	s.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(30 * time.Millisecond) {
		what := missing()
		if what == "" {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("after a minute the screen %s:\n%s", what, s.screen())
		}
	}
}

// keys presses keys as tmux names them, or types a text.
func (s *pane) keys(keys ...string) {
	s.t.Helper()
	s.tmux(append([]string{"send-keys"}, keys...)...)
}

// walk is a person who walks from the funnel to a row and back, turns the slice, exports, suspends and quits; the shell is
// then as it was.
func walk(t *testing.T, p runnable, width, height int) {
	s := inTmux(t, p, width, height)
	s.keys("echo before; trace --year 2024 --expect 16100", "Enter")
	s.until("480,025", `Tableau "Posts YT"  16,358`, "published 16,100 (+258)", "› ", "rebrandly_20260612 (synthetic)")
	s.keys("Enter")
	s.until("› campaigns_funnel_clicks", "WHERE agent_type = 'human'", "▌", "it was FALSE", "chain.yml")
	s.keys("Enter")
	s.until("rows: human-only", "295,394 of 295,394 rows", "!agent_type", "[bot")
	s.keys("/", "Googlebot", "Enter")
	s.until("any cell has “Googlebot”", "of 295,394 rows", "[crawler")
	s.keys("Enter")
	s.until("✗ it left at campaigns_funnel_clicks: human-only", "agent_type", "✓ rebrandly_prep")
	s.keys("Escape")
	s.untilGone("it left at")
	s.until("any cell has “Googlebot”", "of 295,394 rows")
	s.keys("x")
	s.until("Write to which file?")
	s.keys("C-u", "dropped.csv", "Enter")
	s.until("wrote", "dropped.csv")
	s.keys("Escape")
	s.untilGone("any cell has")
	s.until("it was FALSE")
	s.keys("Escape")
	s.untilGone("it was FALSE")
	s.until("all clicks")
	s.keys("[")
	s.until("760,009", "2023")
	s.keys("b")
	s.until("by year: lost at the step", "2021", "(unknown)")
	s.keys("Escape")
	s.untilGone("by year: lost at the step")
	s.until("all clicks")
	s.keys("?")
	s.until("open the step: its causes and SQL")
	s.keys("Escape")
	s.untilGone("open the step: its causes and SQL")
	s.until("all clicks")
	s.keys("C-z")
	s.until("Stopped")
	s.keys("fg", "Enter")
	s.until("all clicks", "760,009")
	s.tmux("resize-window", "-x", "62", "-y", "16")
	s.untilBottom(16, "open  r rows")
	s.until("all clicks")
	s.tmux("resize-window", "-x", "50", "-y", "16")
	s.until("trace needs 60×15, this window is 50×16")
	s.tmux("resize-window", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height))
	s.untilGone("trace needs")
	s.until("all clicks")
	s.untilBottom(height, "open  r rows")
	s.keys("q")
	s.untilShell()
	s.keys("echo it ended with $?", "Enter")
	screen := s.until("before", "ended with 0")
	if strings.Contains(screen, "all clicks") {
		t.Errorf("the screen is not as it was:\n%s", screen)
	}
	if got := strings.TrimSpace(s.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_flag}")); got != "0 1 0 0" {
		t.Errorf("alternate screen, cursor, mouse and keypad are %q, want 0 1 0 0", got)
	}
	s.keys("head -c 60 dropped.csv; wc -l dropped.csv", "Enter")
	s.until("agent_type,rebrandly_id")
}
