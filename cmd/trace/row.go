package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

func (p *program) rowCommand() *cobra.Command {
	var limit int
	o := &outputFlags{}
	cmd := &cobra.Command{
		Use:   "row PREDICATE",
		Short: "print the journey of the root rows that an SQL predicate selects",
		Long: `Row follows single rows through the chain: at each step kept or dropped, the values that the predicate saw,
the lookup row that was met or those that nearly were. PREDICATE is SQL over the columns of the root table.`,
		Example: `  trace row "route.slashtag = 'abc'"
  trace row '__row = 1234567'`,
		Args: one("an SQL predicate in quotes", `trace row "route.slashtag = 'abc'"`),
	}
	cmd.Flags().IntVar(&limit, "limit", 5, "at most this many rows")
	o.register(cmd, "", journeyForms...)
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		if limit < 1 {
			return usagef("--limit %d: it is a number of rows, 1 or more", limit)
		}
		if err := o.parse(); err != nil {
			return err
		}
		js, s, err := p.journeys(cmd.Context(), args[0], limit)
		if err != nil {
			return err
		}
		defer s.close()
		b, err := report.JourneysIn(o.kind, js, s.provenance, p.screen(o))
		return p.print(o, b, err)
	})
	return cmd
}

// journeyForms are the forms that journeys are written in, as the screens do.
var journeyForms = []offer{
	{kind: kindText, help: textHelp},
	{kind: form.KindMarkdown, help: "print Markdown for a ticket"},
	{kind: form.KindJSON, help: "print JSON"},
}

// journeys follows the rows that the predicate selects; a note says if there are more than the limit.
func (p *program) journeys(ctx context.Context, predicate string, limit int) (_ []trace.Journey, _ *session, err error) {
	c, err := p.readChain(ctx)
	if err != nil {
		return nil, nil, err
	}
	s, err := p.openWhole(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if err := s.attach(ctx); err != nil {
		return nil, nil, err
	}
	bar := p.begin("following the rows through " + c.Name)
	js, err := evidence.Row(ctx, s.conn, c, s.asOf(), predicate, limit+1)
	bar.finish()
	switch {
	case err != nil:
		return nil, nil, err
	case len(js) == 0:
		return nil, nil, fmt.Errorf("no row of %s matches %s", c.Root.Source, predicate)
	case len(js) > limit:
		p.note("note: more rows match; these are the first %s, --limit shows more", report.Count(int64(limit)))
		js = js[:limit]
	}
	return js, s, nil
}
