package tui

import (
	"fmt"
	"math"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// heat shows when a leak starts: a line for each day, month or value of a dimension, a column for each step.
type heat struct {
	a      *app
	by     string // one of bys; empty if there is none
	metric int    // index into metrics
	list   list
	marked string // the bucket of the line to compare with; empty is none
	aimed  string // what the cursor was put in place for, by sliceKey
	left   int    // how many steps are scrolled away
	seen   int    // how many were in sight
	got    slot[tallied]
}

func newHeat(a *app) *heat {
	h := &heat{a: a}
	if bys := h.bys(); len(bys) > 0 {
		h.by = bys[0]
	}
	return h
}

// metrics are what a cell can say of a step.
var metrics = []struct {
	name string
	of   func(s trace.Step, l *trace.Ledger) (n, all int64)
}{
	{"lost at the step, of what entered it", func(s trace.Step, _ *trace.Ledger) (int64, int64) { return lost(s), s.In }},
	{"dropped at the step, of what entered it", func(s trace.Step, _ *trace.Ledger) (int64, int64) { return s.Dropped(), s.In }},
	{"kept by the step, of all", func(s trace.Step, l *trace.Ledger) (int64, int64) { return s.Out, l.In() }},
}

func (h *heat) title() string { return strings.TrimSpace("by " + h.by) }

// shown is the slice that the lines are of.
func (h *heat) shown() trace.Slice {
	if h.got.have {
		return h.got.value.slice
	}
	return h.around()
}

func (h *heat) start() tea.Cmd { return h.ask() }

func (h *heat) stop() tea.Cmd {
	h.got.stop(h.a.desk)
	return nil
}

// turn asks anew: another slice is shown. Below another screen the table stays: one comes back to it.
func (h *heat) turn() tea.Cmd {
	if h.a.top() != screen(h) {
		return nil
	}
	return h.ask()
}

func (h *heat) ask() tea.Cmd {
	if h.by == "" {
		return nil
	}
	cmd := h.a.desk.tally(&h.got, h.around(), h.by)
	if !h.got.busy() {
		h.aim()
	}
	return cmd
}

func (h *heat) answer(m answered) tea.Cmd {
	if !h.got.take(m) {
		return nil
	}
	if m.err == nil {
		h.a.remember(h.got.value)
		h.aim()
	} else if h.got.have && !cancelled(m.err) {
		h.by = h.got.value.by
		return h.a.warn("this cannot be split: " + m.err.Error())
	}
	return nil
}

// running reports whether another table is on its way.
func (h *heat) running() bool { return h.got.have && h.got.busy() }

func (h *heat) callOff() {
	h.got.stop(h.a.desk)
	h.by = h.got.value.by
}

func (h *heat) failure() *failure {
	if h.got.err != nil && !h.got.busy() && !h.got.have {
		return &failure{"split the ledger " + h.title(), h.got.err, h.got.retry}
	}
	return nil
}

func (h *heat) bindings() []binding {
	off := ""
	if h.by == "" {
		off = "the chain has neither a time nor dimensions"
	}
	there := off
	if len(h.ledgers()) == 0 {
		there = "there are no lines yet"
	}
	list := []binding{
		{keys: []string{"enter"}, short: "slice", name: "look at this line's slice", off: there, do: h.enter},
		{keys: []string{"b"}, short: "by…", name: "choose what to split by: day, week, month, year, a dimension", off: off, do: h.choose},
		{keys: []string{"tab"}, name: "split by the next one", off: off, do: h.next},
		{keys: []string{" "}, short: "mark", name: "mark this line, to compare another one with it", off: there, do: h.mark},
		h.compareBinding(there),
		{keys: []string{"m"}, short: "measure", name: "show what is lost, dropped or kept", do: func() tea.Cmd { h.metric = (h.metric + 1) % len(metrics); return nil }},
		{keys: []string{"left", "h"}, name: "scroll to the left", do: func() tea.Cmd { h.left--; return nil }},
		{keys: []string{"right", "l"}, name: "scroll to the right", do: func() tea.Cmd { h.left++; return nil }},
		{keys: []string{"y"}, name: "copy the table as Markdown", off: there, do: func() tea.Cmd {
			return h.a.copy(string(report.Markdown(h.a.verified(h.ledgers()), h.a.opt.Provenance())), "the table as Markdown")
		}},
		{keys: []string{"x"}, short: "export", name: "export these ledgers to a file", off: there, do: func() tea.Cmd {
			return h.a.exportLedgers(h.ledgers(), h.a.opt.Chain.Name+"-by-"+h.got.value.by)
		}},
	}
	for _, b := range h.a.sliceBindings() {
		if b.keys[0] != "b" && b.keys[0] != "=" {
			list = append(list, b)
		}
	}
	return append(list, h.list.bindings()...)
}

// enter shows the funnel of the line under the cursor.
func (h *heat) enter() tea.Cmd {
	s, why := h.sliceOf(h.ledgers()[h.list.at].Bucket)
	if why != "" {
		return h.a.say(why)
	}
	visit, here := newFunnel(h.a), h.a.slice
	visit.from = &here
	return tea.Batch(h.a.push(visit), h.a.turnTo(s))
}

// bucketText is the value that a line stands for, so that spaces at its ends are seen.
func bucketText(bucket string) string {
	if bucket == trace.Unknown {
		return bucket
	}
	return report.Shown(trace.Value{Text: bucket})
}

func (h *heat) view(width, height int) []string {
	lk := h.a.look
	if h.by == "" {
		return []string{"", "  the chain has neither a time nor dimensions to split by"}
	}
	ls := h.ledgers()
	if ls == nil {
		return h.a.waiting("splitting the ledger "+h.title(), h.got.q, width, height)
	}
	m := metrics[h.metric]
	what := sliceName(h.got.value.slice) + " by " + h.got.value.by + ": " + m.name
	if h.got.busy() {
		what += "  → " + h.title() + " " + h.a.spinner()
	}
	head := look.Ends(look.Clean(what), report.Units(int64(len(ls)), "line"), width)
	out := []string{lk.Title.On(head)}
	if len(ls) == 0 {
		return append(out, "", "  there are no rows in this slice")
	}
	steps := h.steps(ls)
	name, num := 6, 7
	for _, l := range ls {
		name = max(name, min(look.Width(bucketText(l.Bucket)), 24))
		num = max(num, len(report.Count(l.In())))
		if l.Incomplete != nil {
			num = max(num, len(report.Value(l)))
		}
	}
	const cell = 10
	room := width - 2 - name - 1 - num - 1 - num - 1
	h.seen = max(min(room/cell, len(steps)), 1)
	h.left = max(0, min(h.left, len(steps)-h.seen))
	in := steps[h.left : h.left+h.seen]
	out = append(out, h.names(ls[0], in, name, num, cell)...)
	from, to := h.list.show(len(ls), height-len(out)-1)
	scales := make([]scale, len(in))
	for i, s := range in {
		scales[i] = h.scale(ls, s)
	}
	for i := from; i < to; i++ {
		out = append(out, h.line(ls[i], in, scales, name, num, cell, i == h.list.at))
	}
	for len(out) < height-1 {
		out = append(out, "")
	}
	note := "shades go from a step's least ░ to its most █"
	if slices.ContainsFunc(ls, func(l *trace.Ledger) bool { return l.Bucket == trace.Several }) {
		note = trace.Several + " are counted once; the slice of a value has its own of them too · " + note
	}
	if h.marked != "" {
		note = "* " + look.Clean(bucketText(h.marked)) + " is compared with · " + note
	}
	if h.seen < len(steps) {
		note = fmt.Sprintf("steps %d–%d of %d; ← → scroll · ", h.left+1, h.left+h.seen, len(steps)) + note
	}
	return append(out, lk.Muted.On(look.Clip(note, width)))
}

// steps are the steps worth a column: those that say something of a line.
func (h *heat) steps(ls []*trace.Ledger) []int {
	var out []int
	for i := range ls[0].Steps {
		for _, l := range ls {
			if n, _ := metrics[h.metric].of(l.Steps[i], l); n > 0 {
				out = append(out, i)
				break
			}
		}
	}
	if len(out) == 0 {
		for i := range ls[0].Steps {
			out = append(out, i)
		}
	}
	return out
}

// names are the heads of the columns, on as many lines as they need, three at most.
func (h *heat) names(l *trace.Ledger, steps []int, name, num, cell int) []string {
	heads := make([][]string, len(steps))
	lines := 1
	for i, s := range steps {
		text := look.Clean(l.Steps[s].Name)
		for len(heads[i]) < 2 && look.Width(text) > cell-1 {
			part := ansi.Truncate(text, cell-1, "")
			if at := strings.LastIndexAny(part, "_."); at > 2 {
				part = part[:at+1]
			}
			heads[i] = append(heads[i], part)
			text = text[len(part):]
		}
		heads[i] = append(heads[i], look.Clip(text, cell-1))
		lines = max(lines, len(heads[i]))
	}
	var out []string
	for k := range lines {
		left := look.Spaces(2 + name + 1 + num)
		if k == lines-1 {
			left = "  " + look.Fit("", name) + " " + look.FitRight("in", num)
		}
		var b strings.Builder
		b.WriteString(left)
		for i := range steps {
			text := ""
			if pad := lines - len(heads[i]); k >= pad {
				text = heads[i][k-pad]
			}
			b.WriteString(look.FitRight(text, cell))
		}
		end := ""
		if k == lines-1 {
			end = "number"
		}
		b.WriteString(" " + look.FitRight(end, num))
		out = append(out, h.a.look.Muted.On(b.String()))
	}
	return out
}

// scale is the least and the most that a step has in the table; rows without a time or value do not count.
type scale struct {
	least, most float64
	shares      int
}

func (h *heat) scale(ls []*trace.Ledger, step int) scale {
	sc := scale{least: math.Inf(1)}
	for _, l := range ls {
		n, all := metrics[h.metric].of(l.Steps[step], l)
		if n == 0 || all == 0 || l.Bucket == trace.Unknown {
			continue
		}
		share := float64(n) / float64(all)
		sc.shares++
		sc.least, sc.most = math.Min(sc.least, share), math.Max(sc.most, share)
	}
	return sc
}

// shade is a share's place on the scale as a sign. Where all are about the same, none stands out.
func (sc scale) shade(share float64) string {
	switch {
	case share <= 0 || sc.most == 0:
		return " "
	case sc.shares == 1:
		return "█"
	case sc.most-sc.least < max(sc.most/10, 0.001): // a tenth of a percent shows as none
		return "▒"
	}
	signs := []string{"░", "▒", "▓", "█"}
	return signs[max(0, min(int((share-sc.least)/(sc.most-sc.least)*4), 3))]
}

func (h *heat) line(l *trace.Ledger, steps []int, scales []scale, name, num, cell int, cursor bool) string {
	lk := h.a.look
	text := look.Fit(bucketText(l.Bucket), name)
	mark := "  "
	if cursor {
		mark, text = "› ", lk.Cursor.On(text)
	}
	if l.Bucket == h.marked && h.marked != "" {
		mark = strings.TrimRight(mark, " ")
		mark += look.Spaces(1-look.Width(mark)) + lk.Key.On("*")
	}
	var b strings.Builder
	b.WriteString(mark + text + " " + look.FitRight(report.Count(l.In()), num))
	for k, i := range steps {
		n, all := metrics[h.metric].of(l.Steps[i], l)
		share := 0.0
		if all > 0 {
			share = float64(n) / float64(all)
		}
		sign := scales[k].shade(share)
		figure := look.FitRight(report.Percent(n, all), cell-2) + " " + sign
		switch {
		case n == 0:
			b.WriteString(lk.Muted.On(figure))
		case h.metric == 0 && (sign == "▓" || sign == "█"):
			b.WriteString(lk.Loss.On(figure))
		default:
			b.WriteString(figure)
		}
	}
	b.WriteString(" " + look.FitRight(report.Value(l), num))
	return b.String()
}
