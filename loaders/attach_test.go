package loaders

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/snapshots"
	"funneltrace/trace/sqltree"
)

// write makes Parquet files of a map from name to query and returns their folder.
func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	c := enginetest.Connect(t, enginetest.Open(t, dir))
	for name, query := range files {
		enginetest.Exec(t, c, "COPY ("+query+") TO "+sqltree.Literal(filepath.Join(dir, name))+" (FORMAT parquet, ROW_GROUP_SIZE 2048)")
	}
	return dir
}

// snapshotOf makes a snapshot of one table t of the named files of dir, sound or not.
func snapshotOf(dir string, files ...string) *snapshots.Snapshot {
	t := snapshots.Table{Schema: "s", Name: "t", Format: snapshots.Parquet}
	for _, f := range files {
		text, _ := os.ReadFile(filepath.Join(dir, f)) // a missing file is a case too
		sum := sha256.Sum256(text)
		t.Files = append(t.Files, snapshots.File{Path: f, Bytes: int64(len(text)), SHA256: hex.EncodeToString(sum[:])})
		if ext := filepath.Ext(f); ext != ".parquet" {
			t.Format = snapshots.Format(ext[1:])
		}
	}
	return snapshotWith(dir, t)
}

func snapshotWith(dir string, tables ...snapshots.Table) *snapshots.Snapshot {
	return &snapshots.Snapshot{Name: "s_20260101", Family: "s", Dir: dir, Manifest: snapshots.Manifest{Tables: tables}}
}

func TestRowsAreNumberedThroughTheFilesInOrder(t *testing.T) {
	dir := write(t, map[string]string{
		"a.parquet": "SELECT range AS n, {'in': {'ner': range}} AS st FROM range(5000)",
		"b.parquet": "SELECT {'in': {'ner': range}} AS st, range AS n FROM range(5000, 5001)",
		"c.parquet": "SELECT range AS n, {'in': {'ner': range}} AS st FROM range(5001, 9000)",
	})
	c := enginetest.Connect(t, enginetest.Open(t, dir))
	if err := attach.Tables(context.Background(), c, snapshotOf(dir, "a.parquet", "b.parquet", "c.parquet"), ""); err != nil {
		t.Fatal(err)
	}
	got := enginetest.Cell(t, c, `SELECT {'rows': count(*), 'ids': count(DISTINCT __row), 'wrong': count(*) FILTER (__row <> n OR n <> st."in".ner), 'type': any_value(typeof(__row))} FROM s."t#rows"`)
	if want := "{'rows': 9000, 'ids': 9000, 'wrong': 0, 'type': BIGINT}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := enginetest.Cell(t, c, `SELECT string_agg(column_name, ' ') FROM (DESCRIBE s.t)`); got != "n st" {
		t.Errorf("the table's view has columns %q", got)
	}
}

func TestAFileWithTheEnginesOwnColumnNamesIsStillNumbered(t *testing.T) {
	dir := write(t, map[string]string{
		"a.parquet": "SELECT 7 AS File_Row_Number, range AS n, 'x' AS filename, 3 AS file_index FROM range(5000)",
		"b.parquet": "SELECT 7 AS File_Row_Number, range AS n, 'x' AS filename, 3 AS file_index FROM range(5000, 9000)",
	})
	c := enginetest.Connect(t, enginetest.Open(t, dir))
	if err := attach.Tables(context.Background(), c, snapshotOf(dir, "a.parquet", "b.parquet"), ""); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`SELECT count(*) FROM s."t#rows" WHERE __row = n`:                                              "9000",
		`SELECT n FROM s."t#rows" WHERE __row = 6789`:                                                  "6789",
		`SELECT string_agg(DISTINCT File_Row_Number || filename, ' ') FROM s.t`:                        "7x",
		`SELECT string_agg(column_name, ' ') FROM (DESCRIBE SELECT * FROM s.t)`:                        "File_Row_Number n filename file_index",
		`SELECT count(*) FROM (SELECT __row, lag(n) OVER () + 1 AS m, n FROM s."t#rows") WHERE m <> n`: "0",
	} {
		if got := enginetest.Cell(t, c, query); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}

func TestFilesInStrangePlacesAreThemselvesOnly(t *testing.T) {
	dir := write(t, map[string]string{
		"a*[1]'?.parquet":   "SELECT 1 AS n",
		"ab1'c.parquet":     "SELECT 2 AS n",
		"year=2024.parquet": "SELECT 3 AS n",
	})
	for file, want := range map[string]string{"a*[1]'?.parquet": "1", "year=2024.parquet": "3"} {
		c := enginetest.Connect(t, enginetest.Open(t, dir))
		if err := attach.Tables(context.Background(), c, snapshotOf(dir, file), ""); err != nil {
			t.Fatal(err)
		}
		if got := enginetest.Cell(t, c, "SELECT string_agg(t::VARCHAR, ' ') FROM s.t"); got != "{'n': "+want+"}" {
			t.Errorf("%s: got %s", file, got)
		}
	}
}

func TestWhatCannotBeAttachedIsOneLine(t *testing.T) {
	dir := write(t, map[string]string{
		"a.parquet":    "SELECT 1 AS n, 'x' AS s",
		"type.parquet": "SELECT 'one' AS n, 'x' AS s",
		"row.parquet":  "SELECT 1 AS __ROW",
	})
	c := enginetest.Connect(t, enginetest.Open(t, dir))
	for _, test := range []struct {
		snap *snapshots.Snapshot
		want string
	}{
		{snapshotOf(dir, "a.parquet", "type.parquet"), `attach snapshot s_20260101: table t: column "n" is INTEGER in file a.parquet and VARCHAR in file type.parquet, and no type holds the values of both as they are; write the table's files with one type`},
		{snapshotOf(dir, "row.parquet"), `attach snapshot s_20260101: table t: it has a column "__ROW", which is what the row number is called here; rename the column`},
		{snapshotOf(dir, "gone.parquet"), `attach snapshot s_20260101: table t: file gone.parquet is not there; fetch the snapshot again`},
		{&snapshots.Snapshot{Name: "ref_20260101", Family: "ref", Dir: dir}, `attach snapshot ref_20260101: its tables would be in the schema "ref", which the engine keeps for itself; give the folder another name`},
	} {
		err := attach.Tables(context.Background(), c, test.snap, "")
		if err == nil {
			t.Errorf("attached, but want %s", test.want)
			continue
		}
		if diff := cmp.Diff(test.want, err.Error()); diff != "" {
			t.Error(diff)
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("more than one line: %v", err)
		}
	}
	if got := enginetest.Cell(t, c, "SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 's'"); got != "0" {
		t.Error("a failed attach left its schema")
	}
}
