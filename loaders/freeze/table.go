package freeze

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots"
	"funneltrace/trace/sqltree"
)

// table writes one table.
func (f *freezer) table(ctx context.Context, t table, part func(float64) float64) (done frozen, err error) {
	switch t.Format {
	case snapshots.Parquet:
		err = f.readParquet(ctx, &t, part)
	case "":
		err = f.openDatabase(ctx, &t, part)
		defer f.conn.ExecContext(context.WithoutCancel(ctx), "DETACH DATABASE IF EXISTS input") //nolint:errcheck // it goes with the process
	}
	if err != nil {
		return done, err
	}
	columns, err := engine.Describe(ctx, f.conn, t.relation)
	if err != nil {
		return done, err
	}
	if tables.HoldsRowColumn(columns) {
		return done, fmt.Errorf("it has a column %q, which is what the row number is called here; rename the column", columns[slices.IndexFunc(columns, func(c engine.Column) bool { return tables.HoldsRowColumn([]engine.Column{c}) })].Name)
	}
	from, order, drop, err := f.ordered(ctx, t, columns, part)
	if err != nil {
		return done, err
	}
	defer drop()
	if t.Format == snapshots.CSV {
		var notes []string
		if columns, notes, err = tables.TypeColumns(ctx, f.conn, from, columns, t.textTable.Typed, t.text.DecimalComma()); err != nil {
			return done, err
		}
		t.notes = append(t.notes, notes...)
	}
	if t.text != nil {
		over, err := t.textTable.Overlap(ctx, f.conn, t.text)
		if err != nil {
			return done, err
		}
		t.notes = append(t.notes, over...)
	}
	done.Notes, done.Read = t.notes, t.read
	list := tables.SelectList(columns)
	typed := "(SELECT " + list.Casts + ", " + order.expose + " FROM " + from + ")"

	times, err := tables.FindTime(ctx, f.conn, typed, list.Columns)
	if err != nil {
		return done, err
	}
	by, err := t.sortBy(&done, times, list.Columns)
	if err != nil {
		return done, err
	}
	query := "SELECT " + list.Names + " FROM " + typed
	if by != "" {
		query += " ORDER BY " + by + ", " + order.by
	}
	stop, err := f.watch(t, part)
	if err != nil {
		return done, err
	}
	err = engine.WriteParquet(ctx, f.conn, query, t.Out)
	stop()
	if err != nil {
		return done, err
	}
	err = f.compare(ctx, t, typed, list, times, &done, part)
	return done, err
}

// watch reports now and then how far the writing is, until stop is called.
func (f *freezer) watch(t table, part func(float64) float64) (stop func(), err error) {
	const what = "sorting and writing"
	if err := f.doing(t, what, "", part(0.3)); err != nil {
		return nil, err
	}
	progress, err := engine.QueryProgress(f.conn)
	if err != nil {
		return func() {}, nil // then it is not known how far it is
	}
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case <-tick.C:
				if done, ok := progress(); ok {
					_ = f.doing(t, what, "", part(0.3+0.5*done)) // a parent that is gone ends this process
				}
			}
		}
	}()
	return func() { close(quit); <-ended }, nil
}

// readParquet scans the files, each to be blamed by itself, and makes the table's relation.
func (f *freezer) readParquet(ctx context.Context, t *table, part func(float64) float64) error {
	for i, file := range t.Files {
		if err := f.doing(*t, "reading", t.Names[i], part(0.3*float64(i)/float64(len(t.Files)))); err != nil {
			return err
		}
		if err := tables.ScanFile(ctx, f.conn, file); err != nil {
			return tables.Unread(t.Names[i], err)
		}
	}
	var err error
	if t.parquet, err = (tables.TableFiles{Paths: t.Files, Names: t.Names, Folders: t.Folders}).Read(ctx, f.conn, t.Strict); err != nil {
		return err
	}
	t.relation, t.parts = t.parquet.Relation(), t.parquet.Parts(t.parquet.Most(), nil)
	t.notes, err = t.parquet.Remarks(ctx, f.conn)
	return err
}

