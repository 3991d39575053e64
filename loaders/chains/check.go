package chains

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/ident"
	"funneltrace/snapshots/near"
	"funneltrace/trace"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// Check says whether the chain can run over what is attached to conn: every source that its number is made of is there, and
// what its chain.yml says in SQL over the root row means something. The error is one line with the chain's file.
// The models' own SQL is checked when they are traced.
func Check(ctx context.Context, conn *sql.Conn, c *trace.Chain) error {
	have, err := attached(ctx, conn)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if !have.contains(c.Root.Source) {
		return fmt.Errorf("%s: root: %w", c.File, have.missing(c, c.Root.Source))
	}
	needed, err := spine.NeededModels(ctx, conn, c)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	for _, m := range needed {
		for _, s := range m.Reads {
			if s.Schema != trace.RefSchema && !have.contains(s) {
				return fmt.Errorf("%s: %w", whereRead(m, s), have.missing(c, s))
			}
		}
	}
	if err := checkRoot(ctx, conn, c); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	for _, m := range c.Marks { // over which columns, tracing says
		if err := single(ctx, conn, m.When, "a row of step "+m.Step); err != nil {
			return fmt.Errorf("%s: mark %s: %w", m.Pos, m.Label, err)
		}
	}
	return nil
}

// whereRead is where a model names a source, or where the model begins if a template wrote that.
func whereRead(m trace.Model, s trace.SourceName) trace.Pos {
	if len(m.Places) == 0 {
		l := language("")
		if len(m.Stretches) > 0 {
			l = bigquery
		}
		if r, err := render([]byte(m.Text), l); err == nil {
			for _, u := range r.uses {
				if u.source == s {
					return position(m.File, m.Text, u.offset)
				}
			}
		}
	}
	return trace.Pos{File: m.File, Line: 1, Column: 1}
}

// tables are the sources that there are.
type tables []trace.SourceName

func attached(ctx context.Context, conn *sql.Conn) (tables, error) {
	rows, err := conn.QueryContext(ctx, "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal AND database_name = current_database() ORDER BY ALL")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var have tables
	for rows.Next() {
		var s trace.SourceName
		if err := rows.Scan(&s.Schema, &s.Table); err != nil {
			return nil, err
		}
		have = append(have, s)
	}
	// The rows views stand beside the tables; nobody means them.
	shown := slices.DeleteFunc(slices.Clone(have), func(s trace.SourceName) bool {
		return slices.ContainsFunc(have, func(t trace.SourceName) bool {
			return t.Schema == s.Schema && s.Table == trace.RowsView(t.Table)
		})
	})
	return shown, rows.Err()
}

func (t tables) contains(s trace.SourceName) bool {
	return slices.ContainsFunc(t, func(have trace.SourceName) bool { return strings.EqualFold(have.String(), s.String()) })
}

func (t tables) missing(c *trace.Chain, s trace.SourceName) error {
	called := ""
	if table := c.TableOf(s); table != s {
		s, called = table, fmt.Sprintf(", which is %s to the models", s)
	}
	if len(t) == 0 {
		return fmt.Errorf("the snapshot has no table %s%s; it has none at all", s, called)
	}
	var names []string
	for _, have := range t {
		names = append(names, have.String())
	}
	return fmt.Errorf("the snapshot has no table %s%s%s; it has %s", s, called, near.Hint(s.String(), names), strings.Join(names, ", "))
}

// checkRoot binds every SQL of the chain.yml to the root row.
func checkRoot(ctx context.Context, conn *sql.Conn, c *trace.Chain) error {
	if c.Root.Time != "" {
		typ, err := bind(ctx, conn, c.Root.Source, c.Root.Time)
		if err != nil {
			return fmt.Errorf("root.time: %w", err)
		}
		if !strings.HasPrefix(typ, "TIMESTAMP") && typ != "DATE" {
			return noTimestamp(ctx, conn, c, typ)
		}
	}
	for _, key := range c.Root.Key {
		if _, err := bind(ctx, conn, c.Root.Source, key); err != nil {
			return fmt.Errorf("root.key: %w", err)
		}
	}
	for _, d := range c.Dimensions {
		if d.SQL == "" {
			continue
		}
		if _, err := bind(ctx, conn, c.Root.Source, d.SQL); err != nil {
			return fmt.Errorf("dimension %s: %w", d.Name, err)
		}
	}
	if zone := c.Root.Timezone; zone != "" {
		if _, err := conn.ExecContext(ctx, "SELECT timezone(?, TIMESTAMP '2024-01-01')", zone); err != nil {
			return fmt.Errorf("time zone %q: %w", zone, engine.Plain(err))
		}
	}
	return nil
}

// bind returns the type of one SQL expression over a table's row.
func bind(ctx context.Context, conn *sql.Conn, table trace.SourceName, expr string) (string, error) {
	if err := single(ctx, conn, expr, "the root row"); err != nil {
		return "", err
	}
	cols, err := engine.Describe(ctx, conn, "(SELECT ("+expr+"\n) AS x FROM "+sqltree.Quote(table.Schema)+"."+sqltree.Quote(table.Table)+")")
	if err != nil {
		return "", fmt.Errorf("%s: %w", expr, engine.NotBound(err))
	}
	return cols[0].Type, nil
}

// single refuses what is more, or less, than one expression over something: it will be put between others.
func single(ctx context.Context, conn *sql.Conn, expr, over string) error {
	_, err := sqltree.ParseExpr(ctx, conn, expr)
	var syntax *sqltree.SyntaxError
	switch {
	case errors.As(err, &syntax):
		line, _, _ := strings.Cut(syntax.Message, "\n")
		if name := strings.ToLower(strings.TrimSpace(expr)); ident.IsWord(name) {
			line += fmt.Sprintf("; %s is a word of SQL, as a column it is written %s", name, ident.Of(name))
		}
		return fmt.Errorf("%s: %s", expr, engine.Visible(line))
	case errors.Is(err, sqltree.ErrNotSelect), errors.Is(err, sqltree.ErrNotExpression):
		return errors.New(expr + ": one SQL expression over " + over + " is wanted")
	case err != nil:
		return fmt.Errorf("%s: %w", expr, err)
	}
	return nil
}
