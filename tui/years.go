package tui

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
)

// years are the years in which the snapshot has rows, in order; none before they are known.
func (a *app) years() []string {
	var out []string
	for _, l := range a.byYear.value.ledgers {
		words := strings.Fields(l.Slice)
		if len(words) == 0 {
			continue
		}
		if y := words[len(words)-1]; len(y) == 4 && !slices.Contains(out, y) {
			if _, err := strconv.Atoi(y); err == nil {
				out = append(out, y)
			}
		}
	}
	slices.Sort(out)
	return out
}

// year returns the year of the slice, or an empty string if it is not one whole year.
func (a *app) year(s trace.Slice) string {
	for _, y := range a.years() {
		if whole, err := a.opt.Cut(y, "", "", nil); err == nil && whole.From.Equal(s.From) && whole.To.Equal(s.To) {
			return y
		}
	}
	return ""
}

// cutYear is the slice of a year with the dimension values of the present one.
func (a *app) cutYear(year string) (trace.Slice, error) {
	return a.opt.Cut(year, "", "", whereText(a.wanted.Where))
}

// whereText is the dimension values of a slice as the command line takes them.
func whereText(where []trace.DimValue) []string {
	var out []string
	for _, w := range where {
		v := w.Value
		if w.Null {
			v = trace.Unknown
		}
		out = append(out, w.Dim+"="+v)
	}
	return out
}

// neighbour is the slice of the year before or after the present one, or why there is none.
func (a *app) neighbour(delta int) (s trace.Slice, why string) {
	if a.opt.Chain.Root.Time == "" {
		return s, "chain " + a.opt.Chain.Name + " has no time to cut by; its chain.yml can name one, under root"
	}
	years := a.years()
	if len(years) == 0 {
		return s, "the years are not known yet"
	}
	at := slices.Index(years, a.year(a.wanted))
	switch {
	case at < 0 && delta < 0:
		at = len(years) - 1
	case at < 0:
		at = 0
	case at+delta < 0:
		return s, years[0] + " is the first year"
	case at+delta >= len(years):
		return s, years[len(years)-1] + " is the last year"
	default:
		at += delta
	}
	s, err := a.cutYear(years[at])
	if err != nil {
		return s, err.Error()
	}
	return s, ""
}

// sliceBindings turn the slice. They are those of the screens that show a slice.
func (a *app) sliceBindings() []binding {
	turn := func(d int, key, name string) binding {
		s, why := a.neighbour(d)
		return binding{keys: []string{key}, name: name, off: why, do: func() tea.Cmd { return a.turnTo(s) }}
	}
	before, after := turn(-1, "[", "the year before"), turn(1, "]", "the year after")
	before.short = "year−"
	after.short = "year+"
	all := binding{keys: []string{"0"}, name: "all years", do: func() tea.Cmd {
		s, err := a.opt.Cut("", "", "", whereText(a.wanted.Where))
		if err != nil {
			return a.warn(err.Error())
		}
		return a.turnTo(s)
	}}
	if a.slice.From.IsZero() && a.slice.To.IsZero() {
		all.off = "these are all years"
	}
	return []binding{
		before, after, all,
		{keys: []string{"s"}, short: "slice", name: "choose the slice: dates and dimensions", do: func() tea.Cmd { return a.push(newCut(a)) }},
		{keys: []string{"b"}, short: "by", name: "when does it leak: by month, year or dimension", do: func() tea.Cmd { return a.push(newHeat(a)) }},
	}
}
