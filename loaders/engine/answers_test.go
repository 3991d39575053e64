package engine

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funneltrace/trace/sqltree"
)

// There is nothing to write to even for one who has the connection.
func TestTheEngineThatTemplatesAskHasNoFolder(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	file := filepath.Join(dir, "t.parquet")
	db, err := Open(ctx, Options{Dirs: []string{dir}, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := WriteParquet(ctx, conn, "SELECT 1 AS id", file); err != nil {
		t.Fatal(err)
	}
	a, err := OpenAnswers(ctx, Options{Files: []string{file}, Dirs: []string{dir}}, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, "CREATE VIEW t AS FROM "+sqltree.Literal(file))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, dir := range []string{dir, os.TempDir(), t.TempDir(), "."} {
		if _, err := a.conn.ExecContext(ctx, "COPY (SELECT 1) TO '"+filepath.Join(dir, "new.csv")+"'"); err == nil {
			t.Errorf("it writes into %s", dir)
		}
	}
	var folders string
	if err := a.conn.QueryRowContext(ctx, "SELECT current_setting('temp_directory') || current_setting('allowed_directories')::VARCHAR").Scan(&folders); err != nil || folders != "[]" {
		t.Errorf("got the folders %s, %v, want none", folders, err)
	}
	var kind error = sqltree.ErrNotSelect
	for _, text := range []string{"COPY (SELECT 1) TO '" + file + "' (USE_TMP_FILE false)", "CREATE TABLE x AS SELECT 1"} {
		if err := a.prepares(ctx, text, 1); !errors.Is(err, kind) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %v", text, err, kind)
		}
	}
}
