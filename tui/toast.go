package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/tui/look"
)

// toast is a word on the bottom line that goes away by itself.
type toast struct {
	text string
	bad  bool
	n    int // tells it from the one before
}

// fade ends a toast.
type fade int

// toastFor is how long a toast stays.
const toastFor = 4 * time.Second

func (t *toast) show(text string, bad bool) tea.Cmd {
	t.n++
	t.text, t.bad = text, bad
	n := t.n
	return tea.Tick(toastFor, func(time.Time) tea.Msg { return fade(n) })
}

func (t *toast) fade(f fade) {
	if int(f) == t.n {
		t.text = ""
	}
}

func (t *toast) paint(l *look.Look) look.Paint {
	if t.bad {
		return l.Bad
	}
	return l.Good
}

// say tells the user something that went as it should.
func (a *app) say(text string) tea.Cmd { return a.toast.show(text, false) }

// warn tells the user that something went wrong.
func (a *app) warn(text string) tea.Cmd { return a.toast.show("✗ "+text, true) }
