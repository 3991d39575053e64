//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// console is the built program on a terminal that shows nothing and answers nothing: what it writes is kept.
type console struct {
	tb    testing.TB
	cmd   *exec.Cmd
	pty   *os.File
	start time.Time
	text  strings.Builder
	read  chan string
}

// onConsole starts the program on a terminal of its own.
func onConsole(tb testing.TB, t runnable, args ...string) *console {
	tb.Helper()
	c := &console{tb: tb, cmd: exec.CommandContext(tb.Context(), t.path, args...), read: make(chan string, 100)}
	c.cmd.Env = append(os.Environ(), "TRACE_CACHE="+t.cache, "TRACE_SNAPSHOTS="+t.snapshots, "TERM=xterm-256color", "COLORTERM=truecolor", "TMUX=", "NO_COLOR=", "COLUMNS=", "LINES=")
	c.cmd.Dir = tb.TempDir()
	c.start = time.Now()
	var err error
	if c.pty, err = pty.StartWithSize(c.cmd, &pty.Winsize{Cols: 120, Rows: 40}); err != nil {
		tb.Fatal(err)
	}
	go func() {
		defer close(c.read)
		buf := make([]byte, 1<<16)
		for {
			n, err := c.pty.Read(buf)
			c.read <- string(buf[:n])
			if err != nil { // EIO, once the program has closed its end
				return
			}
		}
	}()
	tb.Cleanup(func() {
		_ = c.cmd.Process.Kill() // it has ended, unless the test failed
		_ = c.pty.Close()
	})
	return c
}

// until waits for a text and returns how long the program has run by then.
func (c *console) until(text string) time.Duration {
	c.tb.Helper()
	deadline := time.After(time.Minute)
	for !strings.Contains(c.text.String(), text) {
		select {
		case s, ok := <-c.read:
			if !ok {
				c.tb.Fatalf("the program ended without %q:\n%q", text, c.text.String())
			}
			c.text.WriteString(s)
		case <-deadline:
			c.tb.Fatalf("after a minute there is no %q:\n%q", text, c.text.String())
		}
	}
	return time.Since(c.start)
}

// end waits for the program to end and returns its exit code and all that it wrote.
func (c *console) end() (code int, text string) {
	c.tb.Helper()
	for s := range c.read {
		c.text.WriteString(s)
	}
	err := c.cmd.Wait()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return failed.ExitCode(), c.text.String()
	}
	if err != nil {
		c.tb.Fatal(err)
	}
	return 0, c.text.String()
}

// key presses a key.
func (c *console) key(s string) {
	c.tb.Helper()
	if _, err := io.WriteString(c.pty, s); err != nil {
		c.tb.Fatal(err)
	}
}

// restored fails the test unless the terminal was left as it was: no other screen, a cursor, no mouse, no pasting marks.
func restored(t *testing.T, text string) {
	t.Helper()
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l", "\x1b[?1002h": "\x1b[?1002l"} {
		if strings.LastIndex(text, on) > strings.LastIndex(text, off) {
			t.Errorf("%q is not followed by %q", on, off)
		}
	}
}

// The program on a terminal; one trace of the built-in snapshot serves all of it.
func TestTheProgramOnATerminal(t *testing.T) {
	if testing.Short() {
		t.Skip("it traces 2.7 million rows")
	}
	t.Parallel() // it waits more than it computes
	at, err := tracedSample()
	if err != nil {
		t.Fatal(err)
	}
	path, err := exec.LookPath("trace")
	if err != nil {
		t.Fatal(err)
	}
	p := runnable{path, at}
	for _, c := range []struct {
		name string
		run  func(*testing.T, runnable)
	}{
		{"it asks the terminal nothing", asksNothing},
		{"the terminal is restored after a signal", isRestoredAfterASignal},
		{"the terminal's modes are as before after leaving", keepsModes},
		{"with a form of output there are no screens", getsNoScreensWithAForm},
		{"a walk through the screens at 80×24", func(t *testing.T, p runnable) { walk(t, p, 80, 24) }},
		{"a walk through the screens at 160×50", func(t *testing.T, p runnable) { walk(t, p, 160, 50) }},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, p) })
	}
}

