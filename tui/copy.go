package tui

import (
	"fmt"
	"io"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace/report"
)

// clipboardLimit is how many bytes terminals take at the least: more is refused, not cut.
const clipboardLimit = 74_000

// copied is what became of a copy.
type copied struct {
	what string
	size int
	err  error
}

// copy sends a text to the terminal's clipboard by OSC 52, through tmux or screen if that is where the program runs.
// Whether the terminal takes it cannot be known.
func (a *app) copy(text, what string) tea.Cmd {
	if text == "" {
		return a.say(what + " is empty; nothing was copied")
	}
	if len(text) > clipboardLimit {
		return a.warn(fmt.Sprintf("%s is %s long, more than a terminal's clipboard takes; x exports it", what, report.Units(int64(len(text)), "byte")))
	}
	seq := osc52.New(text).String()
	switch {
	case a.opt.Getenv("TMUX") != "": // it takes the one with set-clipboard on, the other with allow-passthrough on
		seq += osc52.New(text).Tmux().String()
	case strings.HasPrefix(a.opt.Getenv("TERM"), "screen"):
		seq = osc52.New(text).Screen().String()
	}
	return func() tea.Msg {
		_, err := io.WriteString(a.terminal, seq)
		return copied{what, len(text), err}
	}
}

// copiedText tells what became of a copy.
func (a *app) copiedText(c copied) tea.Cmd {
	if c.err != nil {
		return a.warn("nothing was copied: " + c.err.Error())
	}
	return a.say("sent " + c.what + " to the clipboard: " + report.Units(int64(c.size), "byte"))
}
