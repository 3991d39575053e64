package tui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/tracetest"
)

// soakKeys are what the random user presses: everything but what leaves the program.
var soakKeys = []string{
	"up", "down", "left", "right", "h", "j", "k", "l", "g", "G", "pgup", "pgdown", "home", "end", "enter", "enter", "enter", "esc", "esc",
	" ", "tab", "shift+tab", "?", ":", "[", "]", "0", "s", "b", "n", "z", "e", "i", "y", "Y", "M", "x", "r", "o", "J", "K", "<", ">", "f", "F", "/",
	"c", "v", "w", "m", "a", "D", "d", "$", "^", "backspace", "ctrl+p", "shift+left", "shift+right", "1", "é", "日", "V",
}

// A user who presses keys at random in a window that changes its size sees only screens that fit the window, and leaves neither
// goroutines nor memory behind. In a soak it asks for millions of rows, and leaves before they come; else for a handful.
func TestRandomKeysDoNoHarm(t *testing.T) {
	times := tracetest.Soak(t)
	keys, opt := 400*times, optionsOf(hostile)
	if times > 1 {
		opt = options(t)
	}
	t.Chdir(t.TempDir())
	opt.Export = func(context.Context, []*trace.Ledger, string, bool) error { return nil }
	opt.ExportRows = func(context.Context, *evidence.RowSet, string, bool) (int64, error) { return 0, nil }
	opt.WriteFile = func(string, []byte, bool) error { return nil }
	s := open(t, opt, 120, 40)
	r := rand.New(rand.NewPCG(20261125, 1))
	width, height := 120, 40
	seen := map[string]int{} // the screens that were looked at
	var goroutines int
	var heap uint64
	for i := range keys {
		if r.IntN(40) == 0 {
			width, height = 20+r.IntN(200), 5+r.IntN(60)
			s.send(tea.WindowSizeMsg{Width: width, Height: height})
		}
		s.send(keyMsg(soakKeys[r.IntN(len(soakKeys))]))
		if r.IntN(25) == 0 {
			s.rest() // a user who looks at what there is
			seen[fmt.Sprintf("%T", s.app.top())]++
			if s.app.over != nil {
				seen[fmt.Sprintf("%T", s.app.over)]++
			}
		} else {
			s.handle()
		}
		fits(t, s.screen(), width, height)
		if t.Failed() {
			t.Fatalf("after %d keys", i+1)
		}
		if len(s.app.stack) > 30 {
			s.do(s.app.home())
		}
		if i == keys/5 { // the caches are warm
			s.settle()
			goroutines, heap = runtime.NumGoroutine(), inUse()
		}
	}
	s.settle()
	if len(seen) < 3 || seen["*tui.step"]+seen["*tui.funnel"] == 0 {
		t.Errorf("looked only at %v", seen)
	}
	var often []string // which come up in few keys hangs on how fast the answers are
	if keys >= 10_000 {
		often = []string{"*tui.funnel", "*tui.step", "*tui.rows", "*tui.journey", "*tui.cut", "*tui.heat", "*tui.text", "*tui.picker", "*tui.prompt"}
	}
	for _, kind := range often {
		if seen[kind] == 0 {
			t.Errorf("no %s was looked at: %v", kind, seen)
		}
	}
	t.Logf("looked at %v", seen)
	if n := runtime.NumGoroutine(); n > goroutines+20 {
		t.Errorf("%d goroutines run, %d did after a fifth of the keys", n, goroutines)
	}
	if n := inUse(); n > heap+64<<20 {
		t.Errorf("%d MB are in use, %d were after a fifth of the keys", n>>20, heap>>20)
	}
}

// The same for what differs between snapshots, which random keys from the funnel rarely come to.
func TestRandomKeysInADiffDoNoHarm(t *testing.T) {
	keys := 300 * tracetest.Soak(t)
	for name, opt := range map[string]Options{"creators": options(t), "hostile": optionsOf(hostile)} {
		opt.Export = func(context.Context, []*trace.Ledger, string, bool) error { return nil }
		opt.ExportRows = func(context.Context, *evidence.RowSet, string, bool) (int64, error) { return 0, nil }
		opt.WriteFile = func(string, []byte, bool) error { return nil }
		s := open(t, opt, 120, 40)
		r := rand.New(rand.NewPCG(4, 20261125))
		width, height := 120, 40
		seen := map[string]int{}
		for i := range keys {
			if r.IntN(30) == 0 {
				width, height = 50+r.IntN(170), 12+r.IntN(50)
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
			}
			if n := len(s.app.stack); s.app.over == nil && n < 3 || n > 4 {
				s.app.over = nil
				s.do(s.app.home())
				s.press("d", "home", "enter")
				for range r.IntN(20) {
					s.send(keyMsg("down"))
				}
			}
			s.send(keyMsg(soakKeys[r.IntN(len(soakKeys))]))
			s.handle()
			seen[fmt.Sprintf("%T", s.app.top())]++
			fits(t, s.screen(), width, height)
			if name == "hostile" && !strings.Contains(s.screen(), "trace needs") {
				harmless(t, s.screen())
			}
			if t.Failed() {
				t.Fatalf("%s: after %d keys", name, i+1)
			}
		}
		if seen["*tui.diffView"] == 0 || seen["*tui.diffRows"] == 0 && name == "creators" {
			t.Errorf("%s: looked only at %v", name, seen)
		}
		t.Logf("%s: looked at %v", name, seen)
	}
}

// handle handles what was answered so far, without waiting for more.
func (s *stage) handle() {
	for {
		select {
		case a := <-s.answers:
			s.take(a)
		default:
			return
		}
	}
}

// settle leaves all screens and waits for everything, the toasts too.
func (s *stage) settle() {
	s.app.over = nil
	s.do(s.app.home())
	s.rest()
	for len(s.running) > 0 {
		s.take(<-s.answers)
	}
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
