package tui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/compare"
	"funneltrace/trace/report/comparisons"
	"funneltrace/trace/report/form"
	"funneltrace/trace/since"
	"funneltrace/tui/look"
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
	return append([]binding{copied}, c.list.scrolling()...)
}

func (c *comparing) view(width, height int) []string {
	if !c.got.have {
		return []string{c.a.look.Muted.On(look.Clip("counting both slices…", width))}
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
