package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/snapshots/store"
	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/trace/report/findings"
	"funneltrace/trace/report/form"
	"funneltrace/trace/who"
)

// whoFlags are the flags of the who command.
type whoFlags struct {
	sliceFlags
	outputFlags
	step string
	top  int
}

func (p *program) whoCommand() *cobra.Command {
	f := &whoFlags{}
	cmd := &cobra.Command{
		Use:   "who CAUSE",
		Short: "say who loses: which values stand out among the rows that a cause took",
		Long: `Who looks at all columns of the root row, at those of the step, at the chain's dimensions and the month: which values do the
rows have that a cause took, against those that came to its condition, and how much does each column explain. The columns
that explain most come first, then pairs of columns that explain more than each of the two.

CAUSE is a cause's id or label, a step, or a class: expected, loss or review.`,
		Example: `  trace who "link not in the creators sheet" --year 2024
  trace who posts_yt --md
  trace who loss --from 2024-03`,
		Args: one("a cause's id or label, a step or a class", `trace who "link not in the creators sheet"`),
	}
	f.sliceFlags.register(cmd, p)
	f.outputFlags.register(cmd, rawHelp,
		offer{kind: "text", help: "print text; this is what is done without a form"},
		offer{kind: form.KindMarkdown, help: "print Markdown for a ticket"},
		offer{kind: form.KindCSV, help: "print CSV: a line per value"},
		offer{kind: form.KindJSON, help: "print JSON: everything"})
	cmd.Flags().StringVar(&f.step, "step", "", "the step of the cause, where causes of several steps have the label")
	cmd.Flags().IntVar(&f.top, "top", 5, "show this many values of a column")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error { return p.who(cmd, args[0], f) })
	return cmd
}

func (p *program) who(cmd *cobra.Command, text string, f *whoFlags) error {
	ctx := cmd.Context()
	c, err := p.readChain(ctx)
	if err != nil {
		return err
	}
	slice, err := f.slice(c)
	if err != nil {
		return err
	}
	if err := f.parseCells(); err != nil {
		return err
	}
	if f.top < 1 || f.top > who.Shown {
		return usagef("--top %d: use 1 to %d", f.top, who.Shown)
	}
	s, err := p.openWhole(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	s.provenance.Command = commandLine(cmd, "output")
	ls, err := s.keptLedgers(ctx, slice, "")
	if err != nil {
		return err
	}
	q, err := f.query(ls[0], text)
	if err != nil {
		return err
	}
	q.Slice = slice
	found, err := s.who(ctx, q)
	if err != nil {
		return err
	}
	found.Notes = report.Notes(ls)
	b, err := findings.Print(found, s.provenance, f.kind, f.top, p.screen(&f.outputFlags), f.raw)
	return p.print(&f.outputFlags, b, err)
}

// query says which causes are meant by the text.
func (f *whoFlags) query(l *trace.Ledger, text string) (q who.Query, err error) {
	q = who.Query{Step: f.step, Label: text}
	if f.step == "" {
		switch {
		case slices.Contains(classes, text):
			q.Class = trace.Class(text)
			return q, nil
		case slices.ContainsFunc(l.Steps, func(s trace.Step) bool { return s.Name == text }):
			q.Step = text
			return q, nil
		}
	} else if err := knownStep([]*trace.Ledger{l}, f.step); err != nil {
		return q, err
	}
	if q.Causes, err = causesOf([]*trace.Ledger{l}, f.step, text); err != nil {
		return q, err
	}
	var steps []string
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			if slices.Contains(q.Causes, c.ID) && !slices.Contains(steps, s.Name) {
				steps = append(steps, s.Name)
				q.Label = report.Label(c)
			}
		}
	}
	if len(steps) > 1 {
		return q, usagef("causes of several steps are called %q: %s; name one with --step", text, strings.Join(steps, ", "))
	}
	q.Step = steps[0]
	return q, nil
}

// who answers the question, from the cache if it was asked before.
func (s *session) who(ctx context.Context, q who.Query) (*who.Findings, error) {
	key := store.NewKey("who", s.resultKey().Name(), fmt.Sprintf("%+v", q))
	if s.sound() {
		if text, err := store.ReadFile(s.cache, key); err == nil {
			var found who.Findings
			if json.Unmarshal(text, &found) == nil {
				return &found, nil
			}
		}
	}
	if err := s.attach(ctx); err != nil {
		return nil, err
	}
	bar := s.begin("looking who it is")
	found, err := evidence.FindWho(ctx, s.conn, s.chain, s.asOf(), q)
	bar.finish()
	if err != nil {
		return nil, err
	}
	if body, err := json.Marshal(found); err == nil && s.cached() && ctx.Err() == nil {
		if err := store.WriteFile(s.cache, key, body); err != nil {
			s.note("note: what was found is not cached: %w", err)
		}
		s.using.Grew()
	}
	return found, nil
}
