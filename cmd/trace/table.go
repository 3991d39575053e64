package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// tableFlags are the flags of the table command.
type tableFlags struct {
	outputFlags
	where   []string
	search  string
	sort    string
	countBy []string
	limit   int
}

// nullCell asks for the rows whose cell is NULL.
const nullCell = "(null)"

// rowsAtATime is how many rows are printed as text if nobody says.
const rowsAtATime = 40

func (p *program) tableCommand() *cobra.Command {
	f := &tableFlags{}
	cmd := &cobra.Command{
		Use:   "table NAME",
		Short: "print the rows of a table of the snapshot, or of a model",
		Long: `Table prints rows of a table of the snapshot or of a model: which strategies have no tune_offer_id, which iterations
there are of one. Without a name it lists what there is. As text it prints 40 rows unless --limit says
otherwise; the other forms have all of them. The last column is the row's number, from 0.`,
		Example: `  trace table strategies --chain iterations --where 'tune_offer_id=(null)'
  trace table iterations --chain iterations --where strategy_id=516 --sort created_at
  trace table campaigns --chain iterations --count-by adaction_id`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: p.completeModels,
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.where, "where", nil, `only rows whose cell is this, column=value; "column=(null)" for NULL; repeatable`)
	flags.StringVar(&f.search, "search", "", "only rows of which some cell holds this text")
	flags.StringVar(&f.sort, "sort", "", "sort by this column; with a minus in front, the greatest first")
	flags.StringSliceVar(&f.countBy, "count-by", nil, "print how often each value of these columns is there, the most frequent first: campaign,month")
	flags.IntVar(&f.limit, "limit", 0, "at most this many rows; 0 is all, or as text 40")
	f.outputFlags.register(cmd, "leave text untouched that a spreadsheet or terminal would run",
		append([]offer{{kind: kindText, help: textHelp}}, rowForms...)...)
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error { return p.table(cmd.Context(), args, f) })
	return cmd
}

func (p *program) table(ctx context.Context, args []string, f *tableFlags) error {
	if err := f.parse(); err != nil {
		return err
	}
	if f.limit < 0 {
		return usagef("--limit %d: it is a number of rows; 0 is all", f.limit)
	}
	q, err := f.rows(args)
	if err != nil {
		return err
	}
	c, err := p.readChain(ctx)
	if err != nil {
		return err
	}
	s, err := p.openWhole(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.attach(ctx); err != nil {
		return err
	}
	if q.Step == "" {
		names, err := evidence.TableNames(ctx, s.conn, c)
		return p.print(&f.outputFlags, []byte(form.VisibleText(strings.Join(names, "\n")+"\n")), err)
	}
	bar := p.begin("reading " + q.Step)
	set, err := evidence.OpenTable(ctx, s.conn, c, s.asOf(), q)
	bar.finish()
	if err != nil {
		return err
	}
	query := set.Query()
	if len(f.countBy) > 0 {
		if query, err = set.CountBy(f.countBy); err != nil {
			return usagef("--count-by: %w", err)
		}
	}
	return s.printTable(ctx, query, set, f)
}

// rows is what is asked for. Without a name nothing is, and the error says what there is.
func (f *tableFlags) rows(args []string) (q trace.RowsQuery, err error) {
	if len(args) > 0 {
		q.Step = args[0]
	}
	q.Search = f.search
	for _, w := range f.where {
		column, value, ok := strings.Cut(w, "=")
		if !ok || column == "" {
			return q, usagef("--where %q: write it as column=value", w)
		}
		q.Where = append(q.Where, trace.Value{Name: column, Text: value, Null: value == nullCell})
	}
	q.Sort, q.Desc = strings.CutPrefix(f.sort, "-")
	return q, nil
}

// printTable prints the rows of the query, and says if these are not all.
func (s *session) printTable(ctx context.Context, query string, set *evidence.RowSet, f *tableFlags) error {
	limit := f.limit
	if text := f.kind == "" || f.kind == kindText; text && limit == 0 {
		limit = rowsAtATime
	}
	var all int64
	if err := s.conn.QueryRowContext(ctx, "SELECT count(*) FROM ("+query+")").Scan(&all); err != nil {
		return err
	}
	if limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", limit)
	}
	if f.kind == form.KindParquet {
		if _, err := s.exportParquet(ctx, s.conn, query, f.path, replaceFile); err != nil {
			return err
		}
	} else if err := writeOutput(f.path, s.stdout, func(w io.Writer) (err error) {
		if f.kind == "" || f.kind == form.KindText {
			return exportGrid(ctx, s.conn, query, len(f.countBy) > 0, w)
		}
		_, err = s.exportForm(ctx, s.conn, query, f.kind, w, f.raw)
		return err
	}); err != nil {
		return err
	}
	if s.snap.Synthetic {
		s.note("note: snapshot %s is synthetic", s.snap.Name)
	}
	if limit > 0 && all > int64(limit) {
		s.note("note: the first %s of %s; --limit says how many", report.Count(int64(limit)), report.Units(all, "row"))
	}
	if len(f.countBy) == 0 && set.Matching < set.Total {
		s.note("note: %s of %s match", report.Count(set.Matching), report.Units(set.Total, "row"))
	}
	return nil
}

// exportGrid prints the rows of a query in columns below each other. NULL is told from empty text. The last column may be counts.
func exportGrid(ctx context.Context, conn *sql.Conn, query string, counts bool, w io.Writer) error {
	text, err := textColumns(ctx, conn, query)
	if err != nil {
		return err
	}
	var grid [][]string
	_, err = exportLines(ctx, conn, query, func(names []string) error {
		grid = append(grid, slices.Clone(names))
		return nil
	}, func(cells []sql.NullString, _ []string) error {
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = report.Shown(trace.Value{Text: c.String, Null: !c.Valid})
		}
		if n, err := strconv.ParseInt(row[len(row)-1], 10, 64); counts && err == nil {
			row[len(row)-1] = report.Count(n)
		}
		grid = append(grid, row)
		return nil
	})
	if err != nil {
		return err
	}
	var right []int
	for i, isText := range text {
		if !isText {
			right = append(right, i)
		}
	}
	for _, line := range alignCells(grid, right...) {
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}
