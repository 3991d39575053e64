package tui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/compare"
	"funneltrace/trace/report"
	"funneltrace/trace/report/comparisons"
	"funneltrace/trace/report/form"
	"funneltrace/trace/since"
)

// comparing shows why the number of the slice is not that of another one, as trace compare prints it.
type comparing struct {
	a     *app
	sides [2]trace.Slice
	got   slot[*compare.Comparison]
	list  list
}

// compareBinding compares the slice with the year before.
func (a *app) compareBinding() binding {
	before, why := a.neighbour(-1)
	if a.slice.From.IsZero() && a.slice.To.IsZero() {
		why = "these are all years; turn to one with [ first"
	}
	sides := [2]trace.Slice{before, a.slice}
	return binding{keys: []string{"="}, name: "compare with the year before: why is the number another one", off: why,
		do: func() tea.Cmd { return a.push(&comparing{a: a, sides: sides}) }}
}

func (c *comparing) title() string { return sliceName(c.sides[0]) + " → " + sliceName(c.sides[1]) }

// start asks for the two ledgers, and for the months around them, which say since when.
func (c *comparing) start() tea.Cmd {
	sides, ledgers := c.sides, c.a.opt.Ledgers
	return ask(&c.got, c.a.desk, func(ctx context.Context, progress Progress) (*compare.Comparison, error) {
		var both [2]*trace.Ledger
		for i, s := range sides {
			ls, err := ledgers(ctx, s, "", progress)
			if err != nil {
				return nil, err
			}
			one := trace.Merge(ls, ls[0].Slice) // what is kept elsewhere gets no trends
			both[i] = one
		}
		out := compare.Slices(both[0], both[1])
		around := aroundBoth(sides)
		times, err := ledgers(ctx, around, since.By(around), progress)
		if err != nil {
			return nil, err
		}
		since.Trends(both[1], times, since.By(around))
		return out, nil
	})
}

// aroundBoth is the time from the beginning of the earlier slice to the end of the later one, of the rows of the second.
func aroundBoth(sides [2]trace.Slice) trace.Slice {
	s := sides[1]
	if from := sides[0].From; from.IsZero() || from.Before(s.From) {
		s.From = from
	}
	if to := sides[0].To; to.IsZero() || !s.To.IsZero() && to.After(s.To) {
		s.To = to
	}
	s.Label = sides[0].Label + " to " + sides[1].Label
	return s
}

func (c *comparing) stop() tea.Cmd {
	c.got.stop(c.a.desk)
	return nil
}

func (c *comparing) answer(m answered) tea.Cmd {
	c.got.take(m)
	return nil
}

func (c *comparing) failure() *failure {
	if c.got.err == nil || cancelled(c.got.err) {
		return nil
	}
	return &failure{what: "compare " + c.title(), err: c.got.err, retry: c.got.retry}
}

func (c *comparing) bindings() []binding {
	off := ""
	if !c.got.have {
		off = "the comparison is not there yet"
	}
	copied := binding{keys: []string{"Y"}, short: "copy", name: "copy the comparison as Markdown", off: off, do: func() tea.Cmd {
		return c.a.copy(string(comparisons.Markdown(c.got.value, c.a.opt.Provenance(), 0)), "the comparison as Markdown")
	}}
	list := []binding{
		{keys: []string{"enter", "l"}, short: "cause", name: "choose a cause, and open its step: its SQL, its rows", off: off, do: func() tea.Cmd {
			return c.choose("Open which cause?", c.openStep)
		}},
		{keys: []string{"w"}, short: "who", name: "choose a cause, and see who loses by it", off: off, do: func() tea.Cmd {
			return c.choose("Who loses by which cause?", func(step string, cause trace.Cause) tea.Cmd {
				w := newWho(c.a, step, report.Label(cause), cause)
				w.query.Slice = c.sides[1]
				return c.a.push(w)
			})
		}},
		copied,
		{keys: []string{"x"}, short: "export", name: "export the comparison to a file", off: off, do: c.export},
	}
	return append(list, c.list.scrolling()...)
}

// openStep opens the step of a cause in the second slice, to which the screens turn if they show another one.
func (c *comparing) openStep(step string, cause trace.Cause) tea.Cmd {
	var turn tea.Cmd
	if sliceKey(c.a.slice, "") != sliceKey(c.sides[1], "") {
		turn = c.a.turnTo(c.sides[1])
	}
	return tea.Batch(turn, c.a.push(newStep(c.a, step).aim(&cause)))
}

// choose lets one of the causes be picked that change the number, those that change it most first.
func (c *comparing) choose(title string, do func(step string, cause trace.Cause) tea.Cmd) tea.Cmd {
	found := c.got.value
	var choices []choice
	for _, p := range found.Largest(compare.Dropped, "") {
		cause, step := found.Cause(p), found.Step(p).Name
		choices = append(choices, choice{
			name: report.Glyph(p.Class) + " " + comparisons.Label(found, p), note: report.Signed(p.Effect),
			do: func() tea.Cmd { return do(step, cause) },
		})
	}
	c.a.over = newPicker(c.a, title, choices)
	return nil
}

// export asks for a file name and writes the comparison.
func (c *comparing) export() tea.Cmd {
	name := fileName(sliceName(c.sides[0]), "to", sliceName(c.sides[1]), "md")
	return c.a.export(name, comparisons.Kinds, func(_ context.Context, _ Progress, path string, over bool) (string, error) {
		b, err := comparisons.Print(c.got.value, c.a.opt.Provenance(), form.KindOf(path), 0, form.Screen{Width: 120}, false)
		if err != nil {
			return "", err
		}
		return "the comparison", c.a.opt.WriteFile(path, b, over)
	})
}

func (c *comparing) view(width, height int) []string {
	if !c.got.have {
		return c.a.waiting("counting both slices", c.got.q, width, height)
	}
	out := c.list.page(string(comparisons.Text(c.got.value, c.a.opt.Provenance(), 0, form.Screen{Width: width})), width, height)
	for i, l := range out {
		switch {
		case strings.HasPrefix(strings.TrimSpace(l), "●"):
			out[i] = c.a.look.Loss.On(l)
		case strings.HasPrefix(strings.TrimSpace(l), "○"):
			out[i] = c.a.look.Muted.On(l)
		}
	}
	return out
}