func asksNothing(t *testing.T, p runnable) {
	c := onConsole(t, p, "--year", "2024")
	c.until("480,025")
	c.key("q")
	code, text := c.end()
	if code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	restored(t, text)
	for _, question := range []string{"\x1b]10;?", "\x1b]11;?", "\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[?u", "\x1b[?996n"} {
		if strings.Contains(text, question) {
			t.Errorf("the terminal is asked %q, and some never answer", question)
		}
	}
	if strings.Contains(text, "\x1b]") {
		t.Error("something is sent to the terminal beside the screens")
	}
}

func isRestoredAfterASignal(t *testing.T, p runnable) {
	for _, run := range []struct {
		signal syscall.Signal
		when   string
		args   []string
	}{
		{syscall.SIGTERM, "480,025", nil},
		{syscall.SIGINT, "Creators funnel", []string{"--no-cache"}}, // while it traces
	} {
		c := onConsole(t, p, append([]string{"--year", "2024", "--mouse"}, run.args...)...)
		c.until(run.when)
		if err := c.cmd.Process.Signal(run.signal); err != nil {
			t.Fatal(err)
		}
		code, text := c.end()
		if code != 1 {
			t.Errorf("%v: exit code %d, want 1", run.signal, code)
		}
		restored(t, text)
		if !strings.Contains(text, "trace: interrupted") {
			t.Errorf("%v: nobody is told: %q", run.signal, text[max(0, len(text)-200):])
		}
	}
}

// keepsModes leaves the screens in each way; the terminal is then no more raw than it was.
func keepsModes(t *testing.T, p runnable) {
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	before := modes(t, master)
	_ = tty.Close()
	_ = master.Close()
	signal := func(s syscall.Signal) func(*console) {
		return func(c *console) {
			if err := c.cmd.Process.Signal(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, way := range []struct {
		name  string
		leave func(*console)
		code  int
		says  string
	}{
		{"q", func(c *console) { c.key("q") }, 0, ""},
		{"Ctrl-C", func(c *console) { c.key("\x03") }, 0, ""},
		{"SIGTERM", signal(syscall.SIGTERM), 1, "trace: interrupted"},
		{"SIGQUIT", signal(syscall.SIGQUIT), 2, "SIGQUIT: quit"},
	} {
		c := onConsole(t, p, "--year", "2024", "--mouse")
		c.until("480,025")
		if modes(t, c.pty) == before {
			t.Fatalf("%s: the screens leave the terminal as it is, so that this tests nothing", way.name)
		}
		way.leave(c)
		code, text := c.end()
		if code != way.code || !strings.Contains(text, way.says) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%.300s", way.name, code, way.code, way.says, text[max(0, len(text)-300):])
		}
		restored(t, text)
		if modes(t, c.pty) != before {
			t.Errorf("%s: the terminal is raw afterwards", way.name)
		}
	}
}

// modes are how a terminal treats what is typed.
func modes(t *testing.T, tty *os.File) term.State {
	t.Helper()
	state, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return *state
}

func getsNoScreensWithAForm(t *testing.T, p runnable) {
	for _, args := range [][]string{{"--year", "2024", "--table"}, {"--year", "2024", "--csv"}, {"--by", "year"}} {
		c := onConsole(t, p, args...)
		if code, text := c.end(); code != 0 || strings.Contains(text, "\x1b[?1049h") || !strings.Contains(text, "campaigns_funnel_clicks") {
			t.Errorf("%v: exit code %d, wrote %q", args, code, text)
		}
	}
}

// BenchmarkFirstFrame measures from the start of the process to the numbers on the screen, with a warm cache, on a terminal
// that answers nothing.
func BenchmarkFirstFrame(b *testing.B) {
	p := buildTrace(b)
	p.run(b, "--year", "2024", "--csv") // fills the cache
	var took []float64
	for range max(b.N, 15) {
		c := onConsole(b, p, "--year", "2024")
		took = append(took, c.until("480,025").Seconds()*1000)
		c.key("q")
		c.end()
	}
	b.ReportMetric(median(took), "first-frame-ms")
	b.ReportMetric(0, "ns/op")
}
