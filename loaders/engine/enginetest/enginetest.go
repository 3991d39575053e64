// Package enginetest opens engines for tests.
package enginetest

import (
	"context"
	"database/sql"
	"testing"

	"funneltrace/loaders/engine"
)

// Open opens an engine that can read and write these folders.
func Open(t testing.TB, dirs ...string) *engine.DB {
	t.Helper()
	db, err := engine.Open(context.Background(), engine.Options{Dirs: dirs, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Connect returns a connection to the engine.
func Connect(t testing.TB, db *engine.DB) *sql.Conn {
	t.Helper()
	c, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// Exec runs a statement.
func Exec(t testing.TB, c *sql.Conn, query string) {
	t.Helper()
	if _, err := c.ExecContext(context.Background(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// Cell returns the first column of the first row, printed.
func Cell(t testing.TB, c *sql.Conn, query string) string {
	t.Helper()
	var s sql.NullString
	if err := c.QueryRowContext(context.Background(), "SELECT CAST(("+query+") AS VARCHAR)").Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s.String
}
