package loaders

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/loaders/freeze"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots"
	"funneltrace/trace/sqltree"
)

// inFolders makes files of a map from path to query or text, as their names say, in a folder that is called as a snapshot.
func inFolders(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "home=1", "s_20260101")
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) != ".parquet" || content == "damaged" {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		c := enginetest.Connect(t, enginetest.Open(t, dir))
		enginetest.Exec(t, c, "COPY ("+content+") TO "+engine.QuotePath(path)+" (FORMAT parquet)")
	}
	return dir
}

// read trusts, imports and attaches the snapshot in a folder, and returns a query and what is said of how it was read.
func read(t testing.TB, dir string) (query func(string) string, notes []string, err error) {
	t.Helper()
	snap, err := snapshots.Open(dir)
	if err != nil {
		return nil, nil, err
	}
	cache := t.TempDir()
	opt := child.Options{TempDir: t.TempDir(), Note: func(n string) { notes = append(notes, n) }}
	if err := attach.Scan(context.Background(), snap, opt); err != nil {
		return nil, nil, err
	}
	if err := attach.Import(context.Background(), snap, cache, opt); err != nil {
		return nil, nil, err
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "imports", "*", "*.csv")); len(left) > 0 {
		t.Errorf("the import left its copies %v", left)
	}
	c := enginetest.Connect(t, enginetest.Open(t, snap.Dir, cache))
	if err := attach.Tables(context.Background(), c, snap, cache); err != nil {
		return nil, nil, err
	}
	return func(q string) string { return enginetest.Cell(t, c, q) }, notes, nil
}

// bothWays calls check with the rows of the table t, numbered, and the notes: once of the raw folder and once of what it is frozen to.
func bothWays(t *testing.T, dir string, opt freeze.Options, check func(t *testing.T, query func(string) string, notes []string)) {
	t.Helper()
	t.Run("raw", func(t *testing.T) {
		query, notes, err := read(t, dir)
		if err != nil {
			t.Fatal(err)
		}
		check(t, query, notes)
	})
	t.Run("frozen", func(t *testing.T) {
		var notes []string
		opt.Note = func(n string) { notes = append(notes, n) }
		opt.Sort = map[string][]string{"t": nil}
		s := mustFreeze(t, opt, "t="+filepath.Join(dir, "t")) // not what is above it
		c := enginetest.Connect(t, enginetest.Open(t, s.Dir))
		if err := attach.Tables(context.Background(), c, s, ""); err != nil {
			t.Fatal(err)
		}
		check(t, func(q string) string { return enginetest.Cell(t, c, q) }, notes)
	})
}

const (
	allRows  = `SELECT string_agg(row::VARCHAR, ' ' ORDER BY __row) FROM s."t#rows" row`
	allTypes = `SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE s.t)`
)

func TestFoldersAreColumnsInEachFormat(t *testing.T) {
	for ext, row := range map[string]func(id string) string{
		".parquet": func(id string) string { return "SELECT CAST(" + id + " AS BIGINT) AS id" },
		".csv":     func(id string) string { return "id\n" + id + "\n" },
		".tsv":     func(id string) string { return "id\tx\n" + id + "\ty\n" },
		".ndjson":  func(id string) string { return `{"id":` + id + "}\n" },
	} {
		t.Run(ext, func(t *testing.T) {
			dir := inFolders(t, map[string]string{
				"t/dt=2024-01-01/country=a%20b%2F/part" + ext:                   row("1"),
				"t/dt=2024-01-01/country=__HIVE_DEFAULT_PARTITION__/part" + ext: row("2"),
				"t/dt=2024-01-02/country=007/part" + ext:                        row("3"),
				"t/dt=__HIVE_DEFAULT_PARTITION__/country=it's/part-1" + ext:     row("4"),
				"t/dt=__HIVE_DEFAULT_PARTITION__/country=it's/part-2" + ext:     row("5"),
				"t/_SUCCESS":                           "",
				"t/_metadata/x" + ext:                  "damaged",
				"t/dt=2024-01-01/.part" + ext + ".crc": "x",
				"t/dt=2024-01-01/_temporary" + ext:     "damaged",
			})
			bothWays(t, dir, freeze.Options{}, func(t *testing.T, query func(string) string, notes []string) {
				x := ""
				if ext == ".tsv" {
					x = ", 'x': y"
				}
				lines := []string{
					"{'id': 2" + x + ", 'dt': 2024-01-01, 'country': NULL, '__row': 0}",
					"{'id': 1" + x + ", 'dt': 2024-01-01, 'country': a b/, '__row': 1}",
					"{'id': 3" + x + ", 'dt': 2024-01-02, 'country': 007, '__row': 2}",
					"{'id': 4" + x + ", 'dt': NULL, 'country': 'it\\'s', '__row': 3}",
					"{'id': 5" + x + ", 'dt': NULL, 'country': 'it\\'s', '__row': 4}",
				}
				if diff := cmp.Diff(strings.Join(lines, " "), query(allRows)); diff != "" {
					t.Error(diff)
				}
				if got := query(allTypes); !strings.HasSuffix(got, "dt DATE, country VARCHAR") {
					t.Errorf("got the types %s", got)
				}
				if got := query(`SELECT string_agg(id, ' ') FROM s."t#rows" WHERE __row = 2 AND dt = DATE '2024-01-02'`); got != "3" {
					t.Errorf("got the row %q by its number, want 3", got)
				}
				if got := strings.Join(notes, "\n"); !strings.Contains(got, "from the names of the folders: dt DATE, country VARCHAR") {
					t.Errorf("got the notes %s", got)
				}
			})
		})
	}
}

