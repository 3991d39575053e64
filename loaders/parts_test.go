package loaders

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/freeze"
	"funneltrace/loaders/tables"
)

func TestPartsGoByTheNamesOfTheirColumns(t *testing.T) {
	for _, test := range []struct {
		name        string
		files       map[string]string
		rows, types string
		note        string
	}{
		{"another order of CSV", map[string]string{"t/a.csv": "id,at\n1,x\n", "t/b.csv": "at,id\ny,2\n"},
			"{'id': 1, 'at': x, '__row': 0} {'id': 2, 'at': y, '__row': 1}", "id BIGINT, at VARCHAR", ""},
		{"another case of CSV", map[string]string{"t/a.csv": "Id,at\n1,x\n", "t/b.csv": "at,ID\ny,2\n"},
			"{'Id': 1, 'at': x, '__row': 0} {'Id': 2, 'at': y, '__row': 1}", "Id BIGINT, at VARCHAR", ""},
		{"other forms of CSV", map[string]string{"t/a.csv": "id,at\n1,x\n", "t/b.csv": "sep=;\r\nat;id\r\ny;2\r\n", "t/c.csv": "# c\nid|at\n3|\"z,;|\"\n"},
			"{'id': 1, 'at': x, '__row': 0} {'id': 2, 'at': y, '__row': 1} {'id': 3, 'at': 'z,;|', '__row': 2}", "id BIGINT, at VARCHAR",
			"file t/b.csv: read as ; separated, header in line 2|file t/c.csv: read as | separated, header in line 2"},
		{"a column that CSV lacks", map[string]string{"t/a.csv": "id\n1\n", "t/b.csv": "cost,id\n5,2\n", "t/c.csv": "id\n3\n"},
			"{'id': 1, 'cost': NULL, '__row': 0} {'id': 2, 'cost': 5, '__row': 1} {'id': 3, 'cost': NULL, '__row': 2}", "id BIGINT, cost BIGINT",
			"files t/a.csv, t/c.csv: no column cost, so that it is NULL there"},
		{"types of CSV", map[string]string{"t/a.csv": "id\n1\n", "t/b.csv": "id\nx\n"}, "{'id': 1, '__row': 0} {'id': x, '__row': 1}", "id VARCHAR", ""},
		{"another order of Parquet", map[string]string{"t/a.parquet": "SELECT 1 AS id, 'x' AS at", "t/b.parquet": "SELECT 'y' AS at, 2 AS id"},
			"{'id': 1, 'at': x, '__row': 0} {'id': 2, 'at': y, '__row': 1}", "id INTEGER, at VARCHAR", ""},
		{"a column that Parquet lacks", map[string]string{"t/a.parquet": "SELECT 1 AS id", "t/b.parquet": "SELECT 7 AS cost, 2 AS id"},
			"{'id': 1, 'cost': NULL, '__row': 0} {'id': 2, 'cost': 7, '__row': 1}", "id INTEGER, cost INTEGER", "file t/a.parquet: no column cost, so that it is NULL there"},
		{"whole numbers", map[string]string{"t/a.parquet": "SELECT 1 AS id", "t/b.parquet": "SELECT 5000000000 AS id"},
			"{'id': 1, '__row': 0} {'id': 5000000000, '__row': 1}", "id BIGINT", ""},
		{"a large unsigned number", map[string]string{"t/a.parquet": "SELECT CAST(4294967295 AS UINTEGER) AS id", "t/b.parquet": "SELECT -1 AS id"},
			"{'id': 4294967295, '__row': 0} {'id': -1, '__row': 1}", "id BIGINT", ""},
		{"a whole number and a fraction", map[string]string{"t/a.parquet": "SELECT 2147483647 AS x", "t/b.parquet": "SELECT CAST(0.5 AS FLOAT) AS x"},
			"{'x': 2147483647.0, '__row': 0} {'x': 0.5, '__row': 1}", "x DOUBLE", ""},
		{"decimals", map[string]string{"t/a.parquet": "SELECT 1.25::DECIMAL(5,2) AS x", "t/b.parquet": "SELECT 12345.6::DECIMAL(6,1) AS x", "t/c.parquet": "SELECT 3 AS x"},
			"{'x': 1.25, '__row': 0} {'x': 12345.60, '__row': 1} {'x': 3.00, '__row': 2}", "x DECIMAL(12,2)", ""},
		{"the engine's own names", map[string]string{"t/a.parquet": "SELECT 5 AS file_index, 6 AS file_row_number", "t/b.parquet": "SELECT 7 AS file_row_number"},
			"{'file_index': 5, 'file_row_number': 6, '__row': 0} {'file_index': NULL, 'file_row_number': 7, '__row': 1}", "file_index INTEGER, file_row_number INTEGER",
			"file t/b.parquet: no column file_index, so that it is NULL there"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := inFolders(t, test.files)
			bothWays(t, dir, freeze.Options{}, func(t *testing.T, query func(string) string, notes []string) {
				if diff := cmp.Diff(test.rows, query(allRows)); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(test.types, query(allTypes)); diff != "" {
					t.Error(diff)
				}
				got := strings.ReplaceAll(strings.Join(notes, "|"), "table t: ", "")
				if want := test.note; got != want && got != strings.ReplaceAll(want, "t/", "") {
					t.Errorf("got the notes %q, want %q", got, want)
				}
			})
		})
	}
}

