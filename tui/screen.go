package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
)

// screen is one place of the investigator. Screens are changed in place, by Update only.
type screen interface {
	// title is the screen's part of the breadcrumbs.
	title() string
	// start is called when the screen is opened; it returns the commands that fetch what it shows.
	start() tea.Cmd
	// stop is called when the screen is left for good; it abandons what it waits for and returns what clears up.
	stop() tea.Cmd
	// bindings are the keys that do something here, the most important first.
	bindings() []binding
	// answer hands on an answered question, which may be another screen's.
	answer(answered) tea.Cmd
	// view draws exactly height lines of at most width columns.
	view(width, height int) []string
	// failure is what went wrong here and a way to try again; nil if nothing did.
	failure() *failure
}

// turning is a screen that turns with the slice.
type turning interface {
	// turn is called when the ledger that is shown has changed.
	turn() tea.Cmd
}

// sliced is a screen that may show another slice than the one that is looked at.
type sliced interface {
	// shown is that slice.
	shown() trace.Slice
}

// fetching is a screen that reads as one scrolls.
type fetching interface {
	// fetch is called after everything that may have changed what is in sight.
	fetch() tea.Cmd
}

// callable is a screen that shows something and may be fetching something else.
type callable interface {
	// running reports whether it is.
	running() bool
	// callOff has it stay with what it shows.
	callOff()
}

// clicking is a screen that the mouse can point at.
type clicking interface {
	// click is called with a place in the view.
	click(x, y int) tea.Cmd
}

// binding is a key and what it does. A binding that is off does nothing, and says why.
type binding struct {
	keys  []string // as Bubble Tea names them; the first is shown
	short string   // one or two words for the bottom line; empty keeps it out of there
	name  string   // what it does, for the help and the palette
	off   string   // why it does nothing now; empty if it works
	do    func() tea.Cmd
}

// keyNames are the keys as people write them.
func (b binding) keyNames() string {
	names := make([]string, len(b.keys))
	for i, k := range b.keys {
		names[i] = keyName(k)
	}
	return strings.Join(names, " ")
}

// failure is an error as a screen shows it.
type failure struct {
	what  string // that was tried
	err   error
	retry func() tea.Cmd
}

// move are the bindings of moving in a list, a grid or a text.
func move(n func(delta int), page func() int, first, last func()) []binding {
	by := func(d int) func() tea.Cmd { return func() tea.Cmd { n(d); return nil } }
	pages := func(d int) func() tea.Cmd { return func() tea.Cmd { n(d * page()); return nil } }
	return []binding{
		{keys: []string{"up", "k"}, name: "up", do: by(-1)},
		{keys: []string{"down", "j"}, name: "down", do: by(1)},
		{keys: []string{"pgup", "ctrl+b", "ctrl+u"}, name: "a page up", do: pages(-1)},
		{keys: []string{"pgdown", "ctrl+f", "ctrl+d"}, name: "a page down", do: pages(1)},
		{keys: []string{"g", "home"}, name: "to the top", do: func() tea.Cmd { first(); return nil }},
		{keys: []string{"G", "end"}, name: "to the bottom", do: func() tea.Cmd { last(); return nil }},
	}
}

// list is a cursor in a list, and how far the list is scrolled.
type list struct {
	at, top int
	length  int
	height  int // lines that were shown last
}

func (l *list) move(delta int) { l.to(l.at + delta) }

func (l *list) to(i int) { l.at = max(0, min(i, l.length-1)) }

// show returns the part of the list to draw on so many lines, with the cursor in it.
func (l *list) show(length, height int) (from, to int) {
	l.length, l.height = length, height
	l.to(l.at)
	l.top = max(0, min(l.top, length-height))
	if l.at < l.top {
		l.top = l.at
	}
	if height > 0 && l.at >= l.top+height {
		l.top = l.at - height + 1
	}
	return l.top, min(length, l.top+height)
}

func (l *list) bindings() []binding {
	return move(l.move, func() int { return max(l.height-1, 1) }, func() { l.to(0) }, func() { l.to(l.length - 1) })
}

// stepNamed returns the step of a ledger, or nil.
func stepNamed(l *trace.Ledger, name string) *trace.Step {
	for i := range l.Steps {
		if l.Steps[i].Name == name {
			return &l.Steps[i]
		}
	}
	return nil
}
