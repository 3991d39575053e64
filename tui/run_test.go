//go:build unix

package tui

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
)

// onTerminal runs the screens on a terminal and returns what they wrote to it.
func onTerminal(t *testing.T, opt Options, keys func(ctx context.Context, tty *os.File)) (string, error) {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	if err := pty.Setsize(master, &pty.Winsize{Cols: 100, Rows: 30}); err != nil {
		t.Fatal(err)
	}
	written := make(chan string)
	go func() {
		var b strings.Builder
		buf := make([]byte, 1<<16)
		for {
			n, err := master.Read(buf)
			b.Write(buf[:n])
			if err != nil { // once the other end is closed
				written <- b.String()
				return
			}
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if keys != nil {
		go keys(ctx, master)
	}
	err = Run(ctx, opt, tty, tty)
	if closed := tty.Close(); closed != nil {
		t.Error(closed)
	}
	return <-written, err
}

func TestTheTerminalIsRestoredAfterAPanic(t *testing.T) {
	for _, where := range []string{"a question", "what is shared", "a frame", "the size of the window"} {
		opt := options(t)
		var keys func(context.Context, *os.File)
		switch where {
		case "a frame":
			opt.Computed = func() time.Time { panic("boom") }
		case "the size of the window":
			opt.Provenance = func() report.Provenance { panic("boom") }
		case "a question":
			opt.Ledgers = func(context.Context, trace.Slice, string, Progress) ([]*trace.Ledger, error) { panic("boom") }
		case "what is shared":
			opt.Evidence = func(context.Context, Progress) (*evidence.Evidence, error) { panic("boom") }
			keys = func(ctx context.Context, tty *os.File) {
				for ctx.Err() == nil { // the funnel may not be there yet
					time.Sleep(50 * time.Millisecond)
					if _, err := tty.WriteString("\r"); err != nil {
						return
					}
				}
			}
		}
		text, err := onTerminal(t, opt, keys)
		if crash := (*CrashError)(nil); !errors.As(err, &crash) || crash.What != "boom" || !strings.Contains(crash.Stack, "run_test.go") {
			t.Errorf("a panic of %s ends with %v", where, err)
		}
		if !strings.Contains(text, "\x1b[?1049h") || strings.LastIndex(text, "\x1b[?1049l") < strings.LastIndex(text, "\x1b[?1049h") ||
			strings.LastIndex(text, "\x1b[?25h") < strings.LastIndex(text, "\x1b[?25l") {
			t.Errorf("after a panic of %s the terminal is not as it was: %q", where, text)
		}
	}
}

func TestQuittingEndsWhatIsRunning(t *testing.T) {
	opt := options(t)
	ended := make(chan bool, 1)
	opt.Ledgers = func(ctx context.Context, _ trace.Slice, _ string, _ Progress) ([]*trace.Ledger, error) {
		<-ctx.Done()
		ended <- true
		return nil, ctx.Err()
	}
	_, err := onTerminal(t, opt, func(_ context.Context, tty *os.File) {
		time.Sleep(200 * time.Millisecond)
		_, _ = tty.WriteString("q") // if it fails, the program does not end
	})
	if err != nil {
		t.Error(err)
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("a query goes on")
	}
}
