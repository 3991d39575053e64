// Package sampletest lends the built-in snapshots to tests. A snapshot is made once and kept for all packages and for the next
// run; whoever borrows it reads it and changes nothing.
//
//	folder, err := sampletest.Folder(ctx, sample.Options{})
//
// Tests of how the snapshots are made do not borrow them: they make their own. The tests of this package are beside them.
package sampletest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/duckdb/duckdb-go/v2" // tests of snapshots have no loaders to be given a connection by
	"github.com/rogpeppe/go-internal/lockedfile"

	"funneltrace/snapshots/sample"
)

// Variable is the environment variable that names the folder in which snapshots are kept. Without it, that is a folder of the
// user's cache; all of it can be removed when no test runs.
const Variable = "TRACE_TEST_SAMPLES"

// Folder returns a folder in which the snapshot is under its name, and makes it if need be. The recipe and the engine's version
// are part of the folder's name: other data, or the same data in other files, are in another one.
func Folder(ctx context.Context, o sample.Options) (folder string, err error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var engine string
	if err := conn.QueryRowContext(ctx, "SELECT version()").Scan(&engine); err != nil {
		return "", err
	}
	kept, err := keptIn()
	if err != nil {
		return "", err
	}
	key := sha256.Sum256([]byte(engine + "\n" + o.Source()))
	folder = filepath.Join(kept, hex.EncodeToString(key[:8]))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	unlock, err := lockedfile.MutexAt(folder + ".lock").Lock()
	if err != nil {
		return "", fmt.Errorf("lend the snapshot %s: %w", o.Name(), err)
	}
	defer unlock()
	return folder, o.Ensure(ctx, conn, filepath.Join(folder, o.Name()), nil)
}

func keptIn() (string, error) {
	if dir := os.Getenv(Variable); dir != "" {
		return filepath.Abs(dir)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", errors.Join(err, fmt.Errorf("set %s to a folder", Variable))
	}
	return filepath.Join(cache, "trace-test-samples"), nil
}
