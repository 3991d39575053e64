package tui

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

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

// turn asks anew: another slice is shown.
func (h *heat) turn() tea.Cmd { return h.ask() }

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
	if h.got.take(m) && m.err == nil {
		h.a.remember(h.got.value)
	}
	return nil
}

// order is that of time; values of a dimension go by how many rows have them. What is not known is last.
func (h *heat) order(ls []*trace.Ledger) []*trace.Ledger {
	ls = slices.Clone(ls)
	byTime := h.a.opt.Chain.Root.Time != "" && h.by < 2
	slices.SortStableFunc(ls, func(a, b *trace.Ledger) int {
		x, y := h.bucket(a) == trace.Unknown, h.bucket(b) == trace.Unknown
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
	if h.got.err != nil && !h.got.busy() {
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
			h.list = list{}
			return h.ask()
		}},
		{keys: []string{"m"}, short: "measure", name: "show what is lost, dropped or kept", do: func() tea.Cmd { h.metric = (h.metric + 1) % len(metrics); return nil }},
		{keys: []string{"left", "h"}, name: "scroll to the left", do: func() tea.Cmd { h.left--; return nil }},
		{keys: []string{"right", "l"}, name: "scroll to the right", do: func() tea.Cmd { h.left++; return nil }},
		{keys: []string{"y"}, name: "copy the table as Markdown", off: there, do: func() tea.Cmd {
			return h.a.copy(string(report.Markdown(h.ledgers(), h.a.opt.Provenance())), "the table as Markdown")
		}},
		{keys: []string{"x"}, short: "export", name: "export these ledgers to a file", off: there, do: func() tea.Cmd {
			return h.a.exportLedgers(h.ledgers(), h.a.opt.Chain.Name+"-by-"+bys[h.by])
		}},
	}
	for _, b := range h.a.sliceBindings() {
		if b.keys[0] != "b" {
			list = append(list, b)
		}
	}
	return append(list, h.list.bindings()...)
}

// bucket is the value that a line stands for: the ledger's slice less what all lines have.
func (h *heat) bucket(l *trace.Ledger) string {
	if _, rest, ok := strings.Cut(l.Slice, sliceName(h.a.slice)+" "); ok && rest != "" {
		return rest
	}
	return l.Slice
}

// enter shows the funnel of the line under the cursor.
func (h *heat) enter() tea.Cmd {
	bucket := h.bucket(h.ledgers()[h.list.at])
	by := h.bys()[h.by]
	var s trace.Slice
	var err error
	where := whereText(h.a.slice.Where)
	switch {
	case bucket == trace.Unknown && (by == "year" || by == "month"):
		return h.a.say("rows without a readable date are in no slice of dates")
	case by == "year":
		s, err = h.a.opt.Cut(bucket, "", "", where)
	case by == "month":
		s, err = h.a.opt.Cut("", bucket, bucket, where)
	default:
		s, err = h.a.opt.Cut("", "", "", append(where, by+"="+bucket))
		s.From, s.To = h.a.slice.From, h.a.slice.To
		if len(h.a.slice.Where) == 0 && !(s.From.IsZero() && s.To.IsZero()) {
			s.Label = sliceName(h.a.slice) + " " + by + "=" + bucket
		}
	}
	if err != nil {
		return h.a.warn(err.Error())
	}
	return tea.Batch(h.a.home(), h.a.turnTo(s))
}

// home leaves all screens but the first.
func (a *app) home() tea.Cmd {
	var cmds []tea.Cmd
	for len(a.stack) > 1 {
		cmds = append(cmds, a.back())
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
	head := look.Ends(h.title()+": "+m.name, fmt.Sprintf("%d lines", len(ls)), width)
	out := []string{lk.Title.On(head)}
	if len(ls) == 0 {
		return append(out, "", "  there are no rows in this slice")
	}
	steps := h.steps(ls)
	name, num := 6, 7
	for _, l := range ls {
		name = max(name, min(look.Width(look.Clean(h.bucket(l))), 24))
		num = max(num, len(report.Count(l.In())))
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
		for len(heads[i]) < 3 && text != "" {
			cut := min(len(text), cell-1)
			if at := strings.LastIndexAny(text[:cut], "_."); at > 2 && cut < len(text) {
				cut = at + 1
			}
			heads[i] = append(heads[i], text[:cut])
			text = text[cut:]
		}
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
type scale struct{ least, most float64 }

func (h *heat) scale(ls []*trace.Ledger, step int) scale {
	sc := scale{least: math.Inf(1)}
	for _, l := range ls {
		n, all := metrics[h.metric].of(l.Steps[step], l)
		if n == 0 || all == 0 || h.bucket(l) == trace.Unknown {
			continue
		}
		share := float64(n) / float64(all)
		sc.least, sc.most = math.Min(sc.least, share), math.Max(sc.most, share)
	}
	return sc
}

// shade is a share's place on the scale as a sign. Where all are about the same, none stands out.
func (sc scale) shade(share float64) string {
	switch {
	case share <= 0 || sc.most == 0:
		return " "
	case sc.most-sc.least < sc.most/10:
		return "░"
	}
	signs := []string{"░", "▒", "▓", "█"}
	return signs[max(0, min(int((share-sc.least)/(sc.most-sc.least)*4), 3))]
}

func (h *heat) line(l *trace.Ledger, steps []int, scales []scale, name, num, cell int, cursor bool) string {
	lk := h.a.look
	text := look.Fit(look.Clean(h.bucket(l)), name)
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
