package evidence

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// Tables lists what [Evidence.Table] can show: the tables of the snapshot, and the models.
func (e *Evidence) Tables(ctx context.Context) ([]string, error) { return e.trace.tables(ctx) }

// Table returns the rows of a table of the snapshot, or of a model, by its name in the query's Step. The query's Cause and Slice are not
// looked at. The caller closes the set.
func (e *Evidence) Table(ctx context.Context, q trace.RowsQuery) (*RowSet, error) {
	return e.trace.table(ctx, q)
}

// OpenTable is [Evidence.Table] without a trace: only what a model is made of is run.
func OpenTable(ctx context.Context, conn *sql.Conn, c *trace.Chain, asOf trace.AsOf, q trace.RowsQuery) (*RowSet, error) {
	if err := engine.Reset(ctx, conn); err != nil {
		return nil, err
	}
	t, err := tag.New(ctx, conn, c, trace.Options{Full: true, AsOf: asOf})
	if err != nil {
		return nil, err
	}
	if err := t.Exec(ctx, "CREATE SCHEMA "+sqltree.Quote(trace.RefSchema)); err != nil {
		return nil, err
	}
	return reader{t}.table(ctx, q)
}

// TableNames are the names of [OpenTable].
func TableNames(ctx context.Context, conn *sql.Conn, c *trace.Chain) ([]string, error) {
	return reader{&tag.Tracer{Printer: engine.NewPrinter(&engine.Session{Conn: conn}, engine.Catalog{}), Chain: c}}.tables(ctx)
}

func (t reader) table(ctx context.Context, q trace.RowsQuery) (*RowSet, error) {
	in, err := t.relation(ctx, q.Step)
	if err != nil {
		return nil, err
	}
	s := &RowSet{trace: t, in: in, Columns: in.columns, table: sqltree.Quote(t.Name("set")), row: "row"}
	p := plan{in: in, members: "SELECT " + tag.IDCol + " AS id FROM " + in.from}
	if err := p.match(q); err != nil {
		return nil, fmt.Errorf("rows of %s: %w", q.Step, err)
	}
	if err := s.fill(ctx, p); err != nil {
		return nil, fmt.Errorf("rows of %s: %w", q.Step, err)
	}
	return s, nil
}

// relation is a table or model in a form from which single rows can be read.
func (t reader) relation(ctx context.Context, name string) (*entered, error) {
	all, err := t.tables(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(one string) bool { return strings.EqualFold(one, name) })
	if at < 0 { // without its schema
		at = slices.IndexFunc(all, func(one string) bool { return strings.EqualFold(one[strings.LastIndex(one, ".")+1:], name) })
	}
	if at < 0 {
		return nil, fmt.Errorf("there is no table or model %s; there are %s", name, strings.Join(all, ", "))
	}
	in := &entered{key: tag.IDCol, single: true}
	if schema, table, isSource := strings.Cut(all[at], "."); isSource {
		rows := sqltree.Quote(schema) + "." + sqltree.Quote(trace.RowsView(table))
		in.from = fmt.Sprintf("(SELECT *, %s AS %s FROM %s)", trace.RowColumn, tag.IDCol, rows)
	} else {
		if err := t.EnsurePlain(ctx, all[at]); err != nil {
			return nil, err
		}
		table, err := t.Materialise(ctx, "table", fmt.Sprintf("SELECT *, row_number() OVER () - 1 AS %s FROM %s.%s", tag.IDCol, sqltree.Quote(trace.RefSchema), sqltree.Quote(all[at])))
		if err != nil {
			return nil, err
		}
		in.from = sqltree.Quote(table)
	}
	columns, err := t.Describe(ctx, "SELECT * FROM "+in.from)
	if err != nil {
		return nil, err
	}
	in.columns = slices.DeleteFunc(columns, func(c trace.Column) bool { return c.Name == tag.IDCol || c.Name == trace.RowColumn })
	return in, nil
}

// tables are the tables of the snapshot with their schema, and the models.
func (t reader) tables(ctx context.Context) ([]string, error) {
	views, err := engine.Strings(ctx, t.Conn, "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal AND database_name = current_database() ORDER BY ALL")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, v := range views {
		if slices.Contains(views, trace.RowsView(v)) {
			out = append(out, v)
		}
	}
	for _, m := range t.Chain.Models {
		out = append(out, m.Name)
	}
	return out, nil
}

// CountBy is SQL for how often each value of some of the set's columns is there, the most frequent first.
func (s *RowSet) CountBy(columns []string) (string, error) {
	var list, groups []string
	for i, name := range columns {
		c, err := s.in.column(name)
		if err != nil {
			return "", err
		}
		list, groups = append(list, sqltree.Quote(c.Name)), append(groups, strconv.Itoa(i+1))
	}
	return fmt.Sprintf("SELECT %s, count(*) AS rows FROM (%s) GROUP BY %s ORDER BY %d DESC, %[3]s",
		strings.Join(list, ", "), s.Query(), strings.Join(groups, ", "), len(list)+1), nil
}
