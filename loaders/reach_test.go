package loaders

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"funneltrace/snapshots"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// neighbours are two snapshots whose text is in one cache; the first has files that no manifest lists.
func neighbours(t *testing.T) (mine, other *snapshots.Snapshot, cache string) {
	t.Helper()
	dir := t.TempDir()
	cache = filepath.Join(dir, "cache")
	for name, text := range map[string]string{
		"mine_20240101/t.csv": "id\n1\n2\n", "mine_20240101/.hidden/x.csv": "id\nCANARY\n", "mine_20240101/notes.txt": "CANARY", "other_20240101/t.csv": "id\nCANARY\n",
	} {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for name, snap := range map[string]**snapshots.Snapshot{"mine_20240101": &mine, "other_20240101": &other} {
		var err error
		if *snap, err = snapshots.Open(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if err := Import(context.Background(), *snap, cache, ScanOptions{TempDir: t.TempDir()}); err != nil {
			t.Fatal(err)
		}
	}
	return mine, other, cache
}

// The sandbox holds by itself, also where nobody has looked at the SQL first. (But for one thing: a SELECT of enable_logging into a
// folder that it may not use ends the process, so that the parser's list of refused functions is a wall too.)
func TestTheEngineSeesTheFilesOfItsSnapshotAndNothingElse(t *testing.T) {
	mine, other, cache := neighbours(t)
	db, err := Open(context.Background(), Options{Files: Files(mine, cache), TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c := connect(t, db)
	if err := Attach(context.Background(), c, mine, cache); err != nil {
		t.Fatal(err)
	}
	if got := cell(t, c, "SELECT sum(id) FROM mine.t"); got != "3" {
		t.Errorf("got %s of its own table", got)
	}
	dir, imports := mine.Dir, filepath.Join(cache, "imports")
	for _, reads := range []string{
		"read_text('" + dir + "/notes.txt')", "read_csv('" + dir + "/.hidden/x.csv')", "glob('" + dir + "/*')", "glob('" + dir + "/**')", "read_text('" + dir + "/t.csv')", // the import is what is read
		"read_csv('" + other.Dir + "/t.csv')", "read_parquet('" + Files(other, cache)[0] + "')", "read_parquet('" + imports + "/*/*.parquet')", "glob('" + cache + "/**')",
		"read_parquet('" + Files(mine, cache)[0] + "/../../*/*.parquet')", "read_text('" + dir + "/../mine_20240101/notes.txt')", "glob('" + filepath.Dir(db.TempDir()) + "/*')", "'/etc/passwd'", "read_text('/etc/passwd')",
	} {
		if _, err := c.ExecContext(context.Background(), "SELECT * FROM "+reads); err == nil {
			t.Errorf("%s can be read", reads)
		}
	}
	for _, writes := range []string{
		"COPY (SELECT 1) TO '" + dir + "/new.csv'", "COPY (SELECT 1) TO '" + cache + "/new.csv'", "ATTACH '" + cache + "/new.db'", "EXPORT DATABASE '" + cache + "/new'",
		"SET temp_directory = '" + cache + "'", "SET allowed_directories = ['/']", "SET enable_external_access = true",
	} {
		if _, err := c.ExecContext(context.Background(), writes); err == nil {
			t.Errorf("%s is run", writes)
		}
	}
}

func TestWhatTheCacheHoldsIsItsOwnersAlone(t *testing.T) {
	_, _, cache := neighbours(t)
	err := filepath.WalkDir(cache, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// answers is an engine for templates over the first neighbour.
func answers(t *testing.T) (*Answers, *snapshots.Snapshot, string) {
	t.Helper()
	mine, _, cache := neighbours(t)
	a, err := OpenAnswers(context.Background(), Options{Files: Files(mine, cache), Dirs: []string{cache}}, func(conn *sql.Conn) error {
		return Attach(context.Background(), conn, mine, cache)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, mine, cache
}

func TestTemplatesAreAnsweredBySingleSelectsAlone(t *testing.T) {
	a, _, cache := answers(t)
	ctx := context.Background()
	if err := a.View(ctx, trace.SourceName{Schema: trace.RefSchema, Table: `odd"name`}, "SELECT id FROM mine.t WHERE id > 1 -- the last"); err != nil {
		t.Fatal(err)
	}
	rows, err := a.Select(ctx, `SELECT CAST(sum(id) AS VARCHAR) FROM ref."odd""name"`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	if err := rows.Err(); err != nil || !slices.Equal(got, []string{"2"}) {
		t.Errorf("got %v, %v, want 2", got, err)
	}
	copies := "COPY (SELECT 1) TO '" + cache + "/new.csv' (USE_TMP_FILE false)"
	for _, text := range []string{copies, "SELECT 1; " + copies, "SELECT 1; " + copies + "; SELECT 2", "SELECT 1) ; " + copies + " ; SELECT (1", "SELECT 1\x00; " + copies, "CREATE TABLE x AS SELECT 1", ""} {
		if _, err := a.Select(ctx, text); err == nil { //nolint:rowserrcheck,sqlclosecheck // there are no rows unless the test fails
			t.Errorf("%q is run", text)
		}
		if err := a.View(ctx, trace.SourceName{Schema: "ref", Table: "v"}, text); err == nil {
			t.Errorf("%q is a view", text)
		}
	}
}

// There is nothing to write to even for one who has the connection.
func TestTheEngineThatTemplatesAskHasNoFolder(t *testing.T) {
	a, mine, cache := answers(t)
	for _, dir := range []string{cache, mine.Dir, os.TempDir(), t.TempDir(), "."} {
		if _, err := a.conn.ExecContext(context.Background(), "COPY (SELECT 1) TO '"+filepath.Join(dir, "new.csv")+"'"); err == nil {
			t.Errorf("it writes into %s", dir)
		}
	}
	if got := cell(t, a.conn, "SELECT current_setting('temp_directory') || current_setting('allowed_directories')::VARCHAR"); got != "[]" {
		t.Errorf("got the folders %s, want none", got)
	}
	var kind error = sqltree.ErrNotSelect
	for _, text := range []string{"COPY (SELECT 1) TO '" + Files(mine, cache)[0] + "' (USE_TMP_FILE false)", "CREATE TABLE x AS SELECT 1"} {
		if err := a.prepares(context.Background(), text, 1); !errors.Is(err, kind) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %v", text, err, kind)
		}
	}
}
