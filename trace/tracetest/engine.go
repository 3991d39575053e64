// Package tracetest is what the tests of the core's rooms have in common, as httptest is for net/http: an engine with tables,
// chains of a few models, and their rows.
package tracetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// Connect opens an empty database for the test, which may write to the folders.
func Connect(t testing.TB, folders ...string) *sql.Conn {
	t.Helper()
	ctx := context.Background()
	db, err := engine.Open(ctx, engine.Options{Threads: 1, Dirs: folders})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Exec runs a statement that must work.
func Exec(t testing.TB, conn *sql.Conn, query string) {
	t.Helper()
	if _, err := conn.ExecContext(context.Background(), query); err != nil {
		t.Fatalf("%s\n%v", query, err)
	}
}

// MakeTable makes a source of a query, as attaching a snapshot does.
func MakeTable(ctx context.Context, conn *sql.Conn, schema, table, query string) error {
	name := sqltree.Quote(schema) + "."
	for _, text := range []string{
		"CREATE SCHEMA IF NOT EXISTS " + sqltree.Quote(schema),
		"CREATE TABLE " + name + sqltree.Quote(table) + " AS " + query,
		"CREATE VIEW " + name + sqltree.Quote(trace.RowsView(table)) + " AS SELECT *, rowid AS " + trace.RowColumn + " FROM " + name + sqltree.Quote(table),
	} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
	}
	return nil
}

// Table returns the cells of a query's result as text, NULL as nothing.
func Table(t testing.TB, conn *sql.Conn, query string) [][]string {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for rows.Next() {
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		text := make([]string, len(cells))
		for i, c := range cells {
			if c != nil {
				text[i] = fmt.Sprint(c)
			}
		}
		out = append(out, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// Case makes the tables of a case and reads its chain; the engine may write to the folders.
func Case(t testing.TB, dir string, folders ...string) (*sql.Conn, *trace.Chain) {
	t.Helper()
	conn := Connect(t, folders...)
	tables, err := filepath.Glob(filepath.Join(dir, "data", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range tables {
		query, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := MakeTable(context.Background(), conn, "src", strings.TrimSuffix(filepath.Base(file), ".sql"), string(query)); err != nil {
			t.Fatal(err)
		}
	}
	chain, err := chains.ReadChain(dir)
	if err != nil {
		t.Fatal(err)
	}
	return conn, chain
}

// SomeRows prints up to ten rows.
func SomeRows(ctx context.Context, conn *sql.Conn, query string) ([]string, error) {
	rows, err := conn.QueryContext(ctx, "SELECT CAST(x AS VARCHAR) FROM ("+query+") AS x LIMIT 10")
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, query)
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
