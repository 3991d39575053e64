package tui

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"funneltrace/tui/look"
)

// text is an overlay that shows lines, made anew for each width.
type text struct {
	a     *app
	title string
	lines func(width int) []string
	list  list
}

func newText(a *app, title string, lines func(width int) []string) *text {
	return &text{a: a, title: look.Clean(title), lines: lines}
}

func (t *text) key(msg tea.KeyMsg) (tea.Cmd, bool) {
	switch msg.String() {
	case "esc", "enter", "q", "?", " ":
		return nil, true
	case "down", "j":
		t.list.top++
	case "up", "k":
		t.list.top--
	case "pgdown", "ctrl+f", "ctrl+d":
		t.list.top += max(t.list.height-1, 1)
	case "pgup", "ctrl+b", "ctrl+u":
		t.list.top -= max(t.list.height-1, 1)
	case "home", "g":
		t.list.top = 0
	case "end", "G":
		t.list.top = t.list.length
	case "y":
		return t.a.copy(ansi.Strip(strings.Join(t.lines(1<<10), "\n")), t.title), false
	}
	return nil, false
}

func (t *text) view(width, height int) []string {
	lines := t.lines(width)
	room := height - 2
	t.list.length, t.list.height = len(lines), room
	t.list.top = max(0, min(t.list.top, len(lines)-room))
	out := []string{t.a.look.Title.On(look.Clip(t.title, width)), ""}
	if len(lines) > room {
		at := strconv.Itoa(min(t.list.top+room, len(lines))) + "/" + strconv.Itoa(len(lines))
		out[0] = t.a.look.Title.On(look.Fit(t.title, width-len(at))) + t.a.look.Muted.On(at)
	}
	return append(out, lines[t.list.top:min(t.list.top+room, len(lines))]...)
}

func (t *text) help() []binding {
	return []binding{{keys: []string{"esc"}, short: "close"}, {keys: []string{"down"}, short: "scroll"}, {keys: []string{"y"}, short: "copy"}}
}

// prompt asks for a line of text. done returns a command, or what is wrong with the text: then the prompt stays.
type prompt struct {
	a        *app
	question string
	input    textinput.Model
	done     func(text string) (tea.Cmd, string)
	wrong    string
}

func (a *app) prompt(question, preset string, done func(text string) (tea.Cmd, string)) tea.Cmd {
	in := textinput.New()
	in.Prompt = "› "
	in.CharLimit = 4096
	in.SetValue(preset)
	in.CursorEnd()
	in.Focus()
	a.over = &prompt{a: a, question: question, input: in, done: done}
	return nil
}

func (p *prompt) key(msg tea.KeyMsg) (tea.Cmd, bool) {
	switch msg.String() {
	case "esc":
		return nil, true
	case "enter":
		cmd, wrong := p.done(p.input.Value())
		p.wrong = wrong
		return cmd, wrong == ""
	}
	var cmd tea.Cmd
	p.input, cmd = p.input.Update(msg)
	p.wrong = ""
	return cmd, false
}

func (p *prompt) view(width, _ int) []string {
	p.input.Width = width - 4
	var lines []string
	for _, part := range look.Wrap(look.Clean(p.question), width) {
		lines = append(lines, p.a.look.Title.On(part))
	}
	lines = append(lines, inputLine(p.a, p.input, width))
	if p.wrong != "" {
		for _, part := range look.Wrap(look.Clean(p.wrong), width) {
			lines = append(lines, p.a.look.Bad.On(part))
		}
	}
	return lines
}

// inputLine draws a text input: what was typed, with the cursor as a block.
func inputLine(a *app, in textinput.Model, width int) string {
	runes := []rune(in.Value())
	at := min(in.Position(), len(runes))
	before, under, after := look.Clean(string(runes[:at])), " ", ""
	if at < len(runes) {
		under, after = look.Clean(string(runes[at])), look.Clean(string(runes[at+1:]))
	}
	room := width - 3
	for look.Width(before) > room-look.Width(under) && before != "" {
		before = string([]rune(before)[1:])
	}
	rest := look.Clip(after, room-look.Width(before)-look.Width(under))
	return a.look.Key.On("›") + " " + before + a.look.Cursor.On(under) + rest
}

func (p *prompt) help() []binding {
	return []binding{{keys: []string{"enter"}, short: "ok"}, {keys: []string{"esc"}, short: "cancel"}}
}

// choice is something to pick.
type choice struct {
	name, note string
	off        string // why it cannot be picked
	do         func() tea.Cmd
}

// picker finds a choice by a few letters of its name.
type picker struct {
	a       *app
	title   string
	choices []choice
	found   []int // indices into choices
	input   textinput.Model
	list    list
	toggles bool // picking does not close it
}

func newPicker(a *app, title string, choices []choice) *picker {
	in := textinput.New()
	in.Focus()
	p := &picker{a: a, title: title, choices: choices, input: in}
	p.find()
	return p
}

func (p *picker) find() {
	p.found = p.found[:0]
	if p.input.Value() == "" {
		for i := range p.choices {
			p.found = append(p.found, i)
		}
		return
	}
	names := make([]string, len(p.choices))
	for i, c := range p.choices {
		names[i] = c.name
	}
	for _, m := range fuzzy.Find(p.input.Value(), names) {
		p.found = append(p.found, m.Index)
	}
}

