package tracetest

import (
	"context"
	"database/sql"
	"testing"

	"funneltrace/loaders"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
)

// Sample makes the built-in snapshot and returns a connection that has its tables, and may write to the cache.
func Sample(ctx context.Context, t testing.TB) (conn *sql.Conn, cache string) {
	t.Helper()
	return Made(ctx, t, func(conn *sql.Conn, cache string) (string, error) {
		return sample.Ensure(ctx, conn, cache, sample.Rebrandly, nil)
	})
}

// Made is like [Sample], for the snapshot in the folder that write returns.
func Made(ctx context.Context, t testing.TB, write func(conn *sql.Conn, cache string) (dir string, err error)) (conn *sql.Conn, cache string) {
	t.Helper()
	cache = t.TempDir()
	db, err := loaders.Open(ctx, loaders.Options{Dirs: []string{cache}, TempDir: cache})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err = db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	dir, err := write(conn, cache)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := snapshots.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := loaders.Attach(ctx, conn, snap, cache); err != nil {
		t.Fatal(err)
	}
	return conn, cache
}
