package tui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"funneltrace/trace"
	"funneltrace/tui/look"
)

// View draws the screen. Nothing that is not ours reaches the terminal as more than text.
func (a *app) View() string { return a.look.Guard(a.draw()) }

// draw draws the header, what the top screen shows, and the line of keys.
func (a *app) draw() string {
	switch {
	case a.quitting:
		return ""
	case a.width == 0 || a.height == 0:
		return "" // the size is not known yet
	case a.width < minWidth || a.height < minHeight:
		return a.tooSmall()
	}
	lines := make([]string, 0, a.height)
	lines = append(lines, a.header()...)
	room := a.height - len(lines) - 1
	body := a.body(room)
	if a.over != nil {
		body = a.cover(body, room)
	}
	lines = append(lines, body...)
	lines = append(lines, a.footer())
	return strings.Join(lines, "\n")
}

// tooSmall says what is needed, on as much as there is.
func (a *app) tooSmall() string {
	text := fmt.Sprintf("trace needs %d×%d, this window is %d×%d", minWidth, minHeight, a.width, a.height)
	lines := look.Wrap(text, a.width)
	for i := range lines {
		lines[i] = look.Clip(lines[i], a.width)
	}
	return strings.Join(lines[:min(len(lines), a.height)], "\n")
}

func (a *app) headerHeight() int {
	if a.height >= 20 {
		return 3
	}
	return 2
}

// header is the chain, the slice, where one is, and what the numbers come from.
func (a *app) header() []string {
	title := cmp.Or(a.opt.Chain.Title, a.opt.Chain.Name)
	slice := look.Clean(sliceName(a.slice))
	if s, ok := a.top().(sliced); ok {
		slice = look.Clean(sliceName(s.shown()))
	}
	right := a.look.Accent.On(slice)
	plain := slice
	if a.tally.busy() && a.tally.have {
		to := " → " + look.Clean(sliceName(a.wanted)) + " " + a.spinner()
		right, plain = right+a.look.Muted.On(to), plain+to
	}
	room := a.width - look.Width(plain) - 1
	first := a.look.Title.On(look.Fit(look.Clean(title), max(room, 0))) + " " + right
	if room < 8 {
		first = look.Clip(look.Clean(title)+" "+plain, a.width)
	}
	where := a.provenance()
	crumbs := a.crumbs(a.width - look.Width(where) - 1)
	second := a.look.Key.On(crumbs) + look.Spaces(a.width-look.Width(crumbs)-look.Width(where)) + a.look.Muted.On(where)
	lines := []string{first, second}
	if a.headerHeight() == 3 {
		lines = append(lines, a.look.Muted.On(strings.Repeat("─", a.width)))
	}
	return lines
}

func sliceName(s trace.Slice) string { return cmp.Or(s.Label, "all") }

// crumbs are the titles of the stack; if there is no room for all, the first go.
func (a *app) crumbs(room int) string {
	var parts []string
	for _, s := range a.stack {
		parts = append(parts, look.Clean(s.title()))
	}
	text := strings.Join(parts, " › ")
	for len(parts) > 1 && look.Width(text) > room {
		parts = parts[1:]
		text = "… › " + strings.Join(parts, " › ")
	}
	return look.Clip(text, room)
}

// provenance says what the numbers were made from and how far to trust them. What matters most stays where room is scarce.
func (a *app) provenance() string {
	parts := []string{look.Clean(a.opt.Provenance().Snapshot), a.trust()}
	if a.opt.Provenance().Synthetic {
		parts[0] += " (synthetic)"
	}
	if a.width >= 90 && a.ledger() != nil {
		parts = append(parts, a.age())
	}
	text := strings.Join(parts, " · ")
	return look.Clip(text, a.width-12)
}

func (a *app) trust() string {
	switch {
	case a.verifying.busy():
		return "verifying"
	case a.checks == nil:
		return "not verified"
	case len(failedChecks(a.checks)) > 0:
		return "✗ NOT THE PLAIN MODELS' ROWS"
	case skippedChecks(a.checks) > 0:
		return fmt.Sprintf("verified in part, %d of %d", len(a.checks)-skippedChecks(a.checks), len(a.checks))
	}
	return "✓ verified"
}

