package tui

import (
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// verify compares every step with the plain model.
func (a *app) verify() tea.Cmd {
	return ask(&a.verifying, a.desk, func(ctx context.Context, progress Progress) (checks []trace.Check, err error) {
		err = a.withEvidence(ctx, progress, func(e *trace.Evidence) error {
			checks, err = e.Verify(ctx, func(p trace.Progress) {
				p.What = "verifying " + p.What
				progress(p)
			})
			return err
		})
		return checks, err
	})
}

// verdict is called when verifying has ended.
func (a *app) verdict() tea.Cmd {
	if a.verifying.err != nil {
		if cancelled(a.verifying.err) {
			return nil
		}
		return a.warn("verifying failed: " + a.verifying.err.Error())
	}
	a.checks = a.verifying.value
	if n := failedChecks(a.checks); n > 0 {
		a.over = newText(a, "Verified", a.checkLines)
		return a.warn(fmt.Sprintf("%d steps keep other rows than their plain model: do not use these counts", n))
	}
	return a.say(fmt.Sprintf("verified: all %d models and the number are those of the plain chain", len(a.checks)-1))
}

func failedChecks(checks []trace.Check) (n int) {
	for _, c := range checks {
		if !c.OK {
			n++
		}
	}
	return n
}

// checkLines says what verifying found, step by step.
func (a *app) checkLines(width int) []string {
	var lines []string
	for _, c := range a.checks {
		sign, paint := "✓", a.look.Good
		text := "the same as the plain model's"
		if !c.OK {
			sign, paint = "✗", a.look.Bad
			text = "not the same as the plain model's"
		}
		if c.Rows > 0 {
			text = report.Units(c.Rows, "row") + ", " + text
		}
		if c.Message != "" {
			text += ": " + c.Message
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
		b.do = func() tea.Cmd { a.over = newText(a, "Verified", a.checkLines); return nil }
	}
	return b
}

// published asks for the number to reconcile with.
func (a *app) published() tea.Cmd {
	preset := ""
	if a.expect != nil {
		preset = strings.ReplaceAll(report.Amount(*a.expect), ",", "")
	}
	return a.prompt("What does the dashboard say? (empty: nothing to compare with)", preset, func(text string) (tea.Cmd, string) {
		text = strings.NewReplacer(",", "", "_", "", " ", "").Replace(text)
		if text == "" {
			a.expect = nil
			return nil, ""
		}
		v, ok := parseNumber(text)
		if !ok {
			return nil, "that is no number; write it as 16100"
		}
		a.expect = &v
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
		for _, n := range a.ledger().Notes {
			say(report.GlyphNote, n)
		}
		p := a.opt.Provenance()
		if p.Synthetic {
			say(report.GlyphNote, "the snapshot is synthetic: these are no real people's "+report.Plural(a.opt.Chain.Root.Unit))
		}
		for _, acc := range report.Reconcile(a.ledger()) {
			text := acc.What + ": " + acc.Count
			if acc.Note != "" {
				text += " (" + acc.Note + ")"
			}
			say("·", text)
		}
		for _, fact := range [][2]string{{"chain", p.Chain + " " + p.ChainHash}, {"snapshot", p.Snapshot}, {"manifest", p.ManifestHash}, {"trace", p.Version}} {
			say("·", fact[0]+": "+fact[1])
		}
		return lines
	})
	return nil
}
