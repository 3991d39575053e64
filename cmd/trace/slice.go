package main

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funneltrace/trace"
)

// sliceFlags are the flags that cut the ledger.
type sliceFlags struct {
	year     string
	from, to string
	where    []string
	until    *string // what --to says of days, which is a flag of all commands
}

func (f *sliceFlags) register(cmd *cobra.Command, p *program) {
	f.until = &p.until
	once(cmd.Flags(), &f.year, "year", "only the rows of this year, in the chain's time zone")
	once(cmd.Flags(), &f.from, "from", "only rows from this day on: 2024-03-01, or a month 2024-03, or a year")
	cmd.Flags().StringArrayVar(&f.where, "where", nil, `only rows of this dimension's value, dim=value; "dim=(unknown)" for those without one; repeatable`)
}

// slice returns what the flags ask for, or a usage error.
func (f *sliceFlags) slice(c *trace.Chain) (trace.Slice, error) {
	if f.until != nil {
		f.to = *f.until
	}
	s, err := f.times(c)
	if err != nil {
		return s, err
	}
	words := []string{}
	if s.Label != "" {
		words = append(words, s.Label)
	}
	for _, w := range f.where {
		dim, value, ok := strings.Cut(w, "=")
		if !ok {
			return s, usagef("--where %q: write it as dimension=value", w)
		}
		if !slices.Contains(dimensions(c), dim) {
			return s, unknown("dimension", dim, dimensions(c))
		}
		s.Where = append(s.Where, trace.DimValue{Dim: dim, Value: value, Null: value == trace.Unknown})
		words = append(words, w)
	}
	s.Label = cmp.Or(strings.Join(words, " "), "all")
	return s, nil
}

func (f *sliceFlags) times(c *trace.Chain) (s trace.Slice, err error) {
	if f.year == "" && f.from == "" && f.to == "" {
		return s, nil
	}
	if c.Root.Time == "" {
		return s, usagef("chain %s has no time to cut by; name one in its chain.yml, under root", c.Name)
	}
	zone, err := c.Root.Location()
	if err != nil {
		return s, usagef("chain %s: %w", c.Name, err)
	}
	if f.year != "" {
		if f.from != "" || f.to != "" {
			return s, usagef("--year and --from or --to cut the same thing; give one of them")
		}
		if !regexp.MustCompile(`^\d{4}$`).MatchString(f.year) {
			return s, usagef("--year %q is no year; write it as 2024", f.year)
		}
		s.Label = f.year
		s.From, s.To, err = period("--year", f.year, zone)
		return s, err
	}
	if f.from != "" {
		if s.From, _, err = period("--from", f.from, zone); err != nil {
			return s, err
		}
	}
	if f.to != "" {
		if _, s.To, err = period("--to", f.to, zone); err != nil {
			return s, err
		}
	}
	if f.from != "" && f.to != "" && !s.From.Before(s.To) {
		return s, usagef("--from %s is after --to %s", f.from, f.to)
	}
	s.Label = f.from + ".." + f.to
	if f.from == f.to { // as --by month and --by year call it
		s.Label = f.from
	}
	return s, nil
}

// period returns the first moment of a day, month or year, and the first one after it.
func period(flag, text string, zone *time.Location) (from, to time.Time, err error) {
	for _, p := range []struct {
		layout              string
		years, months, days int
	}{{"2006-01-02", 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if from, err = time.ParseInLocation(p.layout, text, zone); err == nil {
			return from, from.AddDate(p.years, p.months, p.days), nil
		}
	}
	return from, to, usagef("%s %s is no date; write it as 2024-03-31, 2024-03 or 2024", flag, strconv.Quote(text))
}

func dimensions(c *trace.Chain) []string {
	names := []string{}
	for _, d := range c.Dimensions {
		names = append(names, d.Name)
	}
	return names
}

// checkBy returns a usage error if the ledger cannot be split by this.
func checkBy(by string, c *trace.Chain) error {
	switch {
	case slices.Contains(dimensions(c), by):
		return nil
	case slices.Contains(trace.Times, by):
		if c.Root.Time == "" {
			return usagef("--by %s: chain %s has no time to cut by; name one in its chain.yml, under root", by, c.Name)
		}
		return nil
	}
	return unknown("--by", by, append(slices.Clone(trace.Times), dimensions(c)...))
}
