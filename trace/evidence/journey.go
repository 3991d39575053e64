package evidence

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"regexp"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// Row returns the journeys of the root rows for which the predicate, SQL over the root source, is TRUE, at most limit,
// in the order of the snapshot. It runs the chain again, with all columns.
func Row(ctx context.Context, conn *sql.Conn, c *trace.Chain, asOf trace.AsOf, predicate string, limit int) ([]trace.Journey, error) {
	rootRows, err := findRoots(ctx, conn, c, predicate, limit)
	if err != nil || len(rootRows) == 0 {
		return nil, err
	}
	e, err := Gather(ctx, conn, c, trace.Options{AsOf: asOf})
	if err != nil {
		return nil, err
	}
	var out []trace.Journey
	for _, id := range rootRows {
		j, err := e.Journey(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, *j)
	}
	return out, nil
}

// findRoots returns the numbers of the root rows that the predicate selects. Beside the source's columns it may read the number itself, by
// the name that row exports give it: click_row.
func findRoots(ctx context.Context, conn *sql.Conn, c *trace.Chain, predicate string, limit int) ([]int64, error) {
	src := c.Root.Source
	columns, err := engine.Strings(ctx, conn, fmt.Sprintf("SELECT column_name FROM (DESCRIBE SELECT * FROM %s.%s)", sqltree.Quote(src.Schema), sqltree.Quote(src.Table)))
	if err != nil {
		return nil, fmt.Errorf("read source %s: %w", src, err)
	}
	expr, err := sqltree.ParseExpr(ctx, conn, predicate)
	if err != nil {
		return nil, fmt.Errorf("predicate %s: %w; text goes in single quotes: %s = 'abc'", predicate, err, exampleColumn(c, columns))
	}
	text, err := sqltree.PrintExpr(ctx, conn, expr)
	if err != nil {
		return nil, fmt.Errorf("predicate %s: %w", predicate, err)
	}
	from := sqltree.Quote(src.Schema) + "." + sqltree.Quote(trace.RowsView(src.Table))
	if number := c.Root.Unit + "_row"; !sqltree.ContainsName(columns, number) {
		from = fmt.Sprintf("(SELECT *, %s AS %s FROM %s)", trace.RowColumn, sqltree.Quote(number), from)
	}
	query := fmt.Sprintf("SELECT %s FROM %s AS %s WHERE (%s) ORDER BY 1", trace.RowColumn, from, sqltree.Quote(src.Table), text)
	if limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", limit)
	}
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("predicate %s: %s", predicate, misread(err, c, columns))
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// textAsNumber is what the engine says where a column of text is compared with a number, or a day, that some of the text is not.
var textAsNumber = regexp.MustCompile(`^could not convert string '.*' to \S+ when casting from source column (.+)$`)

// misread says why the source cannot be asked for a predicate, and how to write what was probably meant.
func misread(err error, c *trace.Chain, columns []string) string {
	message, _, _ := engine.SplitMessage(err.Error())
	said := engine.InWords(message)
	if m := textAsNumber.FindStringSubmatch(said.Text); m != nil {
		return fmt.Sprintf("%s; %s is text, and text goes in single quotes: %[2]s = 'abc'", said.Text, m[1])
	}
	if said.Name == "" || strings.Contains(said.Text, "function") {
		if said.Hint != "" {
			return fmt.Sprintf("%s (%s)", said.Text, said.Hint)
		}
		return said.Text
	}
	return fmt.Sprintf("%s; %s has %s; text goes in single quotes: %s = '%s'",
		said.Text, c.Root.Source, strings.Join(fates.FirstOf(columns, 12), ", "), exampleColumn(c, columns), said.Name)
}

// exampleColumn is a column of the source to show in a hint: the key's, if that is one column.
func exampleColumn(c *trace.Chain, columns []string) string {
	if len(c.Root.Key) == 1 {
		return c.Root.Key[0]
	}
	if len(columns) == 0 {
		return "name"
	}
	return columns[0]
}

