package tui

import (
	"cmp"
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

// heat shows when a leak starts: a line for each year, month or value of a dimension, a column for each step.
type heat struct {
	a      *app
	by     int // index into bys
	metric int // index into metrics
	list   list
	left   int // how many steps are scrolled away
	seen   int // how many were in sight
	got    slot[tallied]
}

func newHeat(a *app) *heat { return &heat{a: a} }

// metrics are what a cell can say of a step.
var metrics = []struct {
	name string
	of   func(s trace.Step, l *trace.Ledger) (n, all int64)
}{
	{"lost at the step, of what entered it", func(s trace.Step, _ *trace.Ledger) (int64, int64) { return lost(s), s.In }},
	{"dropped at the step, of what entered it", func(s trace.Step, _ *trace.Ledger) (int64, int64) { return s.Dropped(), s.In }},
	{"kept by the step, of all", func(s trace.Step, l *trace.Ledger) (int64, int64) { return s.Out, l.In() }},
}

// bys are what the ledger can be split by.
func (h *heat) bys() []string {
	var out []string
	if h.a.opt.Chain.Root.Time != "" {
		out = append(out, "year", "month")
	}
	for _, d := range h.a.opt.Chain.Dimensions {
		out = append(out, d.Name)
	}
	return out
}

func (h *heat) title() string {
	if bys := h.bys(); len(bys) > 0 {
		return "by " + bys[h.by]
	}
	return "by"
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
	bys := h.bys()
	if len(bys) == 0 {
		return nil
	}
	s := h.a.slice
	if bys[h.by] == "year" { // of one year there is no more to see than the year
		s = trace.Slice{Where: s.Where}
	}
	return h.a.desk.tally(&h.got, s, bys[h.by])
}

func (h *heat) answer(m answered) tea.Cmd {
	before := h.got.value.by
	if !h.got.take(m) {
		return nil
	}
	if m.err == nil {
		h.a.remember(h.got.value)
		if h.got.value.by != before {
			h.list = list{}
		}
	} else if h.got.have && !cancelled(m.err) {
		return h.a.warn("this cannot be split: " + m.err.Error())
	}
	return nil
}

// running reports whether another table is on its way.
func (h *heat) running() bool { return h.got.have && h.got.busy() }

func (h *heat) callOff() {
	h.got.stop(h.a.desk)
	h.by = max(0, slices.Index(h.bys(), h.got.value.by))
}

// order is that of time; values of a dimension go by how many rows have them. What is not known is last.
func (h *heat) order(ls []*trace.Ledger) []*trace.Ledger {
	ls = slices.Clone(ls)
	byTime := h.got.value.by == "year" || h.got.value.by == "month"
	slices.SortStableFunc(ls, func(a, b *trace.Ledger) int {
		x, y := a.Bucket == trace.Unknown, b.Bucket == trace.Unknown
		switch {
		case x && !y:
			return 1
		case y && !x:
			return -1
		case byTime:
			return 0
		}
		return cmp.Compare(b.In(), a.In())
	})
	return ls
}

func (h *heat) failure() *failure {
	if h.got.err != nil && !h.got.busy() && !h.got.have {
		return &failure{"split the ledger " + h.title(), h.got.err, h.got.retry}
	}
	return nil
}

// ledgers are the lines: none before they are there.
func (h *heat) ledgers() []*trace.Ledger {
	if !h.got.have {
		return nil
	}
	return h.order(h.got.value.ledgers)
}

func (h *heat) bindings() []binding {
	bys := h.bys()
	off := ""
	if len(bys) == 0 {
		off = "the chain has neither a time nor dimensions"
	}
	there := off
	if len(h.ledgers()) == 0 {
		there = "there are no lines yet"
	}
	list := []binding{
		{keys: []string{"enter"}, short: "slice", name: "look at this line's slice", off: there, do: h.enter},
		{keys: []string{"b", "tab"}, short: "by…", name: "split by the next: year, month, dimensions", off: off, do: func() tea.Cmd {
			h.by = (h.by + 1) % len(bys)
			return h.ask()
		}},
		{keys: []string{"m"}, short: "measure", name: "show what is lost, dropped or kept", do: func() tea.Cmd { h.metric = (h.metric + 1) % len(metrics); return nil }},
		{keys: []string{"left", "h"}, name: "scroll to the left", do: func() tea.Cmd { h.left--; return nil }},
		{keys: []string{"right", "l"}, name: "scroll to the right", do: func() tea.Cmd { h.left++; return nil }},
		{keys: []string{"y"}, name: "copy the table as Markdown", off: there, do: func() tea.Cmd {
			return h.a.copy(string(report.Markdown(h.ledgers(), h.a.opt.Provenance())), "the table as Markdown")
		}},
		{keys: []string{"x"}, short: "export", name: "export these ledgers to a file", off: there, do: func() tea.Cmd {
			return h.a.exportLedgers(h.ledgers(), h.a.opt.Chain.Name+"-by-"+h.got.value.by)
		}},
	}
	for _, b := range h.a.sliceBindings() {
		if b.keys[0] != "b" {
			list = append(list, b)
		}
	}
	return append(list, h.list.bindings()...)
}

// enter shows the funnel of the line under the cursor.
func (h *heat) enter() tea.Cmd {
	t, by := h.got.value, h.got.value.by
	bucket := h.ledgers()[h.list.at].Bucket
	text := h.a.textOf(t.slice)
	switch {
	case bucket == trace.Unknown && (by == "year" || by == "month"):
		return h.a.say("rows without a readable date are in no slice of dates")
	case by == "year":
		text = sliceText{year: bucket, where: text.where}
	case by == "month":
		text = sliceText{from: bucket, to: bucket, where: text.where}
	default:
		text = text.with(by, bucket)
	}
	s, err := h.a.cut(text)
	if err != nil {
		return h.a.warn(err.Error())
	}
	visit := newFunnel(h.a)
	visit.from = &t.slice
	return tea.Batch(h.a.push(visit), h.a.turnTo(s))
}

// bucket is the value that a line stands for, so that spaces at its ends are seen.
func bucket(l *trace.Ledger) string {
	if l.Bucket == trace.Unknown {
		return l.Bucket
	}
	return report.Shown(trace.Value{Text: l.Bucket})
}

// home leaves all screens but the first.
func (a *app) home() tea.Cmd {
	var cmds []tea.Cmd
	for len(a.stack) > 1 {
		cmds = append(cmds, a.leave())
	}
	return tea.Batch(cmds...)
}

func (h *heat) view(width, height int) []string {
	lk := h.a.look
	if len(h.bys()) == 0 {
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
		name = max(name, min(look.Width(bucket(l)), 24))
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
	text := look.Fit(bucket(l), name)
	mark := "  "
	if cursor {
		mark, text = "› ", lk.Cursor.On(text)
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
