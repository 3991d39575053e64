package trace

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// Row returns the journeys of the root rows for which the predicate, SQL over the root source, is TRUE, at most limit,
// in the order of the snapshot. It runs the chain again, with all columns.
func Row(ctx context.Context, conn *sql.Conn, c *Chain, predicate string, limit int) ([]Journey, error) {
	rootRows, err := findRoots(ctx, conn, c, predicate, limit)
	if err != nil || len(rootRows) == 0 {
		return nil, err
	}
	e, err := Gather(ctx, conn, c, Options{})
	if err != nil {
		return nil, err
	}
	var out []Journey
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
func findRoots(ctx context.Context, conn *sql.Conn, c *Chain, predicate string, limit int) ([]int64, error) {
	src := c.Root.Source
	columns, err := stringsOf(ctx, conn, fmt.Sprintf("SELECT column_name FROM (DESCRIBE SELECT * FROM %s.%s)", sqltree.Quote(src.Schema), sqltree.Quote(src.Table)))
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
	from := sqltree.Quote(src.Schema) + "." + sqltree.Quote(RowsView(src.Table))
	if number := c.Root.Unit + "_row"; !containsFold(columns, number) {
		from = fmt.Sprintf("(SELECT *, %s AS %s FROM %s)", RowColumn, sqltree.Quote(number), from)
	}
	query := fmt.Sprintf("SELECT %s FROM %s AS %s WHERE (%s) ORDER BY 1", RowColumn, from, sqltree.Quote(src.Table), text)
	if limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", limit)
	}
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		message, _, _ := engineMessage(err.Error())
		said := inWords(message)
		if said.name == "" || strings.Contains(said.message, "function") {
			return nil, fmt.Errorf("predicate %s: %s", predicate, said.message)
		}
		return nil, fmt.Errorf("predicate %s: %s; %s has %s; text goes in single quotes: %s = '%s'",
			predicate, said.message, src, strings.Join(firstOf(columns, 12), ", "), exampleColumn(c, columns), said.name)
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

// firstOf is a list, or its first few and a sign that there are more.
func firstOf(list []string, n int) []string {
	if len(list) <= n {
		return list
	}
	return append(slices.Clone(list[:n]), "…")
}

// exampleColumn is a column of the source to show in a hint: the key's, if that is one column.
func exampleColumn(c *Chain, columns []string) string {
	if len(c.Root.Key) == 1 {
		return c.Root.Key[0]
	}
	if len(columns) == 0 {
		return "name"
	}
	return columns[0]
}

// journey follows one root row.
func (e *Evidence) journey(ctx context.Context, id int64) (*Journey, error) {
	r, t := e.result, e.trace
	src := r.chain.Root.Source
	roots, err := t.values(ctx, fmt.Sprintf("SELECT * FROM %s.%s WHERE %s = %d", sqltree.Quote(src.Schema), sqltree.Quote(RowsView(src.Table)), RowColumn, id), 1)
	if err != nil {
		return nil, err
	}
	j := &Journey{Unit: r.chain.Root.Unit, Row: id, Fate: string(Kept)}
	if len(roots) > 0 {
		j.Root = without(roots[0], RowColumn)
	}
	var code int
	var mask uint64
	if err := t.conn.QueryRowContext(ctx, fmt.Sprintf("SELECT cause, mask FROM %s WHERE id = %d", fatesTable, id)).Scan(&code, &mask); err != nil {
		return nil, err
	}
	if r.meta.Incomplete != nil && code == 0 {
		j.Fate, j.Incomplete = Stands, r.meta.Incomplete
	}
	for i, s := range t.steps {
		if s.dead {
			break
		}
		stop := Stop{Step: s.name, Model: s.model, Kept: true}
		if stop.Lookups, err = t.meetings(ctx, s, id); err != nil {
			return nil, err
		}
		if c := s.causeOf(code); c != nil {
			stop.Kept = false
			stop.Cause = r.plainCause(i, c.code)
			for _, other := range t.alsoFails(c, mask) {
				if o := r.plainCause(i, other); o != nil {
					stop.AlsoFails = append(stop.AlsoFails, *o)
				}
			}
			if err := t.saw(ctx, s, c, id, &stop); err != nil {
				return nil, err
			}
			stop.Winner = t.winner(ctx, s, c, id)
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

func (s *stepTrace) causeOf(code int) *causeTrace {
	for _, c := range s.causes {
		if c.code == code && code != 0 {
			return c
		}
	}
	return nil
}

// plainCause is a cause without its counts.
func (r *Result) plainCause(step, code int) *Cause {
	for k, c := range r.meta.Codes[step] {
		if c == code {
			cause := r.meta.Steps[step].Causes[k]
			cause.Clicks, cause.OnlyCause = 0, 0
			return &cause
		}
	}
	return nil
}

// alsoFails returns the codes of the other causes in a mask of the stage that the cause belongs to.
func (t *tracer) alsoFails(c *causeTrace, mask uint64) []int {
	for _, e := range t.events {
		first := e.causes[0].code
		if c.code < first || c.code >= first+len(e.causes) {
			continue
		}
		var out []int
		for m := mask; m != 0; m &= m - 1 {
			if code := first + bits.TrailingZeros64(m); code != c.code {
				out = append(out, code)
			}
		}
		return out
	}
	return nil
}

// at is SQL for the rows of a flow that stand for a root row.
func (t *tracer) at(f *flow, id int64) string {
	if f.level == 0 {
		return fmt.Sprintf("x.%s = %d", idCol, id)
	}
	return fmt.Sprintf("x.%s IN (SELECT gid FROM %s WHERE id = %d)", idCol, t.rollups[f.level-1].lineage, id)
}

// saw tells of a stop which values the cause's predicate saw.
func (t *tracer) saw(ctx context.Context, s *stepTrace, c *causeTrace, id int64, stop *Stop) error {
	if s.in == nil {
		return nil
	}
	said := t.namesIn(ctx, c.Predicate, s.aliases...)
	var cols []string
	for _, name := range s.in.columnNames() {
		if said.set[strings.ToLower(name)] {
			cols = append(cols, name)
		}
	}
	if len(cols) == 0 {
		return nil
	}
	rows, err := t.values(ctx, fmt.Sprintf("SELECT DISTINCT %s FROM %s AS x WHERE %s ORDER BY ALL", qualified("x", cols), s.in.from, t.at(s.in, id)), mostCopies+1)
	if len(rows) > mostCopies {
		rows, stop.SawMore = rows[:mostCopies], true
	}
	if len(rows) > 0 {
		stop.Saw, stop.AlsoSaw = rows[0], rows[1:]
	}
	return err
}

// outputOf tells of a stop which rows of the step's output stand for the root row.
func (t *tracer) outputOf(ctx context.Context, s *stepTrace, id int64, stop *Stop) (err error) {
	where := t.at(s.out, id)
	if stop.Rows, err = t.count(ctx, fmt.Sprintf("SELECT count(*) FROM %s AS x WHERE %s", s.out.from, where)); err != nil {
		return err
	}
	rows, err := t.values(ctx, fmt.Sprintf("SELECT %s FROM %s AS x WHERE %s ORDER BY ALL", qualified("x", s.out.columnNames()), s.out.from, where), mostCopies)
	if len(rows) > 0 {
		stop.Out, stop.More = rows[0], rows[1:]
	}
	return err
}

// winner returns the root row that a dedup kept in place of this one.
func (t *tracer) winner(ctx context.Context, s *stepTrace, c *causeTrace, id int64) *int64 {
	if c.winner == nil || s.in == nil || s.in.level != 0 {
		return nil
	}
	var w sql.NullInt64
	if err := t.conn.QueryRowContext(ctx, c.winner(id)).Scan(&w); err != nil || !w.Valid {
		return nil
	}
	return &w.Int64
}

func without(row []Value, name string) []Value {
	var out []Value
	for _, v := range row {
		if v.Name != name {
			out = append(out, v)
		}
	}
	return out
}
