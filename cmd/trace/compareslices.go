package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/snapshots/near"
	"funneltrace/trace"
	"funneltrace/trace/compare"
	"funneltrace/trace/report/comparisons"
	"funneltrace/trace/report/form"
	"funneltrace/trace/since"
)

// compareFlags are the flags of the compare command.
type compareFlags struct {
	outputFlags
	where []string
	by    string
	top   int
}

func (p *program) compareCommand() *cobra.Command {
	f := &compareFlags{}
	cmd := &cobra.Command{
		Use:   "compare A B",
		Short: "say why the number of slice B is not that of slice A: fewer rows, a filter that took more, or a leak",
		Long: `Compare splits the difference of two slices' numbers into what it is due to:

  volume    fewer or more rows came in
  expected  each filter that took a larger or smaller share of the rows that reached it
  loss      each loss, in the same way; and what is to review
  fan-out   rows that are in the number more or less often

The parts add up to the difference exactly (LMDI; Ang 2005). --by says which values of a dimension carry it.

A slice is a period (2024, 2024-03, 2024-01..2024-03), values of dimensions (country=BR), both with a comma between them
(country=BR,2024), or "all". For two snapshots see trace diff.`,
		Example: `  trace compare 2023 2024
  trace compare 2024-01..2024-03 2024-04..2024-06 --by country
  trace compare country=BR,2023 country=BR,2024 --md
  trace compare 2023 2024 --html -o why.html`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("%s needs two slices, as in: trace compare 2023 2024", cmd.CommandPath())
			}
			return nil
		},
	}
	f.outputFlags.register(cmd, rawHelp,
		offer{kind: kindText, help: textHelp},
		offer{kind: form.KindMarkdown, help: "print Markdown for a ticket"},
		offer{kind: form.KindCSV, help: "print CSV: a line per part"},
		offer{kind: form.KindJSON, help: "print JSON: everything"},
		offer{kind: form.KindHTML, help: "print one HTML file, to attach or to show"})
	flags := cmd.Flags()
	flags.StringArrayVar(&f.where, "where", nil, `of both slices only rows of this dimension's value, dim=value; repeatable`)
	flags.StringVar(&f.by, "by", "", "which values of a dimension, months or years carry the difference")
	flags.IntVar(&f.top, "top", 20, "with --by: show this many values, and the others together; 0 is all")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error { return p.compareSlices(cmd, [2]string(args), f) })
	return cmd
}

// compareSlices prints why two slices differ, and keeps what it counted.
func (p *program) compareSlices(cmd *cobra.Command, texts [2]string, f *compareFlags) error {
	ctx := cmd.Context()
	c, err := p.readChain(ctx)
	if err != nil {
		return err
	}
	slices, err := f.slices(texts, c)
	if err != nil {
		return err
	}
	s, err := p.openWhole(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	s.provenance.Command = commandLine(cmd, "output")
	found, err := s.compareSlices(ctx, slices, f.by)
	if err != nil {
		return err
	}
	if f.kind == form.KindCSV {
		for _, n := range comparisons.Notes(found) {
			p.note("note: %s", n)
		}
	}
	b, err := comparisons.Print(found, s.provenance, f.kind, f.top, p.screen(&f.outputFlags), f.raw)
	if err := p.print(&f.outputFlags, b, err); err != nil {
		return err
	}
	if stopped := found.Sides[1].Incomplete; stopped != nil {
		return stopped
	}
	return nil
}

// slices reads what is to be compared; every error is wrong usage.
func (f *compareFlags) slices(texts [2]string, c *trace.Chain) (out [2]trace.Slice, err error) {
	if err := f.parseCells(); err != nil {
		return out, err
	}
	if f.by != "" {
		if err := checkBy(f.by, c); err != nil {
			return out, err
		}
	}
	if f.top < 0 {
		return out, usagef("--top %d: it is a number of values; 0 is all", f.top)
	}
	for i, text := range texts {
		if len(f.where) > 0 {
			text = strings.TrimPrefix(text+",", "all,") + strings.Join(f.where, ",")
		}
		if out[i], err = parseSlice(text, c); err != nil {
			return out, err
		}
	}
	if out[0].Label == out[1].Label {
		return out, usagef("both slices are %s; compare two that differ", out[0].Label)
	}
	return out, nil
}

// compareSlices compares two slices of the chain, split by a dimension, month or year if by says so. What it counts is kept.
func (s *session) compareSlices(ctx context.Context, slices [2]trace.Slice, by string) (*compare.Comparison, error) {
	var whole [2]*trace.Ledger
	var values [2][]*trace.Ledger
	for i, slice := range slices {
		ls, err := s.keptLedgers(ctx, slice, "")
		if err != nil {
			return nil, err
		}
		if whole[i] = ls[0]; whole[i].In() == 0 {
			return nil, s.empty(ctx, slice)
		}
		if by == "" {
			continue
		}
		if values[i], err = s.keptLedgers(ctx, slice, by); err != nil {
			return nil, err
		}
	}
	out := compare.Slices(whole[0], whole[1])
	if by != "" {
		out.SplitBy(by, values[0], values[1])
	}
	if around, ok := spanning(slices[0], slices[1]); ok && s.chain.Root.Time != "" {
		parts, err := s.keptLedgers(ctx, around, since.By(around))
		if err != nil {
			return nil, err
		}
		since.Trends(whole[1], parts, since.By(around))
	}
	if both, ok := overlap(slices[0], slices[1]); ok {
		ls, err := s.keptLedgers(ctx, both, "")
		if err != nil {
			return nil, err
		}
		out.Shared = ls[0].In()
	}
	return out, nil
}

// keptLedgers are the balanced ledgers of a slice, which the cache has from then on.
func (s *session) keptLedgers(ctx context.Context, slice trace.Slice, by string) ([]*trace.Ledger, error) {
	ls, err := s.ledgers(ctx, slice, by, false)
	if err != nil {
		return nil, err
	}
	if err := balanced(ls); err != nil {
		return nil, err
	}
	s.keep(ctx, ls)
	return ls, nil
}

// empty is the error for a slice that has no rows.
func (s *session) empty(ctx context.Context, slice trace.Slice) error {
	if err := s.missing(ctx, slice); err != nil {
		return err
	}
	return usagef("no %s are in %s", trace.Plural(s.chain.Root.Unit), slice.Label)
}

// missing returns a usage error if no row at all has a value that the slice asks for, with the one that may have been meant. It leaves
// the memo of what was counted before as it is.
func (s *session) missing(ctx context.Context, slice trace.Slice) error {
	own := s.memo
	defer func() { s.memo = own }()
	for _, w := range slice.Where {
		ls, err := s.keptLedgers(ctx, trace.Slice{}, w.Dim)
		if err != nil {
			return err
		}
		var names []string
		there := false
		for _, l := range ls {
			there = there || l.Bucket == w.Value
			names = append(names, l.Bucket)
		}
		if !there {
			for _, dim := range dimensions(s.chain) { // what another dimension has is what was meant
				ls, err := s.keptLedgers(ctx, trace.Slice{Where: []trace.DimValue{{Dim: dim, Value: w.Value}}}, "")
				if err != nil {
					return err
				}
				if len(ls) > 0 && ls[0].In() > 0 {
					return usagef("no %s has %s %q (%s has it: %[4]s=%[3]s)", s.chain.Root.Unit, w.Dim, w.Value, dim)
				}
			}
			return usagef("no %s has %s %q%s", s.chain.Root.Unit, w.Dim, w.Value, near.Hint(w.Value, names))
		}
	}
	return nil
}
