package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report"
	"funneltrace/trace/report/diffs"
	"funneltrace/trace/report/form"
	"funneltrace/tui/look"
)

// diffView shows how two snapshots differ, the one that is shown and another; A is the earlier: the bridge from A's number to B's as a
// waterfall, and the tables and models by what happened to their rows.
type diffView struct {
	a     *app
	other Snapshot
	slice trace.Slice // of the bridge
	got   slot[*diff.Diff]
	list  list
	lines []diffLine // of the diff
	num   int        // width of the figures
	tail  int        // width of the clicks at the end of a line

	regrouped int // the line at which rows begin that have another value of a dimension
}

// diffLine is a line of the view.
type diffLine struct {
	stops bool // the cursor can be on it
	draw  func(width int, cursor bool) string
	panel func(width int) []string // what the line means; nil without stops
	open  func() tea.Cmd           // what enter does
	off   string                   // why it does nothing
}

func newDiffs(a *app, other Snapshot) *diffView { return &diffView{a: a, other: other, slice: a.slice} }

func (v *diffView) title() string { return "against " + v.other.Name }

func (v *diffView) start() tea.Cmd {
	return ask(&v.got, v.a.desk, func(ctx context.Context, progress Progress) (*diff.Diff, error) {
		return v.a.opt.Diff(ctx, v.other, v.slice, progress)
	})
}

func (v *diffView) stop() tea.Cmd {
	v.got.stop(v.a.desk)
	return nil
}

func (v *diffView) answer(m answered) tea.Cmd {
	if v.got.take(m) && m.err == nil {
		v.read()
	}
	return nil
}

func (v *diffView) failure() *failure {
	if v.got.err != nil && !v.got.busy() && !v.got.have {
		return &failure{"compare " + v.other.Name + " with " + v.a.opt.Provenance().Snapshot, v.got.err, v.got.retry}
	}
	return nil
}

// under is the line under the cursor, or nil if there is none that one can be on.
func (v *diffView) under() *diffLine {
	if v.list.at >= len(v.lines) || !v.lines[v.list.at].stops {
		return nil
	}
	return &v.lines[v.list.at]
}

// to puts the cursor on a line, or on the next one in a direction that it can be on.
func (v *diffView) to(i, direction int) {
	n := len(v.lines)
	v.list.length = n
	i = max(0, min(i, n-1))
	for _, d := range []int{direction, -direction} {
		for k := i; k >= 0 && k < n; k += d {
			if v.lines[k].stops {
				v.list.at = k
				return
			}
		}
	}
	v.list.to(i) // there is nothing to stop at: the lines scroll
}

func (v *diffView) bindings() []binding {
	there := ""
	if !v.got.have {
		there = "the two are not compared yet"
	}
	open, off := func() tea.Cmd { return nil }, there
	explain := there
	if l := v.under(); l != nil {
		open, off = l.open, l.off
	} else if there == "" {
		off = "nothing differs that could be opened"
		explain = "there is no line to explain"
	}
	list := []binding{
		{keys: []string{"enter"}, short: "open", name: "open the rows of the class, or the step", off: off, do: func() tea.Cmd { return open() }},
		{keys: []string{"v", " "}, short: "explain", name: "all that is known of this line", off: explain, do: func() tea.Cmd {
			v.a.over = newText(v.a, "What it means", v.under().panel)
			return nil
		}},
		{keys: []string{"i"}, short: "summary", name: "the summary, notes, and what was compared", off: there, do: func() tea.Cmd {
			v.a.over = newText(v.a, "What differs", v.summary)
			return nil
		}},
		{keys: []string{"x"}, short: "export", name: "export what differs to a file", off: there, do: func() tea.Cmd { return v.a.exportDiff(v.got.value) }},
		{keys: []string{"y"}, short: "copy", name: "copy what differs as Markdown", off: there, do: func() tea.Cmd {
			return v.a.copy(string(diffs.Markdown(v.got.value)), "what differs as Markdown")
		}},
		{keys: []string{"n", "tab"}, name: "to the next table or model, or the next part of the bridge", off: there, do: v.nextTable},
	}
	by := func(d int) {
		direction := 1
		if d < 0 {
			direction = -1
		}
		v.to(v.list.at+d, direction)
	}
	return append(list, move(by, func() int { return max(v.list.height-1, 1) }, func() { v.to(0, 1) }, func() { v.to(len(v.lines)-1, -1) })...)
}