// The engine's own reading of partition folders is what types are compared with.
func TestAFoldersColumnHasTheTypeThatTheEngineGivesIt(t *testing.T) {
	for _, values := range [][]string{
		{"1", "2"}, {"01", "02"}, {"1", "2.5"}, {"2024-01-01"}, {"2024-01-01", "2024-01-02 10:00:00"}, {"2024-01-01 10:00:00", "2024-01-02 00:00:00"},
		{"2024-01-01", "x"}, {"2024-01-01", "7"}, {"-3", "4"}, {"1", "__HIVE_DEFAULT_PARTITION__"}, {"true", "false"}, {"1e3"}, {"99999999999999999999"},
		{"__HIVE_DEFAULT_PARTITION__"}, {"2024-02-30"}, {"NULL", "5"}, {"2024-01-01x"}, {"a%20b"},
	} {
		files := map[string]string{}
		for _, v := range values {
			files["t/v="+v+"/a.parquet"] = "SELECT 1 AS id"
		}
		dir := inFolders(t, files)
		query, _, err := read(t, dir)
		if err != nil {
			t.Errorf("%q: %v", values, err)
			continue
		}
		c := enginetest.Connect(t, enginetest.Open(t, dir))
		const what = "SELECT list_sort(list(DISTINCT typeof(v) || ' ' || coalesce(v::VARCHAR, 'nothing'))) FROM "
		want := enginetest.Cell(t, c, what+"read_parquet("+sqltree.Literal(dir+"/t/*/a.parquet")+", hive_partitioning = true)")
		if got := query(what + "s.t"); got != want {
			t.Errorf("%q: got %s, the engine says %s", values, got, want)
		}
	}
}

func TestManyFoldersAreReadByTheirNumber(t *testing.T) {
	files := map[string]string{}
	for i := range tables.UnionAtMost + 5 {
		files["t/n="+string(rune('a'+i))+"/p.parquet"] = "SELECT " + jsonNumber(i) + " AS id UNION ALL SELECT 100"
	}
	bothWays(t, inFolders(t, files), freeze.Options{}, func(t *testing.T, query func(string) string, _ []string) {
		for q, want := range map[string]string{
			`SELECT count(*) FROM s.t WHERE id < 100 AND id <> ascii(n) - ascii('a')`:        "0",
			`SELECT string_agg(n || id, ' ' ORDER BY __row) FROM s."t#rows" WHERE __row = 8`: "e4",
			`SELECT count(DISTINCT n) || ' ' || count(DISTINCT __row) FROM s."t#rows"`:       "21 42",
			`SELECT string_agg(DISTINCT n) FROM s.t WHERE id = 7`:                            "h",
		} {
			if got := query(q); got != want {
				t.Errorf("%s: got %s, want %s", q, got, want)
			}
		}
	})
}

func TestAColumnInFilesAndFoldersIsTheFilesAndADifferenceIsSaid(t *testing.T) {
	for ext, files := range map[string][3]string{
		".parquet": {"SELECT 1 AS id, DATE '2024-01-01' AS dt", "SELECT 2 AS id, DATE '2023-12-31' AS dt", "SELECT 3 AS id"},
		".csv":     {"id,dt\n1,2024-01-01\n", "id,dt\n2,2023-12-31\n", "id\n3\n"},
	} {
		t.Run(ext, func(t *testing.T) {
			dir := inFolders(t, map[string]string{"t/dt=2024-01-01/a" + ext: files[0], "t/dt=2024-01-02/a" + ext: files[1], "t/dt=2024-01-03/a" + ext: files[2]})
			bothWays(t, dir, freeze.Options{Strict: true}, func(t *testing.T, query func(string) string, notes []string) {
				if got, want := query("SELECT string_agg(id || ' ' || dt, ', ' ORDER BY id) FROM s.t"), "1 2024-01-01, 2 2023-12-31, 3 2024-01-03"; got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				if got := strings.Join(notes, "\n"); strings.Count(got, "\n") > 0 || !strings.Contains(got, `column "dt" is in the files and in their folders' names, and 1 rows differ, the first in file`) ||
					!strings.Contains(got, "dt=2024-01-02/a"+ext+"; what is in the files is taken") {
					t.Errorf("got the notes %s", got)
				}
			})
		})
	}
}

