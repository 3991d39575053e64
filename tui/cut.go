package tui

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// cut chooses the slice: a year or a range of dates, and values of the chain's dimensions. What is chosen takes effect
// when it is applied; leaving the screen otherwise changes nothing.
type cut struct {
	a      *app
	list   list
	year   string
	from   string
	to     string
	where  map[string]string // by dimension; trace.Unknown for those without a value
	wrong  string
	values slot[valuesOf]
}

// valuesOf is the values of a dimension.
type valuesOf struct {
	dim    string
	values []trace.DimValue
}

func newCut(a *app) *cut {
	t := a.textOf(a.slice)
	c := &cut{a: a, year: t.year, from: t.from, to: t.to, where: map[string]string{}}
	for _, w := range t.where {
		dim, value, _ := strings.Cut(w, "=")
		c.where[dim] = value
	}
	return c
}

func (c *cut) title() string     { return "slice" }
func (c *cut) start() tea.Cmd    { return nil }
func (c *cut) failure() *failure { return nil }

func (c *cut) stop() tea.Cmd {
	c.values.stop(c.a.desk)
	return nil
}

// field is a line of the form.
type field struct {
	name, value, hint string
	off               string
	edit              func() tea.Cmd
	clear             func()
	spin              func(d int) // the value before or after
}

func (c *cut) fields() []field {
	noTime := ""
	if c.a.opt.Chain.Root.Time == "" {
		noTime = "chain " + c.a.opt.Chain.Name + " has no time to cut by"
	}
	date := func(name, hint string, into *string) field {
		return field{name: name, value: *into, hint: hint, off: noTime, clear: func() { *into = "" }, edit: func() tea.Cmd {
			return c.a.prompt(name+": a day 2024-03-31, a month 2024-03 or a year (empty: open)", *into, func(text string) (tea.Cmd, string) {
				text = strings.TrimSpace(text)
				probe := [2]string{text, ""}
				if name == "to" {
					probe = [2]string{"", text}
				}
				if _, err := c.a.opt.Cut("", probe[0], probe[1], nil); err != nil {
					return nil, strings.TrimPrefix(err.Error(), "--")
				}
				*into, c.year, c.wrong = text, "", ""
				return nil, ""
			})
		}}
	}
	fs := []field{
		{name: "year", value: c.year, hint: "← → change it", off: noTime, clear: func() { c.year = "" }, edit: c.pickYear, spin: c.spinYear},
		date("from", "a day, a month or a year", &c.from),
		date("to", "inclusive", &c.to),
	}
	for _, d := range c.a.opt.Chain.Dimensions {
		hint := "enter chooses a value"
		if d.Step != "" {
			hint = "known from " + d.Step + " on; " + hint
		}
		fs = append(fs, field{name: d.Name, value: c.where[d.Name], hint: hint, clear: func() { delete(c.where, d.Name) }, edit: func() tea.Cmd { return c.pick(d.Name) }})
	}
	return append(fs, field{name: "apply", hint: "show this slice", edit: c.apply})
}

func (c *cut) field() field {
	fs := c.fields()
	c.list.length = len(fs)
	c.list.to(c.list.at)
	return fs[c.list.at]
}

func (c *cut) bindings() []binding {
	f := c.field()
	spin := "this has no values to go through"
	if f.spin != nil {
		spin = f.off
	}
	clear := f.off
	if f.clear == nil {
		clear = "there is nothing to clear"
	}
	word := "change"
	if f.name == "apply" {
		word = "apply"
	}
	list := []binding{
		{keys: []string{"enter"}, short: word, name: "change this, or apply the slice", off: f.off, do: f.edit},
		{keys: []string{"a", "ctrl+s"}, short: "apply", name: "apply the slice", do: c.apply},
		{keys: []string{"left", "h"}, name: "the year before", off: spin, do: func() tea.Cmd { f.spin(-1); return nil }},
		{keys: []string{"right", "l"}, short: "year", name: "the year after", off: spin, do: func() tea.Cmd { f.spin(1); return nil }},
		{keys: []string{"delete", "backspace", "d"}, short: "clear", name: "clear this", off: clear, do: func() tea.Cmd { f.clear(); return nil }},
		{keys: []string{"D"}, short: "clear all", name: "clear everything: all rows", do: func() tea.Cmd {
			c.year, c.from, c.to, c.where = "", "", "", map[string]string{}
			return nil
		}},
	}
	return append(list, c.list.bindings()...)
}

