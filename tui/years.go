package tui

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
)

// years are the years in which the snapshot has rows, in order; none before they are known.
func (a *app) years() []string {
	var out []string
	for _, l := range a.byYear.value.ledgers {
		if l.Bucket != trace.Unknown {
			out = append(out, l.Bucket)
		}
	}
	return out
}

// sliceText is a slice as the command line takes it.
type sliceText struct {
	year, from, to string
	where          []string
}

// textOf takes a slice apart.
func (a *app) textOf(s trace.Slice) (t sliceText) {
	for _, w := range s.Where {
		v := w.Value
		if w.Null {
			v = trace.Unknown
		}
		t.where = append(t.where, w.Dim+"="+v)
	}
	zone, err := a.opt.Chain.Root.Location()
	if err != nil {
		return t // a chain whose zone cannot be read has no slices of dates
	}
	from, to := s.From.In(zone), s.To.In(zone).AddDate(0, 0, -1) // the command line's --to is inclusive
	switch {
	case !s.From.IsZero() && !s.To.IsZero() && s.From.Equal(time.Date(from.Year(), 1, 1, 0, 0, 0, 0, zone)) && s.To.Equal(time.Date(from.Year()+1, 1, 1, 0, 0, 0, 0, zone)):
		t.year = from.Format("2006")
		return t
	case !s.From.IsZero() && !s.To.IsZero() && s.From.Equal(time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, zone)) && s.To.Equal(from.AddDate(0, 1, 0)):
		t.from = from.Format("2006-01")
		t.to = t.from
		return t
	}
	if !s.From.IsZero() {
		t.from = from.Format("2006-01-02")
	}
	if !s.To.IsZero() {
		t.to = to.Format("2006-01-02")
	}
	return t
}

// cut is the slice that the text means.
func (a *app) cut(t sliceText) (trace.Slice, error) { return a.opt.Cut(t.year, t.from, t.to, t.where) }

// cutYear is the slice of a year, or of all of them, with the dimension values of the present one.
func (a *app) cutYear(year string) (trace.Slice, error) {
	return a.cut(sliceText{year: year, where: a.textOf(a.wanted).where})
}

// without is the text without a value of a dimension.
func (t sliceText) without(dim string) sliceText {
	t.where = slices.DeleteFunc(slices.Clone(t.where), func(w string) bool { return strings.HasPrefix(w, dim+"=") })
	return t
}

// with is the text with a value of a dimension, in place of another that it may have.
func (t sliceText) with(dim, value string) sliceText {
	t = t.without(dim)
	t.where = append(t.where, dim+"="+value)
	return t
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
	at := len(years) - 1
	if delta > 0 {
		at = 0
	}
	if zone, err := a.opt.Chain.Root.Location(); err == nil && !(a.wanted.From.IsZero() && a.wanted.To.IsZero()) {
		here := a.wanted.From.In(zone).Format("2006")
		if a.wanted.From.IsZero() {
			here = a.wanted.To.In(zone).Add(-1).Format("2006")
		}
		at = -1
		for i, y := range years {
			if delta < 0 && y < here {
				at = i
			}
			if delta > 0 && y > here && at < 0 {
				at = i
			}
		}
	}
	switch {
	case at < 0 && delta < 0:
		return s, years[0] + " is the first year"
	case at < 0:
		return s, years[len(years)-1] + " is the last year"
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
		s, err := a.cutYear("")
		if err != nil {
			return a.warn(err.Error())
		}
		return a.turnTo(s)
	}}
	if a.slice.From.IsZero() && a.slice.To.IsZero() {
		all.off = "these are all years"
	}
	return []binding{
		before, after, all, a.compareBinding(),
		{keys: []string{"s"}, short: "slice", name: "choose the slice: dates and dimensions", do: func() tea.Cmd { return a.push(newCut(a)) }},
		{keys: []string{"b"}, short: "by", name: "when does it leak: by day, week, month, year or dimension", do: func() tea.Cmd { return a.push(newHeat(a)) }},
	}
}