func TestAFileOutsideOfAllFoldersHasNoValue(t *testing.T) {
	dir := inFolders(t, map[string]string{"t/dt=5/a.csv": "id\n1\n", "t/b.csv": "id\n2\n"})
	bothWays(t, dir, freeze.Options{}, func(t *testing.T, query func(string) string, notes []string) {
		if got, want := query("SELECT string_agg(id || ' ' || coalesce(dt, -1), ', ' ORDER BY id) FROM s.t"), "1 5, 2 -1"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := strings.Join(notes, "\n"); !strings.Contains(got, "b.csv: no column dt, so that it is NULL there") {
			t.Errorf("got the notes %s", got)
		}
	})
	_, err := frozenSnapshot(t, freeze.Options{Strict: true}, "t="+dir+"/t")
	wantText(t, err, "file b.csv: the column dt of other files is missing", "leave out --strict")
}

func TestAFileInTwoFoldersOfOneColumnIsRefused(t *testing.T) {
	_, _, err := read(t, inFolders(t, map[string]string{"t/dt=1/DT=2/a.csv": "id\n1\n"}))
	wantText(t, err, "table t: the folders DT=1 and DT=2 stand one in the other; keep one")
}

func TestOneFileOfAPartitionHasItsFoldersColumns(t *testing.T) {
	dir := inFolders(t, map[string]string{"t/dt=2024-01-01/a.ndjson": "{\"id\":1}\n"})
	for _, spec := range []string{"/t/dt=2024-01-01/a.ndjson", "/t/dt=2024-01-01", "/t/dt=*/*", "/t"} {
		oneFile(t, "t="+dir+spec)
	}
}

func oneFile(t *testing.T, spec string) {
	t.Helper()
	s := mustFreeze(t, freeze.Options{}, spec)
	if got, want := rowsOf(t, s, "t"), "{'id': 1, 'dt': 2024-01-01}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTablesThatAreCalledAlikeAreOneWithASuffix(t *testing.T) {
	dir := inFolders(t, map[string]string{
		"events_20240101.parquet":               "SELECT 1 AS id",
		"events_20240102-000000000000.parquet":  "SELECT 2 AS id",
		"events_20240102-000000000001.parquet":  "SELECT 3 AS id",
		"events_intraday_20240103.parquet":      "SELECT 4 AS id",
		"events_20240104/000000000000.parquet":  "SELECT 5 AS id",
		"events_20240104/000000000001.parquet":  "SELECT 6 AS id",
		"other/clicks_007-000000000000.csv":     "id\n7\n",
		"other/clicks_abc_000000000000.csv":     "id\n8\n",
		"other/clicks_202401021530.csv":         "id\n9\n", // no number of an export: nothing else says the table
		"other/clicks_2024.01-000000000000.csv": "id\n10\n",
	})
	s := mustFreeze(t, freeze.Options{}, "events_*="+dir+"/events_*.parquet", "events_*="+dir+"/events_20240104", "clicks_*="+dir+"/other")
	want := "{'id': 1, '_TABLE_SUFFIX': 20240101} {'id': 2, '_TABLE_SUFFIX': 20240102} {'id': 3, '_TABLE_SUFFIX': 20240102} " +
		"{'id': 4, '_TABLE_SUFFIX': intraday_20240103} {'id': 5, '_TABLE_SUFFIX': 20240104} {'id': 6, '_TABLE_SUFFIX': 20240104}"
	if got := rowsOf(t, s, "events"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want = "{'id': 7, '_TABLE_SUFFIX': 007} {'id': 10, '_TABLE_SUFFIX': 2024.01} {'id': 9, '_TABLE_SUFFIX': 202401021530} {'id': 8, '_TABLE_SUFFIX': abc}"
	if got := rowsOf(t, s, "clicks"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	_, err := freeze.ParseInputs([]string{"orders_*=" + dir + "/events_*.parquet"})
	wantText(t, err, "events_20240101.parquet is no table orders_*: neither the file nor its folder is called so")
}
