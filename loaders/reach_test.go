package loaders

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/snapshots"
	"funneltrace/trace"
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
		if err := attach.Import(context.Background(), *snap, cache, child.Options{TempDir: t.TempDir()}); err != nil {
			t.Fatal(err)
		}
	}
	return mine, other, cache
}

// The sandbox holds by itself, also where nobody has looked at the SQL first. (But for one thing: a SELECT of enable_logging into a
// folder that it may not use ends the process, so that the parser's list of refused functions is a wall too.)
func TestTheEngineSeesTheFilesOfItsSnapshotAndNothingElse(t *testing.T) {
	mine, other, cache := neighbours(t)
	db, err := engine.Open(context.Background(), engine.Options{Files: attach.Files(mine, cache), TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c := enginetest.Connect(t, db)
	if err := attach.Tables(context.Background(), c, mine, cache); err != nil {
		t.Fatal(err)
	}
	if got := enginetest.Cell(t, c, "SELECT sum(id) FROM mine.t"); got != "3" {
		t.Errorf("got %s of its own table", got)
	}
	dir, imports := mine.Dir, filepath.Join(cache, "imports")
	for _, reads := range []string{
		"read_text('" + dir + "/notes.txt')", "read_csv('" + dir + "/.hidden/x.csv')", "glob('" + dir + "/*')", "glob('" + dir + "/**')", "read_text('" + dir + "/t.csv')", // the import is what is read
		"read_csv('" + other.Dir + "/t.csv')", "read_parquet('" + attach.Files(other, cache)[0] + "')", "read_parquet('" + imports + "/*/*.parquet')", "glob('" + cache + "/**')",
		"read_parquet('" + attach.Files(mine, cache)[0] + "/../../*/*.parquet')", "read_text('" + dir + "/../mine_20240101/notes.txt')", "glob('" + filepath.Dir(db.TempDir()) + "/*')", "'/etc/passwd'", "read_text('/etc/passwd')",
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
func answers(t *testing.T) (*engine.Answers, string) {
	t.Helper()
	mine, _, cache := neighbours(t)
	a, err := engine.OpenAnswers(context.Background(), engine.Options{Files: attach.Files(mine, cache), Dirs: []string{cache}}, func(conn *sql.Conn) error {
		return attach.Tables(context.Background(), conn, mine, cache)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, cache
}

func TestTemplatesAreAnsweredBySingleSelectsAlone(t *testing.T) {
	a, cache := answers(t)
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
