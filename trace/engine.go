package trace

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// hidden is how the names begin of all tables, views and columns of ours.
const hidden = "__tr_"

// engine runs queries on one connection, and names what they make there.
type engine struct {
	conn     *sql.Conn
	sequence int // of the names that were given out
}

// name makes a fresh name for a temporary object or hidden column.
func (e *engine) name(what string) string {
	e.sequence++
	return hidden + what + strconv.Itoa(e.sequence)
}

func (e *engine) exec(ctx context.Context, query string) error {
	_, err := e.conn.ExecContext(ctx, query)
	return err
}

func (e *engine) count(ctx context.Context, query string) (int64, error) {
	var n int64
	err := e.conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// materialise runs the query into a temporary table and returns its name.
func (e *engine) materialise(ctx context.Context, what, query string) (string, error) {
	table := e.name(what)
	if err := e.exec(ctx, "CREATE TEMP TABLE "+sqltree.Quote(table)+" AS "+query); err != nil {
		return "", err
	}
	return table, nil
}

// describe returns the columns of a query.
func (e *engine) describe(ctx context.Context, query string) ([]column, error) {
	rows, err := e.conn.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+query+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []column
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.name, &c.typ); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// fromItem parses what stands after FROM.
func (e *engine) fromItem(ctx context.Context, text string) (sqltree.Node, error) {
	tree, err := sqltree.Parse(ctx, e.conn, "SELECT * FROM "+text)
	if err != nil {
		return nil, fmt.Errorf("parse %q: %w", text, err)
	}
	return tree.Child("from_table"), nil
}

// parseExpr parses one expression.
func (e *engine) parseExpr(ctx context.Context, text string) (sqltree.Node, error) {
	return sqltree.ParseExpr(ctx, e.conn, text)
}

// values returns at most limit rows of a query, printed.
func (e *engine) values(ctx context.Context, query string, limit int) ([][]Value, error) {
	cols, err := e.describe(ctx, query)
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
	rows, err := e.conn.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM (%s) AS v(%s) LIMIT %d", strings.Join(list, ", "), query, strings.Join(alias, ", "), limit))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]Value
	for rows.Next() {
		texts := make([]sql.NullString, len(cols))
		if err := rows.Scan(pointers(texts)...); err != nil {
			return nil, err
		}
		row := make([]Value, len(cols))
		for i, s := range texts {
			row[i] = Value{Name: cols[i].name, Text: s.String, Null: !s.Valid}
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

func stringsOf(ctx context.Context, conn *sql.Conn, query string, args ...any) ([]string, error) {
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

// pointers are where a row is scanned into the list.
func pointers[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}