// openDatabase makes the relation of a table in a database file, which is only read.
func (f *freezer) openDatabase(ctx context.Context, t *table, part func(float64) float64) error {
	if err := f.doing(*t, "reading", t.Names[0], part(0)); err != nil {
		return err
	}
	if _, err := f.conn.ExecContext(ctx, "ATTACH "+sqltree.Literal(t.Files[0])+" AS input (READ_ONLY)"); err != nil {
		return fmt.Errorf("file %s: it cannot be opened as a DuckDB database: %w", t.Names[0], engine.Plain(err))
	}
	var known sql.NullString
	if err := f.conn.QueryRowContext(ctx, `SELECT string_agg(schema_name || '.' || name, ', ' ORDER BY schema_name, name) FROM (
		SELECT schema_name, table_name AS name FROM duckdb_tables() WHERE database_name = 'input'
		UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'input' AND NOT internal)`).Scan(&known); err != nil {
		return err
	}
	t.relation = "input." + sqltree.Quote(t.From[0]) + "." + sqltree.Quote(t.From[1])
	if _, err := engine.Describe(ctx, f.conn, t.relation); err != nil {
		if !slices.Contains(strings.Split(known.String, ", "), t.From[0]+"."+t.From[1]) {
			return fmt.Errorf("file %s: there is no table %s.%s; there is: %s", t.Names[0], t.From[0], t.From[1], engine.Visible(known.String))
		}
		return fmt.Errorf("file %s: %w", t.Names[0], engine.Plain(err))
	}
	return nil
}

// inputOrder is how the rows of a relation are told to be in the order of the input.
type inputOrder struct {
	expose string // columns that have to be passed on
	by     string
}

// ordered returns a relation with the table's rows in the order of the input, which can be asked for, and what drops it.
func (f *freezer) ordered(ctx context.Context, t table, columns []engine.Column, part func(float64) float64) (from string, o inputOrder, drop func(), err error) {
	number := freeName(columns, "row_in_input")
	o = inputOrder{expose: sqltree.Quote(number), by: sqltree.Quote(number)}
	if taken := func(name string) bool {
		return slices.ContainsFunc(columns, func(c engine.Column) bool { return strings.EqualFold(c.Name, name) })
	}; t.Format == snapshots.Parquet && !taken("file_row_number") && !taken("file_index") {
		// Virtual columns of the reader, at no cost. The index stays below 2^23 and the number below 2^40.
		parts := t.parquet.Parts(len(t.Files), func(r tables.Run) string {
			return fmt.Sprintf("(CAST(file_index + %d AS BIGINT) << 40) + file_row_number AS %s", r.From, sqltree.Quote(number))
		})
		return "(" + strings.Join(parts, " UNION ALL ") + ")", o, func() {}, nil
	} else if taken("rowid") {
		return "(SELECT *, row_number() OVER () AS " + sqltree.Quote(number) + " FROM " + t.relation + ")", o, func() {}, nil
	}
	if err := f.doing(t, "reading", t.Names[0], part(0.1)); err != nil {
		return "", o, nil, err
	}
	parts := t.parts
	if len(parts) == 0 {
		parts = []string{"SELECT * FROM " + t.relation}
	}
	if err := tables.MakeLines(ctx, f.conn, parts); err != nil {
		return "", o, nil, err
	}
	drop = func() { _, _ = f.conn.ExecContext(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp.lines") }
	var rows int64
	if err := f.conn.QueryRowContext(ctx, "SELECT count(*) FROM temp.lines").Scan(&rows); err != nil {
		return "", o, drop, err
	}
	if t.rows >= 0 && rows != t.rows {
		drop()
		return "", o, nil, fmt.Errorf("the engine read %d rows where the files have %d", rows, t.rows)
	}
	return "(SELECT *, rowid AS " + sqltree.Quote(number) + " FROM temp.lines)", o, drop, nil
}

// freeName returns a name that no column has.
func freeName(columns []engine.Column, name string) string {
	for slices.ContainsFunc(columns, func(c engine.Column) bool { return strings.EqualFold(c.Name, name) }) {
		name += "_"
	}
	return name
}