func TestPartsThatDoNotGoTogetherAreNamedByTheirPaths(t *testing.T) {
	for _, test := range []struct {
		name, a, b, raw, frozen string
	}{
		{"a number and its text", "SELECT 1 AS id", "SELECT '1' AS id", `x=2/p.parquet: its column "id" is VARCHAR, and INTEGER in the files before`,
			`column "id" is INTEGER in file x=1/p.parquet and VARCHAR in file x=2/p.parquet`},
		{"a number that a DOUBLE rounds", "SELECT 9007199254740993 AS id", "SELECT 0.5::DOUBLE AS id", "DOUBLE, and BIGINT in the files before", "is BIGINT in file x=1/p.parquet and DOUBLE in file x=2/p.parquet"},
		{"decimals of too many digits", "SELECT 1::DECIMAL(38,0) AS id", "SELECT 1::DECIMAL(38,2) AS id", "DECIMAL(38,2)", "is DECIMAL(38,0) in file x=1/p.parquet"},
		{"signed and unsigned", "SELECT 1::UBIGINT AS id", "SELECT 1::BIGINT AS id", "BIGINT", "is UBIGINT in file x=1/p.parquet and BIGINT"},
		{"a time with a zone", "SELECT TIMESTAMP '2024-01-01' AS id", "SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' AS id", "TIMESTAMP", "is TIMESTAMP in file x=1/p.parquet and TIMESTAMP WITH TIME ZONE"},
		{"structures", "SELECT {'a': 1} AS id", "SELECT {'b': 1} AS id", "STRUCT", "is STRUCT"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := inFolders(t, map[string]string{"t/x=1/p.parquet": test.a, "t/x=2/p.parquet": test.b})
			_, _, err := read(t, dir)
			wantText(t, err, test.raw, "write the table's files with one type")
			_, err = frozenSnapshot(t, freeze.Options{}, "t="+dir+"/t")
			wantText(t, err, test.frozen, "write the table's files with one type")
		})
	}
}

func TestStrictRefusesPartsThatLackAColumn(t *testing.T) {
	for ext, files := range map[string][2]string{".csv": {"id\n1\n", "id,cost\n2,3\n"}, ".parquet": {"SELECT 1 AS id", "SELECT 2 AS id, 3 AS cost"}} {
		dir := inFolders(t, map[string]string{"t/a" + ext: files[0], "t/b" + ext: files[1]})
		_, err := frozenSnapshot(t, freeze.Options{Strict: true}, "t="+dir+"/t")
		wantText(t, err, "file a"+ext+": the column cost of other files is missing; write the table's files with the same columns, or leave out --strict")
	}
}

// Files of two kinds by turns, more than are read by a scan each: rows keep their numbers and their order.
func TestManyPartsThatDifferByTurnsKeepTheirRows(t *testing.T) {
	files := map[string]string{}
	for i := range tables.UnionAtMost + 4 {
		query := "SELECT CAST(range AS INTEGER) AS n FROM range(" + jsonNumber(10*i) + ", " + jsonNumber(10*i+10) + ")"
		if i/3%2 == 1 {
			query = "SELECT 'x' AS more, range AS n FROM range(" + jsonNumber(10*i) + ", " + jsonNumber(10*i+10) + ")"
		}
		files["t/"+string(rune('a'+i))+".parquet"] = query
	}
	bothWays(t, inFolders(t, files), freeze.Options{}, func(t *testing.T, query func(string) string, _ []string) {
		for q, want := range map[string]string{
			`SELECT count(*) || ' ' || count(*) FILTER (__row = n) || ' ' || count(more) FROM s."t#rows"`:                    "200 200 90",
			`SELECT count(*) FROM (SELECT n, row_number() OVER () - 1 AS place FROM s.t) WHERE place <> n`:                   "0",
			`SELECT string_agg(coalesce(more, '-'), '' ORDER BY __row) FROM s."t#rows" WHERE __row IN (29, 30, 59, 60, 199)`: "-xx--",
		} {
			if got := query(q); got != want {
				t.Errorf("%s: got %s, want %s", q, got, want)
			}
		}
	})
}
