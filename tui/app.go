package tui

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
)

// The smallest window that the screens fit in, in columns and lines.
const (
	minWidth  = 60
	minHeight = 15
)

// app is the program: the stack of screens, what lies over them, and what all of them share.
type app struct {
	*desk
	width, height int
	stack         []screen
	over          overlay // what has the keys now; nil is the top screen
	toast         toast
	tally         slot[tallied] // the ledger of the slice that was asked for
	wanted        trace.Slice   // of tally
	byYear        slot[tallied]
	ahead         slot[tallied] // the ledger of a year that may be asked for next
	verifying     slot[[]trace.Check]
	exports       []*exporting
	ticking       bool
	quitting      bool
}

// overlay lies over the screen and takes the keys: a list to pick from, a question, a text.
type overlay interface {
	// key handles a key; done closes the overlay.
	key(tea.KeyMsg) (cmd tea.Cmd, done bool)
	// view draws at most height lines of at most width columns.
	view(width, height int) []string
	// help is the line at the bottom.
	help() []binding
}

func newApp(ctx context.Context, opt Options, t *terminal) *app {
	a := &app{desk: newDesk(ctx, opt, t), wanted: opt.Slice}
	a.stack = []screen{newFunnel(a)}
	if opt.First != nil {
		a.tally.put(a.desk, tallied{opt.Slice, "", opt.First})
	}
	return a
}

// tick redraws what moves while something runs.
type tick struct{}

const tickEvery = 100 * time.Millisecond

// Init asks for what the first screen shows. The first frame does not wait for it.
func (a *app) Init() tea.Cmd {
	cmds := []tea.Cmd{a.top().start()}
	if a.tally.have {
		cmds = append(cmds, a.settled())
	} else {
		cmds = append(cmds, a.desk.tally(&a.tally, a.wanted, ""))
	}
	if a.opt.Verify {
		cmds = append(cmds, a.verify())
	}
	return a.ticks(tea.Batch(cmds...))
}

// ledger returns the ledger of the slice that is shown, or nil before the first is there.
func (a *app) ledger() *trace.Ledger {
	if !a.tally.have || len(a.tally.value.ledgers) == 0 {
		return nil
	}
	l := *a.tally.value.ledgers[0]
	if a.expected == sliceKey(a.slice, "") {
		l.Number.Published = a.expect
	}
	return &l
}

func (a *app) top() screen { return a.stack[len(a.stack)-1] }

// push opens a screen.
func (a *app) push(s screen) tea.Cmd {
	a.stack = append(a.stack, s)
	return s.start()
}

// back leaves the top screen. On the first there is nowhere to go; a slice that is on its way is called off.
func (a *app) back() tea.Cmd {
	if c, ok := a.top().(callable); ok && c.running() {
		c.callOff()
		return a.say("called off")
	}
	if len(a.stack) > 1 {
		return a.leave()
	}
	switch {
	case a.tally.busy():
		a.tally.stop(a.desk)
		a.wanted = a.slice
		if !a.tally.have {
			a.tally.err = context.Canceled
		}
	case a.verifying.busy():
		a.verifying.stop(a.desk)
	case len(a.exports) > 0:
		for _, e := range a.exports {
			e.slot.stop(a.desk)
		}
		a.exports = nil
	default:
		return a.say("this is the first screen; q quits")
	}
	return a.say("called off")
}

// leave closes the top screen.
func (a *app) leave() tea.Cmd {
	cmd := a.top().stop()
	a.stack = a.stack[:len(a.stack)-1]
	return cmd
}

// home leaves all screens but the first.
func (a *app) home() tea.Cmd {
	var cmds []tea.Cmd
	for len(a.stack) > 1 {
		cmds = append(cmds, a.leave())
	}
	return tea.Batch(cmds...)
}

// show lays an overlay over the screen, unless one has the keys already: nobody's typing is cut off.
func (a *app) show(o overlay) bool {
	if a.over != nil {
		return false
	}
	a.over = o
	return true
}

// turnTo shows another slice.
func (a *app) turnTo(s trace.Slice) tea.Cmd {
	a.ahead.stop(a.desk)
	a.wanted = s
	cmd := a.desk.tally(&a.tally, s, "")
	if !a.tally.busy() {
		return a.settled()
	}
	return cmd
}

// settled is called when the ledger of the wanted slice is there.
func (a *app) settled() tea.Cmd {
	a.slice = a.wanted
	a.remember(a.tally.value)
	cmds := []tea.Cmd{a.lookAhead()}
	for _, s := range a.stack {
		if t, ok := s.(turning); ok {
			cmds = append(cmds, t.turn())
		}
	}
	return tea.Batch(cmds...)
}

// lookAhead asks for the years of the slice, and for the ledgers of the years on either side, so that turning to
// them takes no time.
func (a *app) lookAhead() tea.Cmd {
	if a.opt.Chain.Root.Time == "" || a.ahead.busy() || a.byYear.busy() {
		return nil
	}
	if !a.byYear.have || !slices.Equal(a.byYear.value.slice.Where, a.slice.Where) {
		if cmd := a.desk.tally(&a.byYear, trace.Slice{Where: a.slice.Where}, "year"); a.byYear.busy() {
			return cmd
		}
	}
	for _, d := range []int{-1, 1} {
		s, why := a.neighbour(d)
		if why == "" && a.ledgers[sliceKey(s, "")] == nil {
			return a.desk.tally(&a.ahead, s, "")
		}
	}
	return nil
}

// Update does what a message says.
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := a.update(msg)
	if f, ok := a.top().(fetching); ok && !a.quitting {
		cmd = tea.Batch(cmd, f.fetch())
	}
	return a, a.ticks(cmd)
}

