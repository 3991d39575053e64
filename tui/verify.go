package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// verify compares every step with the plain model.
func (a *app) verify() tea.Cmd {
	return ask(&a.verifying, a.desk, func(ctx context.Context, progress Progress) (checks []trace.Check, err error) {
		err = a.withEvidence(ctx, progress, "", func(e *evidence.Evidence) error {
			checks, err = e.Verify(ctx, func(p trace.Progress) {
				p.What = "verifying " + p.What
				progress(p)
			})
			if err != nil {
				return err
			}
			same, err := a.sameLedger(ctx, e)
			checks = append(checks, same)
			return err
		})
		return checks, err
	})
}

// sameLedger checks that the ledgers on the screens, which may come from the cache, are those of the run that was verified.
func (a *app) sameLedger(ctx context.Context, e *evidence.Evidence) (trace.Check, error) {
	check := trace.Check{Step: shownLedger}
	shown, err := a.opt.Ledgers(ctx, trace.Slice{}, "", func(trace.Progress) {})
	if err != nil {
		return check, err
	}
	run, err := e.Result().Ledger(ctx, trace.Slice{})
	if err != nil {
		return check, err
	}
	csv := func(l *trace.Ledger) string {
		same := l.WithoutWorth() // which the cache may have
		same.Snapshot, same.Slice = "", ""
		return string(report.CSV([]*trace.Ledger{same}, report.Provenance{}, true))
	}
	if check.OK = csv(shown[0]) == csv(run); !check.OK {
		check.Message = "it has other counts than the run that was verified"
	}
	return check, nil
}

// shownLedger is the check that is of no step.
const shownLedger = "the ledger that is shown"

// verdict is called when verifying has ended.
func (a *app) verdict() tea.Cmd {
	if a.verifying.err != nil {
		if cancelled(a.verifying.err) {
			return nil
		}
		return a.warn("verifying failed: " + a.verifying.err.Error())
	}
	a.checks = a.verifying.value
	if wrong := failedChecks(a.checks); len(wrong) > 0 {
		a.show(newText(a, "Verified", a.checkLines))
		return a.warn(fmt.Sprintf("not the plain models' rows at %s: do not use these counts", strings.Join(wrong, ", ")))
	}
	if n := skippedChecks(a.checks); n > 0 {
		return a.say(fmt.Sprintf("verified in part: %d of %d could not be compared; V says why", n, len(a.checks)))
	}
	return a.say("verified: every step, the number and the ledger are those of the plain chain")
}

// failedChecks are the steps that keep other rows than their plain model.
func failedChecks(checks []trace.Check) (steps []string) {
	for _, c := range checks {
		if !c.OK {
			steps = append(steps, c.Step)
		}
	}
	return steps
}

// verified are ledgers as they leave the screens: with what verifying found, if that is known.
func (a *app) verified(ls []*trace.Ledger) []*trace.Ledger {
	checks := slices.DeleteFunc(slices.Clone(a.checks), func(c trace.Check) bool { return c.Step == shownLedger && c.OK })
	return report.Verified(ls, checks)
}

func skippedChecks(checks []trace.Check) (n int) {
	for _, c := range checks {
		if c.Skipped {
			n++
		}
	}
	return n
}

// checkLines says what verifying found, step by step.
func (a *app) checkLines(width int) []string {
	var lines []string
	for _, c := range a.checks {
		sign, text := report.CheckText(c)
		if c.Step == shownLedger {
			text = strings.Replace(text, "the plain model's", "that of the run that was verified", 1)
		}
		paint := a.look.Good
		switch {
		case c.Skipped:
			paint = a.look.Warn
		case !c.OK:
			paint = a.look.Bad
		}
		for i, part := range look.Wrap(look.Clean(c.Step+": "+text), width-2) {
			if i == 0 {
				lines = append(lines, paint.On(sign)+" "+part)
			} else {
				lines = append(lines, "  "+part)
			}
		}
	}
	return lines
}

// verifyBinding verifies, or shows what verifying found.
func (a *app) verifyBinding() binding {
	b := binding{keys: []string{"V"}, name: "verify: compare every step with the plain model", do: a.verify}
	switch {
	case a.verifying.busy():
		b.off = "verifying is under way"
	case a.checks != nil:
		b.name = "show what verifying found"
		b.do = func() tea.Cmd { a.show(newText(a, "Verified", a.checkLines)); return nil }
	}
	return b
}

// published asks for the number to reconcile with.
func (a *app) published() tea.Cmd {
	preset := ""
	if a.expect != nil {
		preset = strings.ReplaceAll(report.Amount(*a.expect), ",", "")
	}
	return a.prompt("What does the dashboard say for "+sliceName(a.slice)+"? (empty: nothing to compare with)", preset, func(text string) (tea.Cmd, string) {
		if strings.TrimSpace(text) == "" {
			a.expect = nil
			return nil, ""
		}
		v, ok := report.ParseAmount(text)
		if !ok {
			return nil, "that is no number; write it as 16100"
		}
		a.expect, a.expected = &v, sliceKey(a.slice, "")
		return nil, ""
	})
}

// notes shows what a reader must know of the numbers.
func (a *app) notes() tea.Cmd {
	a.over = newText(a, "Notes", func(width int) []string {
		var lines []string
		say := func(sign, text string) {
			for _, part := range look.Wrap(look.Clean(text), width-2) {
				lines = append(lines, a.look.Warn.On(sign)+" "+part)
				sign = " "
			}
		}
		if e := a.ledger().Incomplete; e != nil {
			say(report.GlyphNote, "incomplete: "+e.Why())
			lines = append(lines, (&funnel{a: a}).excerptLines(a.ledger(), width)...)
		}
		for _, n := range a.ledger().Notes {
			say(report.GlyphNote, n)
		}
		p := a.opt.Provenance()
		if p.Synthetic {
			say(report.GlyphNote, "the snapshot is synthetic: these are no real people's "+trace.Plural(a.opt.Chain.Root.Unit))
		}
		for _, acc := range report.Reconcile(a.ledger()) {
			text := acc.What + ": " + acc.Count
			if acc.Note != "" {
				text += " (" + acc.Note + ")"
			}
			say("·", text)
		}
		for _, fact := range [][2]string{{"chain", strings.Join(strings.Fields(p.Chain+" "+p.Vars+" "+p.ChainHash), " ")}, {"snapshot", p.Snapshot}, {"manifest", p.ManifestHash}, {"trace", p.Version}} {
			say("·", fact[0]+": "+fact[1])
		}
		return lines
	})
	return nil
}
