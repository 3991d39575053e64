package tracetest

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/snapshots/sample/sampletest"
)

// Sample returns a connection that has the tables of a built-in snapshot, and may write to the cache.
func Sample(ctx context.Context, t testing.TB, o sample.Options) (conn *sql.Conn, cache string) {
	t.Helper()
	folder, err := sampletest.Folder(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := snapshots.Open(filepath.Join(folder, o.Name()))
	if err != nil {
		t.Fatal(err)
	}
	cache = t.TempDir()
	db, err := engine.Open(ctx, engine.Options{Dirs: []string{snap.Dir, cache}, TempDir: cache})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err = db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := attach.Tables(ctx, conn, snap, cache); err != nil {
		t.Fatal(err)
	}
	return conn, cache
}