func (a *app) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.width, a.height = msg.Width, msg.Height
		a.View() // what is in sight now is known from then on
	case tea.KeyMsg:
		return a.keys(msg)
	case tea.MouseMsg:
		return a.mouse(msg)
	case answered:
		return a.answer(msg)
	case tick:
		a.ticking = false
	case copied:
		return a.copiedText(msg)
	case fade:
		a.toast.fade(msg)
	}
	return nil
}

// ticks keeps the clock going while something runs.
func (a *app) ticks(cmd tea.Cmd) tea.Cmd {
	if a.ticking || len(a.open) == 0 {
		return cmd
	}
	a.ticking = true
	return tea.Batch(cmd, tea.Tick(tickEvery, func(time.Time) tea.Msg { return tick{} }))
}

func (a *app) answer(m answered) tea.Cmd {
	_, awaited := a.open[m.id]
	delete(a.open, m.id)
	var cmds []tea.Cmd
	if late, ok := m.value.(rowsOf); ok && !awaited && m.err == nil {
		cmds = append(cmds, a.discard(late.set))
	}
	switch {
	case a.tally.take(m):
		if m.err == nil {
			cmds = append(cmds, a.settled())
		} else if a.tally.have && !cancelled(m.err) {
			a.wanted = a.slice
			cmds = append(cmds, a.warn("this slice cannot be shown: "+m.err.Error()))
		}
	case a.byYear.take(m), a.ahead.take(m):
		if t, ok := m.value.(tallied); ok && m.err == nil {
			a.remember(t)
			cmds = append(cmds, a.lookAhead())
		}
	case a.verifying.take(m):
		cmds = append(cmds, a.verdict())
	}
	cmds = append(cmds, a.exported(m))
	for _, s := range a.stack {
		cmds = append(cmds, s.answer(m))
	}
	return tea.Batch(cmds...)
}

// keys takes keys that came at once, as those of a slow line do, one by one. What is pasted is text, never commands.
func (a *app) keys(msg tea.KeyMsg) tea.Cmd {
	a.toast.text = "" // it has been read
	if msg.Paste && a.over == nil {
		return a.say("pasted text does nothing here")
	}
	if msg.Type != tea.KeyRunes || msg.Paste || msg.Alt || len(msg.Runes) < 2 {
		return a.key(msg)
	}
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		cmds = append(cmds, a.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
	}
	return tea.Batch(cmds...)
}

// key finds what a key does: for the overlay, else on the screen, else everywhere.
func (a *app) key(msg tea.KeyMsg) tea.Cmd {
	name := msg.String()
	if name == "ctrl+c" {
		return a.quit()
	}
	if name == "ctrl+z" {
		return tea.Suspend
	}
	if a.over != nil {
		was := a.over
		cmd, done := a.over.key(msg)
		if done && a.over == was { // it may have opened another
			a.over = nil
		}
		return cmd
	}
	for _, b := range a.bindings() {
		if slices.Contains(b.keys, name) {
			return a.run(b)
		}
	}
	return nil
}

// run does what a binding does, or says why it does not.
func (a *app) run(b binding) tea.Cmd {
	if b.off != "" {
		return a.say(b.off)
	}
	return b.do()
}

// bindings are the keys that do something now. Where a screen and everywhere differ, the screen goes first.
func (a *app) bindings() []binding {
	if f := a.failure(); f != nil {
		return append([]binding{{keys: []string{"r"}, short: "retry", name: "try again", do: f.retry}}, a.everywhere()...)
	}
	return append(a.top().bindings(), a.everywhere()...)
}

// everywhere are the keys of all screens.
func (a *app) everywhere() []binding {
	return []binding{
		{keys: []string{"esc"}, short: a.escWord(), name: "back, or call off what is running", do: a.back},
		{keys: []string{"?"}, short: "help", name: "all keys", do: func() tea.Cmd { a.over = newHelp(a); return nil }},
		{keys: []string{":", "ctrl+p"}, short: "commands", name: "find a command by its name", do: func() tea.Cmd { a.over = newPalette(a); return nil }},
		{keys: []string{"q"}, short: "quit", name: "quit", do: a.quit},
		{keys: []string{"ctrl+z"}, name: "suspend", do: func() tea.Cmd { return tea.Suspend }},
	}
}

func (a *app) escWord() string {
	c, ok := a.top().(callable)
	switch {
	case ok && c.running(), len(a.stack) == 1 && (a.tally.busy() || a.verifying.busy() || len(a.exports) > 0):
		return "call off"
	case len(a.stack) > 1:
		return "back"
	}
	return ""
}

func (a *app) quit() tea.Cmd {
	a.quitting = true
	a.desk.cancel()
	return tea.Quit
}

// failure is what keeps the top screen from showing anything, or nil.
func (a *app) failure() *failure {
	if a.tally.err != nil && !a.tally.have && !a.tally.busy() {
		return &failure{"trace " + a.opt.Chain.Name + " over " + a.opt.Provenance().Snapshot, a.tally.err, a.tally.retry}
	}
	return a.top().failure()
}

// mouse scrolls and points. It is off unless asked for.
func (a *app) mouse(msg tea.MouseMsg) tea.Cmd {
	if msg.Action != tea.MouseActionPress {
		return nil
	}
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return a.key(tea.KeyMsg{Type: tea.KeyUp})
	case tea.MouseButtonWheelDown:
		return a.key(tea.KeyMsg{Type: tea.KeyDown})
	case tea.MouseButtonLeft:
		if c, ok := a.top().(clicking); ok && a.over == nil {
			return c.click(msg.X, msg.Y-a.headerHeight())
		}
	}
	return nil
}
