package tui

import (
	"fmt"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"
)

// CrashError says that the screens ended by a fault of their own. The terminal is as it was before.
type CrashError struct {
	What  string
	Stack string // of the goroutine that failed
}

func (e *CrashError) Error() string {
	return "the screens failed, a fault of this program; the terminal is restored: " + e.What
}

// caught is the crash that a recovered panic is.
func caught(recovered any) *CrashError {
	if c, ok := recovered.(*CrashError); ok { // passed on from another goroutine
		return c
	}
	return &CrashError{fmt.Sprint(recovered), string(debug.Stack())}
}

// guarded ends the program in order when the app or one of its questions panics. Bubble Tea's own way out prints the panic
// onto the screens that are about to go, and does not wait for the goroutine that reads the keys.
type guarded struct {
	*app
	send  func(tea.Msg)
	crash *CrashError // the first one
}

// Update passes the message on to the app, and quits if that fails.
func (g *guarded) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	if c, ok := msg.(*CrashError); ok {
		return g, g.end(c)
	}
	defer func() {
		if r := recover(); r != nil {
			model, cmd = g, g.end(caught(r))
		}
	}()
	_, cmd = g.app.Update(msg)
	return g, cmd
}

// View draws the app. A failure is sent to Update, as only that can quit.
func (g *guarded) View() (frame string) {
	if g.crash != nil {
		return ""
	}
	defer func() {
		if r := recover(); r != nil {
			go g.send(caught(r)) // Bubble Tea takes messages again once the frame is drawn
		}
	}()
	return g.app.View()
}

func (g *guarded) end(c *CrashError) tea.Cmd {
	if g.crash == nil {
		g.crash = c
	}
	return tea.Quit
}
