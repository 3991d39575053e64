package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// Hidden is how the names begin of all tables, views and columns of ours.
const Hidden = "__tr_"

// Session runs queries on one connection, and names what they make there.
type Session struct {
	Conn     *sql.Conn
	sequence int // of the names that were given out
}

// Name makes a fresh name for a temporary object or hidden column.
func (s *Session) Name(what string) string {
	s.sequence++
	return Hidden + what + strconv.Itoa(s.sequence)
}

// Exec runs a statement.
func (s *Session) Exec(ctx context.Context, query string) error {
	_, err := s.Conn.ExecContext(ctx, query)
	return err
}

// Count returns the one number that a query gives.
func (s *Session) Count(ctx context.Context, query string) (int64, error) {
	var n int64
	err := s.Conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// Materialise runs the query into a temporary table and returns its name.
func (s *Session) Materialise(ctx context.Context, what, query string) (string, error) {
	table := s.Name(what)
	if err := s.Exec(ctx, "CREATE TEMP TABLE "+sqltree.Quote(table)+" AS "+query); err != nil {
		return "", err
	}
	return table, nil
}

// Describe returns the columns of a query.
func (s *Session) Describe(ctx context.Context, query string) ([]trace.Column, error) {
	rows, err := s.Conn.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+query+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []trace.Column
	for rows.Next() {
		var c trace.Column
		if err := rows.Scan(&c.Name, &c.Type); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// FromItem parses what stands after FROM, under an alias.
func (s *Session) FromItem(ctx context.Context, from sqltree.From, alias string) (sqltree.Node, error) {
	text := from.String() + " AS " + sqltree.Quote(alias)
	tree, err := sqltree.Parse(ctx, s.Conn, "SELECT * FROM "+text)
	if err != nil {
		return nil, fmt.Errorf("parse %q: %w", text, err)
	}
	return tree.Child("from_table"), nil
}

// ParseExpr parses one expression. It stands in no model, so nothing in it has a place.
func (s *Session) ParseExpr(ctx context.Context, text string) (sqltree.Node, error) {
	expr, err := sqltree.ParseExpr(ctx, s.Conn, text)
	expr.Walk(func(n sqltree.Node) bool {
		delete(n, "query_location")
		return true
	})
	return expr, err
}

// Values returns at most limit rows of a query, printed.
func (s *Session) Values(ctx context.Context, query string, limit int) ([][]trace.Value, error) {
	cols, err := s.Describe(ctx, query)
	if err != nil {
		return nil, err
	}
	list := make([]string, len(cols))
	for i := range cols {
		list[i] = fmt.Sprintf("CAST(c%d AS VARCHAR)", i)
	}
	alias := make([]string, len(cols))
	for i := range cols {
		alias[i] = fmt.Sprintf("c%d", i)
	}
	rows, err := s.Conn.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM (%s) AS v(%s) LIMIT %d", strings.Join(list, ", "), query, strings.Join(alias, ", "), limit))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]trace.Value
	for rows.Next() {
		texts := make([]sql.NullString, len(cols))
		if err := rows.Scan(Pointers(texts)...); err != nil {
			return nil, err
		}
		row := make([]trace.Value, len(cols))
		for i, s := range texts {
			row[i] = trace.Value{Name: cols[i].Name, Text: s.String, Null: !s.Valid}
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// Strings returns the one column of a query.
func Strings(ctx context.Context, conn *sql.Conn, query string, args ...any) ([]string, error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// Pointers are where a row is scanned into the list.
func Pointers[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// OneLine is SQL or an engine's message without its line breaks.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
