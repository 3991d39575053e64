package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/who"
)

// kindTable is the table for people, which stdout gets where it is no terminal.
const kindTable form.Kind = "table"

// ledgerFlags are the flags of the root command, which prints the ledger.
type ledgerFlags struct {
	sliceFlags
	outputFlags
	arrangeFlags
	theme  string
	mouse  bool
	by     string
	expect string
	failOn []string
	verify bool

	allowEmpty, version bool
}

func (p *program) ledgerCommand(root *cobra.Command) {
	f := &ledgerFlags{}
	f.sliceFlags.register(root, p)
	f.outputFlags.register(root, rawHelp, append(slices.Clone(ledgerForms), offer{kind: kindTable, help: "print a table; without a form, a terminal gets the screens"})...)
	flags := root.Flags()
	flags.StringVar(&f.theme, "theme", "auto", "colours of the screens: auto, dark or light")
	flags.BoolVar(&f.mouse, "mouse", false, "let the screens take the mouse: click and scroll")
	flags.StringVar(&f.by, "by", "", "a ledger for each day, week, month, year or value of a dimension")
	flags.StringVar(&f.sort, "sort", "", "with --by: the order of the values: lost, rows or name (default lost, of months and years name)")
	flags.IntVar(&f.top, "top", 0, "with --by: this many values, and the others together; 0 is all")
	flags.StringVar(&f.expect, "expect", "", "the published number, to reconcile with")
	flags.StringArrayVar(&f.failOn, "fail-on", nil, "exit with 4 if more was dropped: class=loss>0.5%, kind=, cause= (its id or label) or step=, a count or a share; repeatable")
	flags.BoolVar(&f.verify, "verify", false, "run every plain model too and compare; exit with 3 if one differs")
	_ = root.RegisterFlagCompletionFunc("by", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		c, err := p.readChain(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return append(slices.Clone(trace.Times), dimensions(c)...), cobra.ShellCompDirectiveNoFileComp
	})
	flags.BoolVar(&f.allowEmpty, "allow-empty", false, "a value of --where that no row has is no mistake")
	flags.BoolVar(&f.version, "version", false, "print the version, as trace version does")
	root.RunE = p.action(func(cmd *cobra.Command, _ []string) error {
		if f.version {
			return p.printVersion(cmd.Context())
		}
		return p.ledger(cmd, f)
	})
}

// ledgerForms are the forms that ledgers are written in, as the screens do.
var ledgerForms = []offer{
	{kind: form.KindCSV, help: "print CSV: a line per step and cause"},
	{kind: form.KindJSON, help: "print JSON: everything"},
	{kind: form.KindMarkdown, help: "print Markdown for a ticket"},
	{kind: form.KindHTML, help: "print one HTML file, to mail or to show: with since when, and who, of the losses"},
	{kind: form.KindParquet, help: "write Parquet: what --csv has; needs -o"},
}

