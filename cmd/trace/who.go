package main

import (
	"cmp"
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
		offer{kind: kindText, help: textHelp},
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
	answers, err := s.who(ctx, q)
	if err != nil {
		return err
	}
	found := answers[0]
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

// mostWho is of how many losses a page says who they are.
const mostWho = 8

// whoLoses says of the largest losses who they are, by the ids of their causes.
func (s *session) whoLoses(ctx context.Context, slice trace.Slice, l *trace.Ledger) (map[string]*who.Findings, error) {
	type one struct {
		q      who.Query
		clicks int64
	}
	var asked []one
	for _, step := range l.Steps {
		for _, c := range step.Causes {
			if c.Class != trace.Expected && c.Kind != trace.Unattributed && c.Clicks > 0 {
				asked = append(asked, one{who.Query{Step: step.Name, Causes: []string{c.ID}, Label: report.Label(c), Slice: slice}, c.Clicks})
			}
		}
	}
	slices.SortStableFunc(asked, func(a, b one) int { return cmp.Compare(b.clicks, a.clicks) })
	var queries []who.Query
	for _, a := range asked[:min(len(asked), mostWho)] {
		queries = append(queries, a.q)
	}
	found, err := s.who(ctx, queries...)
	if err != nil {
		return nil, err
	}
	out := map[string]*who.Findings{}
	for i, q := range queries {
		out[q.Causes[0]] = found[i]
	}
	return out, nil
}

// who answers questions, from the cache those that were asked before. The others take a run of their own, after which what was traced
// before is not there any more.
func (s *session) who(ctx context.Context, queries ...who.Query) ([]*who.Findings, error) {
	found := make([]*who.Findings, len(queries))
	var open []int
	for i, q := range queries {
		if found[i] = s.recallWho(q); found[i] == nil {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return found, nil
	}
	if err := s.attach(ctx); err != nil {
		return nil, err
	}
	var asked []who.Query
	for _, i := range open {
		asked = append(asked, queries[i])
	}
	bar := s.begin("looking who it is")
	answers, err := evidence.FindWho(ctx, s.conn, s.chain, s.asOf(), asked...)
	bar.finish()
	if err != nil {
		return nil, err
	}
	for k, i := range open {
		found[i] = answers[k]
		s.rememberWho(ctx, queries[i], answers[k])
	}
	return found, nil
}

// whoKey is the key of what was found out about a question.
func (s *session) whoKey(q who.Query) store.Key {
	return store.NewKey("who", s.resultKey().Name(), fmt.Sprintf("%+v", q))
}

func (s *session) recallWho(q who.Query) *who.Findings {
	if !s.sound() {
		return nil
	}
	text, err := store.ReadFile(s.cache, s.whoKey(q))
	if err != nil {
		return nil
	}
	var found who.Findings
	if json.Unmarshal(text, &found) != nil {
		return nil
	}
	return &found
}

func (s *session) rememberWho(ctx context.Context, q who.Query, found *who.Findings) {
	body, err := json.Marshal(found)
	if err != nil || !s.cached() || ctx.Err() != nil {
		return
	}
	if err := store.WriteFile(s.cache, s.whoKey(q), body); err != nil {
		s.note("note: what was found is not cached: %w", err)
	}
	s.using.Grew()
}
