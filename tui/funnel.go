package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
)

// funnel is the first screen: the steps from the root rows to the number, and the causes of the selected one.
type funnel struct {
	a    *app
	list list
	shut map[string]bool // models whose sub-steps are closed
	all  bool            // causes that dropped nothing are shown too
	seen bool            // there was a ledger
	from *trace.Slice    // the slice to go back to, of a funnel that was opened for one line of a table
}

func newFunnel(a *app) *funnel { return &funnel{a: a, shut: map[string]bool{}} }

func (f *funnel) title() string {
	if f.from != nil {
		return "funnel of " + sliceName(f.a.slice)
	}
	return "funnel"
}

func (f *funnel) start() tea.Cmd { return nil }

// stop goes back to the slice that one came from.
func (f *funnel) stop() tea.Cmd {
	if f.from == nil {
		return nil
	}
	return f.a.turnTo(*f.from)
}

func (f *funnel) failure() *failure { return nil }

func (f *funnel) answer(answered) tea.Cmd { return nil }

// turn puts the cursor on the step that drops the most, the first time that there is one.
func (f *funnel) turn() tea.Cmd {
	if f.seen {
		return nil
	}
	f.seen = true
	lines := f.lines(f.a.ledger())
	f.list.length = len(lines)
	for i, l := range lines {
		if !l.open && l.step.Dropped() > lines[f.list.at].step.Dropped() {
			f.list.to(i)
		}
	}
	return nil
}

// funnelLine is a line of the funnel: a step, a sub-step, or a model whose sub-steps are closed, added up.
type funnelLine struct {
	step  trace.Step
	steps []trace.Step // what it stands for
	sub   bool         // it is drawn under its model
	opens bool         // it has sub-steps
	open  bool
}

// lines groups the sub-steps under the model that they are of. A model comes first, its sub-steps below it, though it is
// they that come first in time.
func (f *funnel) lines(l *trace.Ledger) []funnelLine {
	var out []funnelLine
	for i := 0; i < len(l.Steps); {
		j := i
		for j < len(l.Steps) && l.Steps[j].Model == l.Steps[i].Model {
			j++
		}
		group := l.Steps[i:j]
		i = j
		last := group[len(group)-1]
		if len(group) == 1 {
			out = append(out, funnelLine{step: last, steps: group})
			continue
		}
		whole := last
		whole.In = group[0].In
		whole.Causes, whole.FanOuts, whole.Ties, whole.Marks = nil, nil, nil, nil
		for _, s := range group {
			whole.Causes = append(whole.Causes, s.Causes...)
			whole.FanOuts = append(whole.FanOuts, s.FanOuts...)
			whole.Ties = append(whole.Ties, s.Ties...)
			whole.Marks = append(whole.Marks, s.Marks...)
		}
		whole.Name = last.Model
		if f.shut[last.Model] {
			out = append(out, funnelLine{step: whole, steps: group, opens: true})
			continue
		}
		out = append(out, funnelLine{step: whole, steps: group, opens: true, open: true})
		for k := range group {
			out = append(out, funnelLine{step: group[k], steps: group[k : k+1], sub: true})
		}
	}
	return out
}

// selected is the line under the cursor, or nil before there is a ledger.
func (f *funnel) selected() *funnelLine {
	l := f.a.ledger()
	if l == nil {
		return nil
	}
	lines := f.lines(l)
	if len(lines) == 0 {
		return nil
	}
	f.list.length = len(lines)
	f.list.to(f.list.at)
	return &lines[f.list.at]
}

// stepUnder is the step to open: of a model with sub-steps that are shown, the model's own.
func (f *funnel) stepUnder() string {
	sel := f.selected()
	if sel == nil {
		return ""
	}
	return sel.steps[len(sel.steps)-1].Name
}

func (f *funnel) bindings() []binding {
	sel := f.selected()
	off := ""
	if sel == nil {
		off = "the steps are not there yet"
	}
	list := []binding{
		{keys: []string{"enter", "l", "right"}, short: "open", name: "open the step: its causes and SQL", off: off, do: func() tea.Cmd { return f.a.push(newStep(f.a, f.stepUnder())) }},
		f.fold(sel),
		{keys: []string{"r"}, short: "rows", name: "the rows that the step dropped", off: f.noRows(off, sel), do: func() tea.Cmd { return f.a.push(newRows(f.a, f.stepUnder(), "")) }},
	}
	list = append(list, f.a.sliceBindings()...)
	list = append(list,
		binding{keys: []string{"n"}, name: "next step with a loss", off: off, do: func() tea.Cmd { return f.nextLoss() }},
		binding{keys: []string{"z"}, name: "show or hide causes that dropped nothing", do: func() tea.Cmd { f.all = !f.all; return nil }},
		binding{keys: []string{"e"}, name: "compare with the published number", do: f.a.published},
		f.a.verifyBinding(),
		f.a.snapshotsBinding(),
		f.a.tablesBinding(),
		binding{keys: []string{"i"}, name: "notes, and what the numbers were made from", off: off, do: f.a.notes},
		binding{keys: []string{"y"}, name: "copy the funnel as Markdown", off: off, do: f.copyMarkdown},
		binding{keys: []string{"x"}, short: "export", name: "export the funnel to a file", off: off, do: func() tea.Cmd { return f.a.exportLedgers([]*trace.Ledger{f.a.ledger()}, f.a.opt.Chain.Name) }},
	)
	return append(list, f.list.bindings()...)
}

// noRows is why the rows of the line under the cursor cannot be shown; empty if they can.
func (f *funnel) noRows(off string, sel *funnelLine) string {
	switch {
	case off != "":
		return off
	case len(sel.steps) > 1:
		return "the parts of this model drop different rows; choose one of them below it"
	case sel.step.Dropped() == 0:
		return "this step dropped nothing in this slice"
	}
	return ""
}

// fold opens or closes the sub-steps of the model under the cursor.
func (f *funnel) fold(sel *funnelLine) binding {
	b := binding{keys: []string{" ", "h", "left"}, name: "open or close the sub-steps"}
	if sel == nil || !sel.opens && !sel.sub {
		b.off = "this step has no sub-steps"
		return b
	}
	model := sel.step.Model
	b.do = func() tea.Cmd {
		f.shut[model] = !f.shut[model]
		for i, l := range f.lines(f.a.ledger()) {
			if l.opens && l.step.Model == model {
				f.list.length = i + 1
				f.list.at = i
			}
		}
		return nil
	}
	return b
}

// nextLoss goes to the next step that has one, around the end if need be.
func (f *funnel) nextLoss() tea.Cmd {
	lines := f.lines(f.a.ledger())
	for d := 1; d <= len(lines); d++ {
		at := (f.list.at + d) % len(lines)
		if l := lines[at]; !l.open && lost(l.step) > 0 {
			f.list.to(at)
			return nil
		}
	}
	return f.a.say("no step has a loss in this slice")
}

// lost is the clicks that a step dropped as a loss.
func lost(s trace.Step) (n int64) {
	for _, c := range s.Causes {
		if c.Class == trace.Loss {
			n += c.Clicks
		}
	}
	return n
}