// ledger prints the ledger, keeps the result, and then says whether something is wrong with it.
func (p *program) ledger(cmd *cobra.Command, f *ledgerFlags) error {
	ctx := cmd.Context()
	p.fresh = f.verify
	c, err := p.readChain(ctx)
	if err != nil {
		return err
	}
	slice, expect, rules, err := f.parse(c)
	if err != nil {
		return err
	}
	if p.interactive(f) {
		return p.investigate(ctx, c, slice, expect, f)
	}
	s, err := p.openWhole(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	s.provenance.Command = commandLine(cmd, "output")
	ls, err := s.ledgers(ctx, slice, f.by, f.verify)
	if err != nil {
		return err
	}
	if err := balanced(ls); err != nil {
		return err
	}
	if !f.allowEmpty && (len(ls) == 0 || len(ls) == 1 && ls[0].In() == 0) {
		if err := s.missing(ctx, slice); err != nil {
			return err
		}
	}
	for _, rule := range rules {
		if err := rule.check(ls); err != nil {
			return err
		}
	}
	if f.by == "" {
		if err := s.worth(ctx, slice, ls[0]); err != nil {
			return err
		}
	}
	keepTrends := func() {}
	if f.by == "" && f.kind != form.KindCSV && f.kind != form.KindParquet {
		if keepTrends, err = s.trends(ctx, slice, ls[0]); err != nil {
			return err
		}
	}
	var unfaithful error
	shown := published(f.arrange(ls), expect)
	if f.verify {
		checks, err := p.verify(ctx, s)
		if err != nil {
			return err
		}
		unfaithful, shown = wrong(checks), report.Verified(shown, checks)
	}
	var found map[string]*who.Findings
	if f.kind == form.KindHTML && f.by == "" {
		s.keep(ctx, ls) // looking at rows takes another run, and the tables of this one
		keepTrends()
		if found, err = s.whoLoses(ctx, slice, shown[0]); err != nil {
			return err
		}
	}
	printed := s.printLedgers(ctx, shown, found, &f.outputFlags)
	if found == nil {
		s.keep(ctx, ls)
		keepTrends()
	}
	if printed != nil {
		return printed
	}
	if unfaithful != nil {
		return unfaithful
	}
	// What has tripped already trips whatever comes after, but what has not may: the exit code is that of a failure.
	if stopped := incomplete(ls, s.result); stopped != nil {
		if err := tripped(rules, ls); err != nil {
			p.note("%w", err)
		}
		return stopped
	}
	return tripped(rules, ls)
}

// parse reads what the flags say; every error is wrong usage.
func (f *ledgerFlags) parse(c *trace.Chain) (slice trace.Slice, expect *float64, rules []failOn, err error) {
	if slice, err = f.slice(c); err != nil {
		return slice, nil, nil, err
	}
	if f.by != "" {
		if err = checkBy(f.by, c); err != nil {
			return slice, nil, nil, err
		}
	}
	if err = f.arrangeFlags.parse(c, f.by); err != nil {
		return slice, nil, nil, err
	}
	if err = f.parseCells(); err != nil {
		return slice, nil, nil, err
	}
	if f.expect != "" {
		if f.by != "" {
			return slice, nil, nil, usagef("--expect compares one number; leave out --by")
		}
		v, ok := report.ParseAmount(f.expect)
		if !ok {
			return slice, nil, nil, usagef("--expect %q is no number; write it as 16100 or 16,100", f.expect)
		}
		expect = &v
	}
	rules, err = failOns(f.failOn)
	return slice, expect, rules, err
}

// published returns the ledgers with the number that was published for them.
func published(ls []*trace.Ledger, number *float64) []*trace.Ledger {
	if number == nil {
		return ls
	}
	out := make([]*trace.Ledger, len(ls))
	for i, l := range ls {
		with := *l
		with.Number.Published = number
		out[i] = &with
	}
	return out
}

// printLedgers writes the ledgers in the form that the flags ask for. Forms for programs have no place for notes that must be
// read, so stderr has them.
func (s *session) printLedgers(ctx context.Context, ls []*trace.Ledger, found map[string]*who.Findings, o *outputFlags) error {
	switch o.kind {
	case form.KindParquet:
		s.notes(ls, s.provenance)
		return s.exportLedgers(ctx, ls, s.provenance, o.path, replaceFile)
	case form.KindCSV, form.KindJSON:
		s.notes(ls, s.provenance)
	}
	b, err := ledgersIn(o.kind, ls, found, s.provenance, s.screen(o), o.raw)
	return s.print(o, b, err)
}

// notes prints the ledgers' notes, each once.
func (p *program) notes(ls []*trace.Ledger, prov report.Provenance) {
	for _, n := range report.Notes(ls) {
		p.note("note: %s", n)
	}
	if prov.Synthetic {
		p.note("note: snapshot %s is synthetic", prov.Snapshot)
	}
}

// screen is what a report may use: a file has no colours.
func (p *program) screen(o *outputFlags) form.Screen {
	return form.Screen{Width: p.env.columns(), Color: p.env.color() && !o.toFile()}
}

// verify runs the plain models beside the tagged ones, and tells stderr what it found of each.
func (p *program) verify(ctx context.Context, s *session) ([]trace.Check, error) {
	bar := p.begin("verifying " + s.chain.Name)
	checks, err := s.result.Verify(ctx, func(p trace.Progress) { bar.report(p.What, p.Done) })
	bar.finish()
	if err != nil {
		return nil, err
	}
	for _, c := range checks {
		sign, text := report.CheckText(c)
		p.note("%s %s: %s", sign, c.Step, text)
	}
	return checks, nil
}

// wrong is the error of checks that did not hold; nil if all did.
func wrong(checks []trace.Check) error {
	var steps []string
	for _, c := range checks {
		if !c.OK {
			steps = append(steps, c.Step)
		}
	}
	if len(steps) == 0 {
		return nil
	}
	return unfaithful(steps)
}

// unfaithful says that steps did not verify.
func unfaithful(steps []string) error {
	return invariantf("verify: the traced rows are not the plain model's at %s; do not use these counts", strings.Join(steps, ", "))
}