// nextTable goes to the next line that has a heading, or lines without a stop, above it.
func (v *diffView) nextTable() tea.Cmd {
	gap := false
	for k := v.list.at; k < len(v.lines); k++ {
		if !v.lines[k].stops {
			gap = true
		} else if gap {
			v.to(k, 1)
			return nil
		}
	}
	return v.a.say("there is no other table below")
}

// summary is what differs in words, what the reader must know, and where it comes from.
func (v *diffView) summary(width int) []string {
	d, lk := v.got.value, v.a.look
	var out []string
	put := func(p look.Paint, first, text string) {
		for i, part := range look.Wrap(look.Clean(text), width-2) {
			lead := "  "
			if i == 0 {
				lead = first
			}
			out = append(out, p.On(lead+part))
		}
	}
	for i, line := range diffs.Summary(d) {
		if i == 0 {
			put(lk.Title, "", line)
			continue
		}
		put(look.Paint{}, "  ", line)
	}
	notes := d.Notes
	if d.Bridge != nil {
		notes = append(notes[:len(notes):len(notes)], d.Bridge.Notes...)
	}
	for _, t := range d.Tables {
		for _, n := range t.Notes {
			notes = append(notes[:len(notes):len(notes)], t.Name+": "+n)
		}
	}
	if len(notes) > 0 {
		out = append(out, "")
	}
	for _, n := range notes {
		put(lk.Warn, report.GlyphNote+" ", n)
	}
	out = append(out, "")
	for i, s := range []diff.Side{d.A, d.B} {
		text := diffs.SideName(s)
		if !s.AsOf.Moment.IsZero() {
			text += ", as of " + trace.MomentText(s.AsOf.Moment)
		}
		if s.Source != "" {
			text += ": " + s.Source
		}
		if s.ManifestHash != "" {
			text += ", manifest " + s.ManifestHash
		}
		put(lk.Muted, string("AB"[i])+" ", text)
	}
	if d.Chain != "" {
		put(lk.Muted, "  ", "chain "+d.Chain+" "+d.Hash)
	}
	for _, c := range d.Reproduce {
		put(lk.Muted, "$ ", c)
	}
	return out
}

// exportDiff asks for a file name and writes the diff in the form that the name's ending asks for.
func (a *app) exportDiff(d *diff.Diff) tea.Cmd {
	return a.export(fileName(d.A.Snapshot, "to", d.B.Snapshot, "md"), diffs.Kinds, func(_ context.Context, _ Progress, path string, over bool) (string, error) {
		data, err := diffs.Print(d, form.KindOf(path), true, form.Screen{Width: 120}, false)
		if err != nil {
			return "", err
		}
		return "what differs", a.opt.WriteFile(path, data, over)
	})
}

// openStep opens the step of a fate in the snapshot that is shown, over the slice that was compared.
func (v *diffView) openStep(f *trace.Fate) tea.Cmd {
	if l := v.a.ledger(); l == nil || stepNamed(l, f.Step) == nil {
		return v.a.say("the chain that is shown has no step " + f.Step)
	}
	var turn tea.Cmd
	if sliceKey(v.a.slice, "") != sliceKey(v.slice, "") {
		turn = v.a.turnTo(v.slice)
	}
	return tea.Batch(turn, v.a.push(newStep(v.a, f.Step).aim(&trace.Cause{ID: f.Cause})))
}

func (v *diffView) click(_, y int) tea.Cmd {
	if !v.got.have {
		return nil
	}
	head := len(v.head(v.a.width, v.a.height-v.a.headerHeight()-1))
	at := v.list.top + y - head
	if y < head || at >= len(v.lines) || y-head >= v.list.height || !v.lines[at].stops {
		return nil
	}
	if at == v.list.at {
		return v.a.run(v.bindings()[0])
	}
	v.to(at, 1)
	return nil
}