// journey follows one root row.
func (e *Evidence) journey(ctx context.Context, id int64) (*trace.Journey, error) {
	r, t := e.result, e.trace
	src := r.Chain.Root.Source
	roots, err := t.Values(ctx, fmt.Sprintf("SELECT * FROM %s.%s WHERE %s = %d", sqltree.Quote(src.Schema), sqltree.Quote(trace.RowsView(src.Table)), trace.RowColumn, id), 1)
	if err != nil {
		return nil, err
	}
	j := &trace.Journey{Unit: r.Chain.Root.Unit, Row: id, Fate: string(trace.Kept), Clock: r.Meta.Clock}
	if len(roots) > 0 {
		j.Root = without(roots[0], trace.RowColumn)
	}
	var code int
	var mask uint64
	if err := t.Conn.QueryRowContext(ctx, fmt.Sprintf("SELECT cause, mask FROM %s WHERE id = %d", fates.FatesWith(t.Tracer), id)).Scan(&code, &mask); err != nil {
		return nil, err
	}
	if r.Meta.Incomplete != nil && code == 0 {
		j.Fate, j.Incomplete = trace.Stands, r.Meta.Incomplete
	}
	for i, s := range t.Steps {
		if s.Dead {
			break
		}
		stop := trace.Stop{Step: s.Name, Model: s.Model, Kept: true}
		if stop.Lookups, err = t.meetings(ctx, s, id); err != nil {
			return nil, err
		}
		if c := s.CauseOf(code); c != nil {
			stop.Kept = false
			stop.Cause = r.PlainCause(i, c.Code)
			for _, other := range t.alsoFails(c, mask) {
				if o := r.PlainCause(i, other); o != nil {
					stop.AlsoFails = append(stop.AlsoFails, *o)
				}
			}
			if err := t.saw(ctx, s, c, id, &stop); err != nil {
				return nil, err
			}
			if stop.Winner, err = t.winner(ctx, s, c, id); err != nil {
				return nil, err
			}
			j.Fate = stop.Cause.Label
			j.Stops = append(j.Stops, stop)
			break
		}
		if err := t.outputOf(ctx, s, id, &stop); err != nil {
			return nil, err
		}
		j.Stops = append(j.Stops, stop)
	}
	return j, nil
}

// alsoFails returns the codes of the other causes in a mask of the stage that the cause belongs to.
func (t reader) alsoFails(c *tag.Cause, mask uint64) []int {
	c = c.Whole()
	for _, e := range t.Events {
		first := e.Causes[0].Code
		if c.Code < first || c.Code >= first+len(e.Causes) {
			continue
		}
		var out []int
		for m := mask; m != 0; m &= m - 1 {
			if code := first + bits.TrailingZeros64(m); code != c.Code {
				out = append(out, code)
			}
		}
		return out
	}
	return nil
}

// at is SQL for the rows of a flow that stand for a root row.
func (t reader) at(f *tag.Flow, id int64) string {
	if f.Level == 0 {
		return fmt.Sprintf("x.%s = %d", tag.IDCol, id)
	}
	return fmt.Sprintf("x.%s IN (SELECT gid FROM %s WHERE id = %d)", tag.IDCol, t.Rollups[f.Level-1].Lineage, id)
}

// saw tells of a stop which values the cause's predicate saw.
func (t reader) saw(ctx context.Context, s *tag.Step, c *tag.Cause, id int64, stop *trace.Stop) error {
	if s.In == nil {
		return nil
	}
	said := t.namesIn(ctx, c.Predicate, s.Aliases...)
	var cols []string
	for _, name := range s.In.ColumnNames() {
		if said.Set[strings.ToLower(name)] {
			cols = append(cols, name)
		}
	}
	if len(cols) == 0 {
		return nil
	}
	rows, err := t.Values(ctx, fmt.Sprintf("SELECT DISTINCT %s FROM %s AS x WHERE %s ORDER BY ALL", qualified("x", cols), s.In.From, t.at(s.In, id)), mostCopies+1)
	if len(rows) > mostCopies {
		rows, stop.SawMore = rows[:mostCopies], true
	}
	if len(rows) > 0 {
		stop.Saw, stop.AlsoSaw = rows[0], rows[1:]
	}
	return err
}

// outputOf tells of a stop which rows of the step's output stand for the root row.
func (t reader) outputOf(ctx context.Context, s *tag.Step, id int64, stop *trace.Stop) (err error) {
	where := t.at(s.Out, id)
	if stop.Rows, err = t.Count(ctx, fmt.Sprintf("SELECT count(*) FROM %s AS x WHERE %s", s.Out.From, where)); err != nil {
		return err
	}
	rows, err := t.Values(ctx, fmt.Sprintf("SELECT %s FROM %s AS x WHERE %s ORDER BY ALL", qualified("x", s.Out.ColumnNames()), s.Out.From, where), mostCopies)
	if len(rows) > 0 {
		stop.Out, stop.More = rows[0], rows[1:]
	}
	return err
}

// winner returns the root row that a dedup kept in place of this one; nil if it cannot be told.
func (t reader) winner(ctx context.Context, s *tag.Step, c *tag.Cause, id int64) (*int64, error) {
	if c.Winner == nil || s.In == nil || s.In.Level != 0 {
		return nil, nil
	}
	var w sql.NullInt64
	if err := t.Conn.QueryRowContext(ctx, c.Winner(id)).Scan(&w); err != nil || !w.Valid {
		return nil, err
	}
	return &w.Int64, nil
}

func without(row []trace.Value, name string) []trace.Value {
	var out []trace.Value
	for _, v := range row {
		if v.Name != name {
			out = append(out, v)
		}
	}
	return out
}