// apply shows the slice and goes back.
func (c *cut) apply() tea.Cmd {
	var where []string
	for _, d := range c.a.opt.Chain.Dimensions {
		if v, ok := c.where[d.Name]; ok {
			where = append(where, d.Name+"="+v)
		}
	}
	s, err := c.a.cut(sliceText{c.year, c.from, c.to, where})
	if err != nil {
		c.wrong = err.Error()
		return nil
	}
	return tea.Batch(c.a.leave(), c.a.turnTo(s))
}

func (c *cut) spinYear(d int) {
	years := append([]string{""}, c.a.years()...)
	at := slices.Index(years, c.year)
	c.year = years[((at+d)%len(years)+len(years))%len(years)]
	c.from, c.to, c.wrong = "", "", ""
}

func (c *cut) pickYear() tea.Cmd {
	choices := []choice{{name: "all years", do: func() tea.Cmd { c.year = ""; return nil }}}
	for _, y := range c.a.years() {
		choices = append(choices, choice{name: y, do: func() tea.Cmd { c.year, c.from, c.to = y, "", ""; return nil }})
	}
	c.a.over = newPicker(c.a, "Year", choices)
	return nil
}

// pick asks for the values of a dimension and then lets one be chosen.
func (c *cut) pick(dim string) tea.Cmd {
	return ask(&c.values, c.a.desk, func(ctx context.Context, _ Progress) (valuesOf, error) {
		vs, err := c.a.opt.Values(ctx, dim)
		return valuesOf{dim, vs}, err
	})
}

func (c *cut) answer(m answered) tea.Cmd {
	if !c.values.take(m) {
		return nil
	}
	if m.err != nil {
		if cancelled(m.err) {
			return nil
		}
		return c.a.warn(m.err.Error())
	}
	dim := c.values.value.dim
	choices := []choice{{name: "(any)", do: func() tea.Cmd { delete(c.where, dim); return nil }}}
	for _, v := range c.values.value.values {
		text := v.Value
		if v.Null {
			text = trace.Unknown
		}
		name := text
		if !v.Null {
			name = report.Shown(trace.Value{Text: text})
		}
		choices = append(choices, choice{name: name, do: func() tea.Cmd { c.where[dim] = text; return nil }})
	}
	if !c.a.show(newPicker(c.a, dim+", the most frequent first", choices)) {
		return c.a.say("the values of " + dim + " are there now; enter shows them")
	}
	return nil
}

// running reports whether the values of a dimension are on their way.
func (c *cut) running() bool { return c.values.busy() }

func (c *cut) callOff() { c.values.stop(c.a.desk) }

func (c *cut) view(width, height int) []string {
	lk := c.a.look
	out := []string{lk.Title.On(look.Clip("Which "+c.a.plural()+" to look at. The chain always runs whole; the slice is cut from its result.", width)), ""}
	fs := c.fields()
	room := 0
	for _, f := range fs {
		room = max(room, look.Width(look.Clean(f.name)))
	}
	from, to := c.list.show(len(fs), max(height-len(out)-2, 1))
	for i := from; i < to; i++ {
		f := fs[i]
		value := f.value
		if value == "" && f.name != "apply" {
			value = "any"
		}
		hint := f.hint
		if f.off != "" {
			hint = f.off
		}
		if c.values.busy() && i == c.list.at {
			hint = c.a.spinner() + " reading the values"
		}
		text := look.Fit(look.Clean(f.name), room) + "  " + look.Fit(look.Clean(value), min(max(width/3, 12), 40))
		mark := "  "
		if i == c.list.at {
			mark, text = "› ", lk.Cursor.On(text)
		}
		out = append(out, mark+text+"  "+lk.Muted.On(look.Clip(look.Clean(hint), max(width-look.Width(mark+text)-2, 0))))
	}
	if c.wrong != "" {
		out = append(out, "", lk.Bad.On(look.Clip("  ✗ "+look.Clean(c.wrong), width)))
	}
	for len(out) < height {
		out = append(out, "")
	}
	return out[:height]
}
