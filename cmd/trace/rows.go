package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// rowsFlags are the flags of the rows command.
type rowsFlags struct {
	sliceFlags
	outputFlags
	cause   string
	limit   int
	countBy []string
}

func (p *program) rowsCommand() *cobra.Command {
	f := &rowsFlags{}
	cmd := &cobra.Command{
		Use:   "rows STEP",
		Short: "print the rows that a step dropped, as they were on entering it",
		Long: `Rows prints the rows that a step dropped, as they were on entering the step, the failing values first.
All of them, unless --limit says otherwise. After their own columns come the chain's dimensions that the joins of the step,
or of one before, made known, as far as they came; the last column is the number of the root row.

--csv, the default, tells NULL (nothing) from empty text (""). Control characters are made visible
and text that a spreadsheet would run as a formula gets a leading apostrophe; --raw leaves all as it is.
--json prints one object per line. --parquet writes a file with the values and types untouched.`,
		Args:              one("the name of a step", "trace rows posts_yt --limit 10"),
		ValidArgsFunction: p.completeModels,
	}
	f.sliceFlags.register(cmd, p)
	flags := cmd.Flags()
	flags.StringVar(&f.cause, "cause", "", `only the rows that this cause dropped, by its id or label; of those that the step kept: "kept" for all, a mark's label, "fan-out" for those that became several`)
	flags.IntVar(&f.limit, "limit", 0, "at most this many rows; 0 is all")
	flags.StringSliceVar(&f.countBy, "count-by", nil, "print how often each value of these columns is among the rows, the most frequent first: slashtag,month")
	f.outputFlags.register(cmd, "leave text untouched that a spreadsheet or terminal would run",
		rowForms...)
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error { return p.rows(cmd.Context(), args[0], f) })
	return cmd
}

// rowForms are the forms that rows are written in, as the screens do.
var rowForms = []offer{
	{kind: form.KindCSV, help: "print CSV"},
	{kind: form.KindJSON, help: "print JSON, one object per line"},
	{kind: form.KindMarkdown, help: "print a Markdown table"},
	{kind: form.KindParquet, help: "write Parquet; needs -o"},
}

func (p *program) rows(ctx context.Context, step string, f *rowsFlags) error {
	c, err := p.readChain(ctx)
	if err != nil {
		return err
	}
	slice, err := f.slice(c)
	if err != nil {
		return err
	}
	if err := maybeStep(c, step); err != nil {
		return err
	}
	if f.limit < 0 {
		return usagef("--limit %d: it is a number of rows; 0 is all", f.limit)
	}
	if err := f.parse(); err != nil {
		return err
	}
	s, err := p.openWhole(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	all, cause, err := s.expected(ctx, slice, step, f.cause)
	if err != nil {
		return err
	}
	if err := s.attach(ctx); err != nil {
		return err
	}
	bar := p.begin("fetching the rows of " + step)
	query, err := f.query(ctx, s, step, cause, slice)
	bar.finish()
	if err != nil {
		return err
	}
	n, err := s.export(ctx, query, f)
	if err != nil {
		return err
	}
	if s.snap.Synthetic {
		p.note("note: snapshot %s is synthetic", s.snap.Name)
	}
	if all == 0 && f.cause == "" {
		p.noteParts(ctx, s, slice, step)
	}
	if f.limit > 0 && n == int64(f.limit) && n < all && len(f.countBy) == 0 {
		p.note("note: the first %s only, of %s; --limit left out the others", report.Units(n, "row"), report.Units(all, c.Root.Unit))
	}
	return nil
}

// query is SQL for the rows, or for how often their values are there.
func (f *rowsFlags) query(ctx context.Context, s *session, step, cause string, slice trace.Slice) (string, error) {
	if len(f.countBy) == 0 {
		return evidence.Dropped(ctx, s.conn, s.chain, s.asOf(), step, cause, slice, f.limit)
	}
	query, err := evidence.Counted(ctx, s.conn, s.chain, s.asOf(), step, cause, slice, f.countBy)
	if f.limit > 0 && err == nil {
		query += fmt.Sprintf(" LIMIT %d", f.limit)
	}
	return query, err
}

// noteParts says which parts of a model drop rows where the model itself drops none.
func (p *program) noteParts(ctx context.Context, s *session, slice trace.Slice, step string) {
	ls, err := s.ledgers(ctx, slice, "", false)
	if err != nil {
		return // the rows are out already
	}
	var parts []string
	for _, st := range ls[0].Steps {
		if strings.HasPrefix(st.Name, step+".") && st.Dropped() > 0 {
			parts = append(parts, st.Name)
		}
	}
	if len(parts) > 0 {
		p.note("note: %s itself drops no rows; its part %s does", step, strings.Join(parts, ", "))
	}
}

// expected returns how many clicks the ledger counts for a cause of a step, all causes if it is empty, and the cause's id, which text
// may be, or its label; a usage error if there is no such step or cause.
func (s *session) expected(ctx context.Context, slice trace.Slice, step, text string) (clicks int64, cause string, err error) {
	ls, err := s.ledgers(ctx, slice, "", false)
	if err != nil {
		return 0, "", err
	}
	s.keep(ctx, ls)
	if ls[0].Clock != "" {
		s.note("note: %s", ls[0].Clock)
	}
	if err := balanced(ls); err != nil {
		return 0, "", err
	}
	if err := notReached(ls[0], step); err != nil {
		return 0, "", err
	}
	if err := knownStep(ls, step); err != nil {
		return 0, "", err
	}
	at := slices.IndexFunc(ls[0].Steps, func(s trace.Step) bool { return s.Name == step })
	st := ls[0].Steps[at]
	switch text {
	case "":
		return st.Dropped(), "", nil
	case string(trace.Kept):
		return st.Out, text, nil
	}
	ids, err := causesOf(ls, step, text)
	if n, rows := keptRows(st, text); rows != "" && err != nil {
		return n, rows, nil
	}
	if err != nil {
		return 0, "", err
	}
	var taking []string // several causes may have the label, and most of them no rows
	for _, c := range st.Causes {
		if slices.Contains(ids, c.ID) && c.Clicks > 0 {
			clicks += c.Clicks
			taking = append(taking, c.ID)
		}
	}
	if len(taking) == 0 {
		taking = ids[:1]
	}
	return clicks, trace.CausesRows(taking), nil
}

// keptRows are those of the rows that a step kept that a text means: those that a mark is about, by its label, or that became several.
func keptRows(st trace.Step, text string) (clicks int64, rows string) {
	if text == trace.FannedRows {
		for _, f := range st.FanOuts {
			clicks += f.Clicks
		}
		return clicks, text
	}
	for _, m := range st.Marks {
		if strings.EqualFold(m.Label, text) {
			return m.Clicks, trace.MarkedRows(m.Label)
		}
	}
	return 0, ""
}

// export writes the rows of the query in the form that the flags ask for and returns how many there were.
func (s *session) export(ctx context.Context, query string, f *rowsFlags) (n int64, err error) {
	if f.kind == form.KindParquet {
		bar := s.begin("writing " + f.path)
		defer bar.finish()
		return s.exportParquet(ctx, s.conn, query, f.path, replaceFile)
	}
	err = writeOutput(f.path, s.stdout, func(w io.Writer) (err error) {
		n, err = s.exportForm(ctx, s.conn, query, cmp.Or(f.kind, form.KindCSV), w, f.raw)
		return err
	})
	return n, err
}