// age says when the result was computed.
func (a *app) age() string {
	at := a.opt.Computed()
	if at.IsZero() {
		return "computed just now"
	}
	switch d := a.opt.Now().Sub(at); {
	case d < time.Minute:
		return "computed just now"
	case d < time.Hour:
		return fmt.Sprintf("computed %d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("computed %d h ago", int(d.Hours()))
	default:
		return fmt.Sprintf("computed %d days ago", int(d.Hours()/24))
	}
}

// body is what the top screen shows, or why it cannot.
func (a *app) body(height int) []string {
	var lines []string
	if f := a.failure(); f != nil {
		lines = a.failed(f, height)
	} else {
		lines = a.top().view(a.width, height)
	}
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines[:height]
}

// cover lays the overlay over the middle of the body.
func (a *app) cover(body []string, height int) []string {
	width := min(a.width-4, 100)
	box := a.over.view(width-4, height-2)
	if len(box) > height-2 {
		box = box[:height-2]
	}
	left := look.Spaces((a.width - width) / 2)
	edge := a.look.Muted.On("│")
	out := append([]string(nil), body...)
	at := max(0, (height-len(box)-2)/3)
	out[at] = left + a.look.Muted.On("╭"+strings.Repeat("─", width-2)+"╮")
	for i, line := range box {
		out[at+1+i] = left + edge + " " + line + look.Spaces(width-4-look.Width(line)) + " " + edge
	}
	out[at+1+len(box)] = left + a.look.Muted.On("╰"+strings.Repeat("─", width-2)+"╯")
	return out
}

// footer is the toast if there is one, else what keys do; on the right, what is running.
func (a *app) footer() string {
	running := look.Clip(a.running(), a.width/2)
	room := a.width
	if running != "" {
		room -= look.Width(running) + 2
	}
	var left string
	used := 0
	if a.toast.text != "" {
		text := look.Clip(look.Clean(a.toast.text), room)
		used = look.Width(text)
		left = a.toast.paint(a.look).On(text)
	} else {
		left, used = a.keyLine(room)
	}
	return left + look.Spaces(a.width-used-look.Width(running)) + a.look.Warn.On(running)
}

// keyLine is as many keys as there is room for, the most important first; the way back and the help are always there.
func (a *app) keyLine(room int) (line string, used int) {
	list := a.bindings()
	if a.over != nil {
		list = a.over.help()
	}
	kept := 0
	for _, k := range list {
		if k.keys[0] == "esc" || k.keys[0] == "?" {
			kept += keyWidth(k)
		}
	}
	var b strings.Builder
	for _, k := range list {
		if k.short == "" {
			continue
		}
		key, w := keyName(k.keys[0]), keyWidth(k)
		if k.keys[0] == "esc" || k.keys[0] == "?" {
			kept -= w
		}
		if used == 0 {
			w -= keyGap
		}
		if used+w+kept > room {
			continue
		}
		if used > 0 {
			b.WriteString("  ")
		}
		if k.off != "" {
			b.WriteString(a.look.Muted.On(key + " " + k.short))
		} else {
			b.WriteString(a.look.Key.On(key) + " " + a.look.Muted.On(k.short))
		}
		used += w
	}
	return b.String(), used
}

// keyGap is the space between two keys on the bottom line.
const keyGap = 2

// keyWidth is how much of the bottom line a key takes.
func keyWidth(b binding) int {
	if b.short == "" {
		return 0
	}
	return keyGap + look.Width(keyName(b.keys[0])) + 1 + look.Width(b.short)
}

// keyName is a key as people write it.
func keyName(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "enter":
		return "⏎"
	case " ":
		return "space"
	}
	return key
}

// patience is how long something may take before the screen speaks of it.
const patience = 250 * time.Millisecond

// running is the oldest question that is open, if it takes its time.
func (a *app) running() string {
	oldest := 0
	for id, q := range a.open {
		if a.opt.Now().Sub(q.began) >= patience && (oldest == 0 || id < oldest) {
			oldest = id
		}
	}
	if oldest == 0 {
		return ""
	}
	return a.spinner() + " " + a.open[oldest].text()
}

// text is how far the question is.
func (q *question) text() string {
	p := q.at.Load()
	if p == nil {
		return "working"
	}
	return fmt.Sprintf("%s %d%%", look.Clean(p.What), int(100*min(max(p.Done, 0), 1)))
}

var spins = []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

func (a *app) spinner() string {
	return string(spins[a.opt.Now().UnixMilli()/100%int64(len(spins))])
}

// waiting draws what a screen shows while it waits for its first answer.
func (a *app) waiting(what string, q *question, width, height int) []string {
	lines := make([]string, max(height/3, 0))
	lines = append(lines, look.Fit("  "+a.spinner()+" "+look.Clean(what), width))
	if q != nil {
		if p := q.at.Load(); p != nil {
			const cells = 30
			full := int(cells * min(max(p.Done, 0), 1))
			lines = append(lines, look.Clip(fmt.Sprintf("    %s%s %3d%%  %s", strings.Repeat("█", full), strings.Repeat("░", cells-full),
				int(100*min(max(p.Done, 0), 1)), look.Clean(p.What)), width))
		}
		if d := a.opt.Now().Sub(q.began); d >= time.Second {
			lines = append(lines, a.look.Muted.On(look.Clip(fmt.Sprintf("    %d s; esc calls it off", int(d.Seconds())), width)))
		}
	}
	return lines
}

// failed draws an error: what failed, why, and what to do.
func (a *app) failed(f *failure, height int) []string {
	away := "esc goes back, "
	if len(a.stack) == 1 {
		away = ""
	}
	todo := a.look.Muted.On(look.Clip("  r tries again, "+away+"q quits", a.width))
	if cancelled(f.err) {
		return []string{"", look.Clip("  "+look.Clean(f.what)+": called off", a.width), "", todo}
	}
	lines := []string{"", a.look.Bad.On(look.Clip("  ✗ could not "+look.Clean(f.what), a.width)), ""}
	for _, l := range strings.Split(strings.TrimSpace(f.err.Error()), "\n") {
		for _, part := range look.Wrap(look.Clean(l), a.width-6) {
			lines = append(lines, "    "+part)
		}
	}
	if room := height - 2; len(lines) > room {
		lines = append(lines[:room-1], a.look.Muted.On("    …"))
	}
	return append(lines, "", todo)
}

// besides draws two panes beside each other, with a line between them.
func (a *app) besides(left []string, width int, right []string, height int) []string {
	line := a.look.Muted.On(" │ ")
	out := make([]string, height)
	for i := range out {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		out[i] = l + look.Spaces(width-look.Width(l)) + line + r
	}
	return out
}
