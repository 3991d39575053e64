package loaders

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/child"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/loaders/freeze"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots"
)

// frozenSnapshot freezes tables into the snapshot s_20240101 and returns it.
func frozenSnapshot(t testing.TB, opt freeze.Options, specs ...string) (*snapshots.Snapshot, error) {
	t.Helper()
	into := filepath.Join(t.TempDir(), "it's [1]*")
	inputs, err := freeze.ParseInputs(specs)
	if err != nil {
		return nil, err
	}
	stage, err := snapshots.NewStage(into, "s_20240101")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		stage.Discard()
		if entries, _ := os.ReadDir(into); len(entries) > 1 || err != nil && len(entries) > 0 {
			t.Errorf("the freeze left %v", entries)
		}
	}()
	if _, err = freeze.Into(context.Background(), stage, inputs, opt); err != nil {
		return nil, err
	}
	dir, err := stage.Publish()
	if err != nil {
		t.Fatal(err)
	}
	s, err := snapshots.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, nil
}

// mustFreeze is frozenSnapshot where nothing can be wrong.
func mustFreeze(t testing.TB, opt freeze.Options, specs ...string) *snapshots.Snapshot {
	t.Helper()
	s, err := frozenSnapshot(t, opt, specs...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rowsOf returns the rows of a snapshot's table as text, in order.
func rowsOf(t testing.TB, s *snapshots.Snapshot, table string) string {
	t.Helper()
	return enginetest.Cell(t, enginetest.Connect(t, enginetest.Open(t, s.Dir)), "SELECT string_agg(r::VARCHAR, ' ' ORDER BY n) FROM (SELECT r, row_number() OVER () AS n FROM "+tableOf(s, table)+" AS r)")
}

// tableOf reads a table's file.
func tableOf(s *snapshots.Snapshot, table string, options ...string) string {
	return tables.ReadParquet([]string{filepath.Join(s.Dir, table+".parquet")}, options...)
}

// inFolder writes files and returns their folder.
func inFolder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if strings.HasSuffix(name, ".gz") {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, _ = z.Write([]byte(text)) // to memory
			_ = z.Close()
			text = b.String()
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// database writes a DuckDB file.
func database(t testing.TB, statements string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "dwh.duckdb")
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheSameRowsAreFrozenWhateverTheyComeFrom(t *testing.T) {
	const header, csv1, csv2 = "id,at\n", "1,2024-01-02\n2,2024-01-01\n", "3,2024-01-01\n4,2023-12-31\n"
	const json = `{"id":1,"at":"2024-01-02"}` + "\n" + `{"id":2,"at":"2024-01-01"}` + "\n" + `{"id":3,"at":"2024-01-01"}` + "\n" + `{"id":4,"at":"2023-12-31"}` + "\n"
	dir := inFolder(t, map[string]string{
		"whole.csv": header + csv1 + csv2, "packed.csv.gz": header + csv1 + csv2,
		"a[1]/p1.csv": header + csv1, "a[1]/p2.csv.gz": header + csv2, "a[1]/.hidden.csv": "x", "a[1]/_SUCCESS": "",
		"rows.ndjson": json, "rows.jsonl.gz": json,
	})
	parquet := write(t, map[string]string{
		"x1.parquet": `SELECT * FROM (VALUES (1, DATE '2024-01-02'), (2, DATE '2024-01-01')) t(id, "at")`,
		"x2.parquet": `SELECT "at", id FROM (VALUES (3, DATE '2024-01-01'), (4, DATE '2023-12-31')) t(id, "at")`,
	})
	db := database(t, `CREATE SCHEMA mart; CREATE TABLE mart."order rows" AS SELECT * FROM (VALUES (1, DATE '2024-01-02'), (2, DATE '2024-01-01'), (3, DATE '2024-01-01'), (4, DATE '2023-12-31')) t(id, "at");
		CREATE VIEW shown AS FROM mart."order rows"`)
	const want = "{'id': 4, 'at': 2023-12-31} {'id': 2, 'at': 2024-01-01} {'id': 3, 'at': 2024-01-01} {'id': 1, 'at': 2024-01-02}"
	for name, specs := range map[string][]string{
		"csv":               {"t=" + dir + "/whole.csv"},
		"packed csv":        {"t=" + dir + "/packed.csv.gz"},
		"a folder":          {"t=" + dir + "/a[1]"},
		"a pattern":         {"t=" + parquet + "/x*.parquet"},
		"given twice":       {"t=" + parquet + "/x1.parquet", "t=" + parquet + "/x2.parquet"},
		"ndjson":            {"t=" + dir + "/rows.ndjson"},
		"packed jsonl":      {"t=" + dir + "/rows.jsonl.gz"},
		"a database's":      {"t=" + db + ":mart.order rows"},
		"a database's view": {"t=" + db + ":shown"},
	} {
		s, err := frozenSnapshot(t, freeze.Options{}, specs...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := rowsOf(t, s, "t")
		if got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		table := s.Manifest.Tables[0]
		if diff := cmp.Diff([]string{"at"}, table.Sorted); diff != "" {
			t.Errorf("%s: sorted: %s", name, diff)
		}
		if r := table.Time; r == nil || r.From != "2023-12-31" && r.From != "2023-12-31 00:00:00" || !strings.HasPrefix(r.To, "2024-01-02") || r.Without != 0 {
			t.Errorf("%s: got the time range %+v", name, r)
		}
	}
}

func TestFreezingTwiceGivesTheSameManifestHashWhateverTheThreadsAndMemory(t *testing.T) {
	dir := write(t, map[string]string{"a.parquet": `SELECT range AS n, TIMESTAMP '2024-01-01' + to_seconds((hash(range) % 5000)::BIGINT) AS at, 'text ' || hash(range) AS s,
		if(range % 3 = 0, NULL, {'a': range % 7, 'b': ['x', NULL]}) AS st FROM range(300_000)`})
	var first string
	for _, opt := range []child.Options{{}, {Threads: 1}, {Threads: 4}, {Threads: 2, MemoryLimit: "200MB"}} {
		got := mustFreeze(t, freeze.Options{Options: opt}, "t="+dir+"/a.parquet").Hash()
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("%+v: got manifest hash %s, want %s", opt, got, first)
		}
	}
}

func TestRowsAreSortedAsAskedAndTiesStayInOrder(t *testing.T) {
	dir := inFolder(t, map[string]string{"a.csv": "k,v,rowid\nb,1,9\na,2,8\n,3,7\na,4,6\nb,5,5\n"})
	for _, test := range []struct {
		sort map[string][]string
		want string
	}{
		{nil, "1 2 3 4 5"}, // no time: the order of the input
		{map[string][]string{"t": {"k"}}, "2 4 1 5 3"},
		{map[string][]string{"t": {"K", "rowid"}}, "4 2 5 1 3"},
		{map[string][]string{"t": nil}, "1 2 3 4 5"},
	} {
		s := mustFreeze(t, freeze.Options{Sort: test.sort}, "t="+dir+"/a.csv")
		c := enginetest.Connect(t, enginetest.Open(t, s.Dir))
		got := enginetest.Cell(t, c, "SELECT string_agg(v, ' ' ORDER BY file_row_number) FROM "+tableOf(s, "t", "file_row_number = true"))
		if got != test.want {
			t.Errorf("sorted by %v: got %s, want %s", test.sort, got, test.want)
		}
	}
	_, err := frozenSnapshot(t, freeze.Options{Sort: map[string][]string{"t": {"vv"}}}, "t="+dir+"/a.csv")
	wantText(t, err, `there is no column "vv" to sort by`, "the columns are k, v, rowid")
}

func TestTheTimeColumnIsFoundByTypeNameAndContent(t *testing.T) {
	for columns, want := range map[string]string{
		"1 AS id, TIMESTAMP '2024-01-01 10:00' AS x":                                                "x timestamp 2024-01-01 10:00:00",
		"DATE '2024-01-01' AS x, TIMESTAMP '2024-01-02' AS created_at, TIMESTAMP '2023-01-01' AS z": "created_at timestamp 2024-01-02 00:00:00",
		"TIMESTAMPTZ '2024-01-01 10:00:00+02' AS x":                                                 "x timestamp 2024-01-01 08:00:00",
		"'2024-01-01T10:00:00Z' AS timestamp, 5 AS t":                                               "timestamp text 2024-01-01 10:00:00",
		"1331923247 AS t, 1308262393 AS hc":                                                         "t s 2012-03-16 18:40:47",
		"1331923247123 AS ts":                                                                       "ts ms 2012-03-16 18:40:47.123",
		"1331923247123456 AS event_time":                                                            "event_time us 2012-03-16 18:40:47.123456",
		"1331923247123456789 AS clicked_at":                                                         "clicked_at ns 2012-03-16 18:40:47.123456",
		"1331923247.5::DOUBLE AS ts":                                                                "ts s 2012-03-16 18:40:47.5",
		"1331923247 AS amount":                                                                      "", // not by its name
		"7 AS t":                                                                                    "", // not by its content
		"'12:30' AS time, 'soon' AS date":                                                           "",
		"DATE 'infinity' AS d":                                                                      "d date ",
	} {
		dir := write(t, map[string]string{"a.parquet": "SELECT " + columns})
		got := ""
		if r := mustFreeze(t, freeze.Options{}, "t="+dir+"/a.parquet").Manifest.Tables[0].Time; r != nil {
			got = r.Column + " " + r.Unit + " " + r.From
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", columns, got, want)
		}
	}
}

func TestAColumnThatParquetCannotHoldAsItIsIsRefused(t *testing.T) {
	db := database(t, `CREATE TYPE mood AS ENUM ('sad', 'ok');
		CREATE TABLE fine AS SELECT 1::TINYINT AS a, 2::USMALLINT AS b, 3::UBIGINT AS c, 1.5::DECIMAL(9, 2) AS d, 'ok'::mood AS e, TIMESTAMP_S '2024-01-01 00:00:00' AS f,
			TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS g, [1, NULL] AS h, {'x': 1::SMALLINT} AS i, MAP {'k': 1} AS j, uuid() AS k, '\xAA'::BLOB AS l, TIME '10:00' AS m, 'NaN'::DOUBLE AS n, NULL AS o;
		CREATE TABLE huge AS SELECT 1 AS id, 170141183460469231731687303715884105727::HUGEINT AS big;
		CREATE TABLE none AS SELECT 1 AS id WHERE false;
		CREATE TABLE numbered AS SELECT 1 AS __row`)
	s := mustFreeze(t, freeze.Options{}, "t="+db+":fine", "none="+db+":none")
	var types []string
	for _, c := range s.Manifest.Tables[1].Columns {
		types = append(types, c.Type)
	}
	c := enginetest.Connect(t, enginetest.Open(t, s.Dir))
	if want := enginetest.Cell(t, c, "SELECT string_agg(column_type, ' ') FROM (DESCRIBE FROM "+tableOf(s, "t")+")"); strings.Join(types, " ") != want {
		t.Errorf("the manifest has the types %v, the engine reads %s", types, want)
	}
	if none := s.Manifest.Tables[0]; none.Rows != 0 || none.Name != "none" {
		t.Errorf("got %+v for a table without rows", none)
	}
	_, err := frozenSnapshot(t, freeze.Options{}, "t="+db+":huge")
	wantText(t, err, `column "big" is HUGEINT, which Parquet cannot hold as it is`)
	_, err = frozenSnapshot(t, freeze.Options{}, "t="+db+":numbered")
	wantText(t, err, `it has a column "__row"`)
	_, err = frozenSnapshot(t, freeze.Options{}, "t="+db+":fin")
	wantText(t, err, "file dwh.duckdb: there is no table main.fin; there is: main.fine, main.huge, main.none")
}

func TestAnInputThatChangesWhileItIsReadIsRefused(t *testing.T) {
	dir := inFolder(t, map[string]string{"a.csv": "id\n1\n2\n"})
	opt := freeze.Options{Options: child.Options{Progress: func(_, doing string, _, _ int64) {
		if doing == "checking" {
			f, err := os.OpenFile(filepath.Join(dir, "a.csv"), os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = f.WriteString("3\n") // what happens to it is what is tested
			_ = f.Close()
		}
	}}}
	_, err := frozenSnapshot(t, opt, "t="+dir+"/a.csv")
	wantText(t, err, "file a.csv changed while it was read")
}

func TestADamagedInputIsRefusedAndNamed(t *testing.T) {
	good := sample(t)
	bad := bytes.Clone(good)
	for i := len(bad) / 4; i < len(bad)/2; i++ {
		bad[i] ^= 0x55
	}
	dir := inFolder(t, map[string]string{
		"good.parquet": string(good), "bad.parquet": string(bad), "cut.parquet": string(good[:len(good)/2]), "page.duckdb": "<html>", "cut.csv.gz": "id\n1\n",
		"other.parquet": string(good),
	})
	packed, err := os.ReadFile(filepath.Join(dir, "cut.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cut.csv.gz"), packed[:len(packed)-9], 0o600); err != nil {
		t.Fatal(err)
	}
	for spec, want := range map[string]string{
		"t=" + dir + "/bad.parquet":   "table t: file bad.parquet: cannot be read: ",
		"t=" + dir + "/cut.parquet":   "table t: file cut.parquet: cannot be read: it is cut off: its last four bytes are not PAR1",
		"t=" + dir + "/page.duckdb:x": "table t: file page.duckdb: it cannot be opened as a DuckDB database",
		"t=" + dir + "/cut.csv.gz":    "table t: file cut.csv.gz: it cannot be unpacked",
	} {
		_, err := frozenSnapshot(t, freeze.Options{}, "g="+dir+"/good.parquet", spec)
		wantText(t, err, want)
	}
}

func TestInputsThatAreNotMeantAreRefused(t *testing.T) {
	dir := inFolder(t, map[string]string{"a.csv": "id\n1\n", "b.ndjson": "{}\n", "c.txt": "", "d.duckdb": "", "none/x.txt": ""})
	if err := os.Symlink(filepath.Join(dir, "c.txt"), filepath.Join(dir, "link.csv")); err != nil {
		t.Skip(err)
	}
	for spec, want := range map[string]string{
		"t":                        "write it as clicks=clicks.ndjson",
		"=a.csv":                   "write it as",
		"a b=" + dir + "/a.csv":    `"a b" cannot be a table's name`,
		"t=" + dir + "/nope.csv":   "there is no file or folder",
		"t=" + dir + "/*.parquet":  "no file is called as",
		"t=" + dir + "/c.txt":      "its name must end in .parquet",
		"t=" + dir + "/d.duckdb":   "say which table of the database is meant",
		"t=" + dir + "/none":       "has no file that ends in",
		"t=" + dir + "/[ab].*":     "files; give each format its own table",
		"t=" + dir + "/link.csv":   "is a link to c.txt",
		"t=" + dir + "/e.duckdb:x": "there is no file",
	} {
		_, err := freeze.ParseInputs([]string{spec})
		wantText(t, err, want)
	}
	_, err := freeze.ParseInputs([]string{"t=" + dir + "/a.csv", "t=" + dir + "/*.csv"})
	wantText(t, err, "link.csv")
	_, err = freeze.ParseInputs([]string{"t=" + dir + "/a.csv", "t=" + dir + "/a.csv"})
	wantText(t, err, "a.csv is given twice")
	_, err = freeze.ParseInputs([]string{"t=" + dir + "/a.csv", "T=" + dir + "/a.csv"})
	wantText(t, err, "there is a table t already")
}

// wantText checks that an error is one line that says all of the parts.
func wantText(t testing.TB, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("got no error, want one with %q", parts)
		return
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("got error %q, want it to say %q", err, p)
		}
	}
	if strings.ContainsAny(err.Error(), "\r\n") {
		t.Errorf("got error %q, want one line", err)
	}
}