func (p *picker) key(msg tea.KeyMsg) (tea.Cmd, bool) {
	p.list.length = len(p.found)
	switch msg.String() {
	case "esc":
		return nil, true
	case "up", "ctrl+k":
		p.list.move(-1)
	case "down", "ctrl+j":
		p.list.move(1)
	case "pgup":
		p.list.move(-p.list.height)
	case "pgdown":
		p.list.move(p.list.height)
	case "enter":
		if len(p.found) == 0 {
			return p.a.say("nothing is called so"), false
		}
		c := p.choices[p.found[p.list.at]]
		if c.off != "" {
			return p.a.say(c.off), false
		}
		if p.toggles {
			return c.do(), false
		}
		p.a.over = nil // what is picked may open an overlay of its own
		return c.do(), true
	default:
		if msg.String() == "/" && p.input.Value() == "" { // what is typed searches already
			return nil, false
		}
		var cmd tea.Cmd
		p.input, cmd = p.input.Update(msg)
		p.find()
		p.list.to(0)
		return cmd, false
	}
	return nil, false
}

func (p *picker) view(width, height int) []string {
	from, to := p.list.show(len(p.found), min(height-2, 18))
	at := ""
	if to-from < len(p.found) {
		at = fmt.Sprintf("%d–%d of %d", from+1, to, len(p.found))
	}
	out := []string{p.a.look.Title.On(look.Ends(look.Clean(p.title), at, width)), inputLine(p.a, p.input, width)}
	if len(p.found) == 0 {
		out = append(out, p.a.look.Muted.On("  nothing is called so"))
	}
	for i := from; i < to; i++ {
		c := p.choices[p.found[i]]
		mark := "  "
		if i == p.list.at {
			mark = "› "
		}
		line := look.Ends(mark+look.Clean(c.name), look.Clean(c.note), width)
		switch {
		case i == p.list.at:
			line = p.a.look.Cursor.On(line)
		case c.off != "":
			line = p.a.look.Muted.On(line)
		}
		out = append(out, line)
	}
	return out
}

func (p *picker) help() []binding {
	return []binding{{keys: []string{"enter"}, short: "choose"}, {keys: []string{"down"}, short: "next"}, {keys: []string{"/"}, short: "or a few letters: search"}, {keys: []string{"esc"}, short: "close"}}
}

// newPalette reaches every action by its name.
func newPalette(a *app) *picker {
	var cs []choice
	for _, b := range a.bindings() {
		cs = append(cs, choice{name: b.name, note: keyName(b.keys[0]), off: b.off, do: b.do})
	}
	if l := a.ledger(); l != nil && len(a.stack) == 1 {
		for _, s := range l.Steps {
			cs = append(cs, choice{name: "open step " + s.Name, do: func() tea.Cmd { return a.push(newStep(a, s.Name)) }})
		}
	}
	for _, y := range a.years() {
		if _, ok := a.top().(turning); !ok {
			break
		}
		cs = append(cs, choice{name: "show the year " + y, do: func() tea.Cmd {
			s, err := a.cutYear(y)
			if err != nil {
				return a.warn(err.Error())
			}
			return a.turnTo(s)
		}})
	}
	return newPicker(a, "Commands", cs)
}

// newHelp lists what the keys do here and everywhere.
func newHelp(a *app) *text {
	return newText(a, "Keys", func(width int) []string {
		var lines []string
		keys := 14
		add := func(title string, bs []binding) {
			lines = append(lines, a.look.Accent.On(look.Clip(title, width)))
			for _, b := range bs {
				name := look.Clean(b.name)
				if b.off != "" {
					name += " — " + look.Clean(b.off)
				}
				parts := look.Wrap(name, width-keys-4)
				lines = append(lines, "  "+a.look.Key.On(look.Fit(b.keyNames(), keys))+"  "+parts[0])
				for _, part := range parts[1:] {
					lines = append(lines, look.Spaces(keys+4)+part)
				}
			}
			lines = append(lines, "")
		}
		here := a.bindings()
		here = here[:len(here)-len(a.everywhere())]
		for _, b := range append(here, a.everywhere()...) {
			keys = max(keys, min(look.Width(b.keyNames()), width/3))
		}
		add(look.Clean(a.top().title()), here)
		add("everywhere", a.everywhere())
		lines = append(lines, a.look.Accent.On("signs"))
		for _, s := range [][2]string{
			{"●", "loss: data that nobody meant to lose"}, {"○", "expected: a filter that someone wants"}, {"?", "review: nobody has said yet"},
			{"1,234 alone", "failed no other predicate: without this, they would go on"},
			{"⇉", "fan-out: a join made several rows of one"}, {"≈", "tie: an ORDER BY does not decide, a rebuild may differ"},
			{"NULL", "no value; empty text is ''"},
		} {
			lines = append(lines, "  "+look.Fit(s[0], keys)+"  "+look.Clip(s[1], width-keys-4))
		}
		return lines
	})
}
