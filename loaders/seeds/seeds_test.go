package seeds_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/inside"
	"funneltrace/loaders/seeds"
	"funneltrace/snapshots"
)

// raw is a seed called raw with such a file.
func raw(t testing.TB, content string) seeds.Seed {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "raw.csv"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	folder, err := inside.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return seeds.Seed{Name: "raw", Folder: folder, File: "raw.csv", Shown: "seeds/raw.csv"}
}

// load returns the lines of the seed's table as the engine has them, the types first, and what was said of it.
func load(t testing.TB, s seeds.Seed) (table []string, said []string) {
	t.Helper()
	cache := t.TempDir()
	snap, problems, err := seeds.Snapshot(t.Context(), cache, "shop_seeds", []seeds.Seed{s}, child.Options{TempDir: t.TempDir(), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		said = append(said, p.String())
	}
	return rows(t, snap, cache, s.Name), said
}

// rows reads a table by way of the engine, in the order of the row numbers.
func rows(t testing.TB, snap *snapshots.Snapshot, cache, table string) (lines []string) {
	t.Helper()
	ctx := t.Context()
	db, err := engine.Open(ctx, engine.Options{Dirs: []string{snap.Dir}, TempDir: t.TempDir(), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := attach.Tables(ctx, conn, snap, cache); err != nil {
		t.Fatal(err)
	}
	name := `seeds."` + table + `"`
	for _, query := range []string{
		"SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE " + name + ")",
		"SELECT CAST(r AS VARCHAR) FROM (SELECT row(*COLUMNS(*)) AS r FROM " + name + ")",
	} {
		found, err := conn.QueryContext(ctx, query)
		if err != nil {
			t.Fatal(err)
		}
		defer found.Close()
		for found.Next() {
			var line string
			if err := found.Scan(&line); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, line)
		}
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return lines
}

func TestASeedIsReadAsDbtReadsIt(t *testing.T) {
	for name, c := range map[string]struct {
		content   string
		delimiter rune
		types     map[string]string
		want      []string
		said      []string
	}{
		"a plain file": {
			content: "id,name\n1,Ann\n2,Bob\n",
			want:    []string{"id INTEGER, name VARCHAR", "(1, Ann)", "(2, Bob)"},
		},
		"no line end at the end":  {content: "id\n1", want: []string{"id INTEGER", "(1)"}},
		"a byte order mark":       {content: "\ufeffid\n1\n", want: []string{"id INTEGER", "(1)"}},
		"a mark before a quote":   {content: "\ufeff\"id\"\n1\n", want: []string{"id INTEGER", "(1)"}},
		"only a header":           {content: "id,name\n", want: []string{"id INTEGER, name INTEGER"}},
		"line ends of Windows":    {content: "id,t\r\n1,\"a\r\nb\"\r\n", want: []string{"id INTEGER, t VARCHAR", "(1, a\nb)"}},
		"line ends of an old Mac": {content: "id,t\r1,x\r2,y\r", want: []string{"id INTEGER, t VARCHAR", "(1, x)", "(2, y)"}},
		"quotes around fields": {
			content: "t,u\n\"a,b\",\"say \"\"hi\"\"\"\n",
			want:    []string{"t VARCHAR, u VARCHAR", `('a,b', 'say "hi"')`},
		},
		"quotes elsewhere": {
			content: "t,u\nx \"y\" z,\"a\"b\n",
			want:    []string{"t VARCHAR, u VARCHAR", `('x "y" z', ab)`},
		},
		"a line end in quotes": {content: "id,t\n1,\"a\nb\"\n2,c\n", want: []string{"id INTEGER, t VARCHAR", "(1, a\nb)", "(2, c)"}},
		"semicolons":           {content: "id;x\n1;1,5\n", delimiter: ';', want: []string{"id INTEGER, x INTEGER", "(1, 15)"}},
		"tabs":                 {content: "id\tt\n1\ta b\n", delimiter: '\t', want: []string{"id INTEGER, t VARCHAR", "(1, a b)"}},
		"a long delimiter":     {content: "id→t\n1→a\n", delimiter: '→', want: []string{"id INTEGER, t VARCHAR", "(1, a)"}},
		"nothing is NULL, quoted or not": {
			content: "id,t\n1,\n2,\"\"\n3,  \n4,null\n5, NULL \n6,none\n",
			want:    []string{"id INTEGER, t VARCHAR", "(1, NULL)", "(2, NULL)", "(3, NULL)", "(4, NULL)", "(5, NULL)", "(6, none)"},
		},
		"blanks around text stay":   {content: "t\n a \n", want: []string{"t VARCHAR", "(' a ')"}},
		"a column without values":   {content: "id,t\n1,\n2,null\n", want: []string{"id INTEGER, t INTEGER", "(1, NULL)", "(2, NULL)"}},
		"leading zeros":             {content: "code\n007\n012\n", want: []string{"code INTEGER", "(7)", "(12)"}},
		"leading zeros and a type":  {content: "code\n007\n\"\"\n", types: map[string]string{"CODE": "varchar(3)"}, want: []string{"code VARCHAR", "(007)", "(NULL)"}},
		"whole numbers with points": {content: "n\n1.0\n2.00\n-3\n", want: []string{"n INTEGER", "(1)", "(2)", "(-3)"}},
		"numbers of agate":          {content: "n\n\"$1,234.50\"\n50%\n-€5\n1e3\n.5\n+1_0\n", want: []string{"n DOUBLE", "(1234.5)", "(50.0)", "(-5.0)", "(1000.0)", "(0.5)", "(10.0)"}},
		"more than 32 bits":         {content: "n\n2147483648\n1\n", want: []string{"n BIGINT", "(2147483648)", "(1)"}},
		"more than 64 bits":         {content: "n\n9223372036854775808\n", want: []string{"n DECIMAL(38,0)", "(9223372036854775808)"}},
		"more than 38 digits":       {content: "n\n1" + strings.Repeat("0", 38) + "\n", want: []string{"n DOUBLE", "(1e+38)"}},
		"no number of an engine":    {content: "n\n1e999\n", want: []string{"n VARCHAR", "(1e999)"}},
		"a huge power":              {content: "n\n1e99999999999999999999\n", want: []string{"n VARCHAR", "(1e99999999999999999999)"}},
		"no numbers":                {content: "a,b,c\n$,1.2.3,0x1F\n", want: []string{"a VARCHAR, b VARCHAR, c VARCHAR", "($, 1.2.3, 0x1F)"}},
		"not a number is one":       {content: "n\nNaN\n-inf\n1\n", want: []string{"n DOUBLE", "(nan)", "(-inf)", "(1.0)"}},
		"dates":                     {content: "d\n2024-01-31\n 2024-2-3 \n", want: []string{"d DATE", "(2024-01-31)", "(2024-02-03)"}},
		"no dates":                  {content: "d\n2024-02-30\n", want: []string{"d VARCHAR", "(2024-02-30)"}},
		"other dates are text":      {content: "d\n31/01/2024\n", want: []string{"d VARCHAR", "(31/01/2024)"}},
		"datetimes":                 {content: "d\n2024-01-31 10:20:30\n2024-1-1 1:2:3\n", want: []string{"d TIMESTAMP", "('2024-01-31 10:20:30')", "('2024-01-01 01:02:03')"}},
		"a fraction needs a T":      {content: "d\n2024-01-31 10:20:30.5\n", want: []string{"d VARCHAR", "('2024-01-31 10:20:30.5')"}},
		"dates with datetimes":      {content: "d\n2024-01-31 10:20:30\n2024-01-31\n", want: []string{"d VARCHAR", "('2024-01-31 10:20:30')", "(2024-01-31)"}},
		"ISO datetimes": {
			content: "d\n2024-01-31T10:20:30\n2024-01-31T10:20:30.1234567Z\n2024-01-31T10:20+02:00\n20240131T10-01\n",
			want:    []string{"d TIMESTAMP", "('2024-01-31 10:20:30')", "('2024-01-31 10:20:30.123456')", "('2024-01-31 08:20:00')", "('2024-01-31 11:00:00')"},
		},
		"booleans":                 {content: "b\ntrue\nFALSE\n\"\"\n", want: []string{"b BOOLEAN", "(true)", "(false)", "(NULL)"}},
		"booleans and numbers":     {content: "b\ntrue\n1\n", want: []string{"b VARCHAR", "(true)", "(1)"}},
		"one value decides":        {content: "n\n1\n2\nx\n", want: []string{"n VARCHAR", "(1)", "(2)", "(x)"}},
		"any script":               {content: "名前,o'clock\nмир,\"'); DROP TABLE x\"\n", want: []string{`名前 VARCHAR, o'clock VARCHAR`, `(мир, '\'); DROP TABLE x')`}},
		"a name the engine quotes": {content: "se\"lect,a b\n1,2\n", want: []string{`se"lect INTEGER, a b INTEGER`, "(1, 2)"}},

		"not in UTF-8": {
			content: "id,t\n1,caf\xe9\n2,\x80 5\n3,ok\n",
			want:    []string{"id INTEGER, t VARCHAR", "(1, café)", "(2, € 5)", "(3, ok)"},
			said:    []string{"seeds/raw.csv: 2 lines not in UTF-8, which dbt refuses; the file is read as Windows-1252: line 2: it is not in UTF-8; line 3: it is not in UTF-8"},
		},
		"too few fields": {
			content: "id,t,u\n1,a\n2,b,c\n3\n",
			want:    []string{"id INTEGER, t VARCHAR, u VARCHAR", "(1, a, NULL)", "(2, b, c)", "(3, NULL, NULL)"},
			said:    []string{"seeds/raw.csv: 2 lines with too few fields, filled with NULL as dbt does: line 2: 2 fields where the header has 3; line 4: 1 field where the header has 3"},
		},
		"too many fields": {
			content: "id,t\n1,a\n\"2\n\",b,c\n3,d\nx,,\n",
			want:    []string{"id INTEGER, t VARCHAR", "(1, a)", "(3, d)"},
			said:    []string{"seeds/raw.csv: 2 lines with too many fields left out; dbt refuses the whole seed: line 3: 3 fields where the header has 2; line 6: 3 fields where the header has 2"},
		},
		"blank lines": {
			content: "id,t\n1,a\n\n2,b\n\n",
			want:    []string{"id INTEGER, t VARCHAR", "(1, a)", "(NULL, NULL)", "(2, b)", "(NULL, NULL)"},
			said:    []string{"seeds/raw.csv: 2 lines without anything, rows of NULLs as in dbt: line 3: a blank line; line 5: a blank line"},
		},
		"names that cannot stay": {
			content: "id,,ID,id,b\n1,2,3,4,5\n",
			want:    []string{"id INTEGER, b INTEGER, ID_2 INTEGER, id_3 INTEGER, b_2 INTEGER", "(1, 2, 3, 4, 5)"},
			said: []string{"seeds/raw.csv: names in the header are changed, as dbt does: line 1: column 2 has no name and is called b, " +
				"column 3 is called ID_2, since there is a column ID before it, column 4 is called id_3, since there is a column id before it, " +
				"column 5 is called b_2, since there is a column b before it"},
		},
		"a type for no column": {
			content: "id,amount\n1,2\n", types: map[string]string{"amout": "int", "of_another_seed": "int"},
			want: []string{"id INTEGER, amount INTEGER", "(1, 2)"},
			said: []string{"seeds/raw.csv: its column_types do not fit the header: there is no column amout (did you mean \"amount\"?)"},
		},
		"types of warehouses": {
			content: "a,b,c,d,e,f,g,h,i,j,k\n1,2.345,2024-01-31 10:00:00,007,5,1,yes,2024-01-31,10:30:00,\"{\"\"x\"\": 1}\",2024-01-31 10:00:00+02\n",
			types: map[string]string{
				"a": "INT64", "b": "number(10, 2)", "c": "TIMESTAMP_NTZ(9)", "d": "character varying (20)", "e": "double  precision", "f": "Nullable(Decimal(5))",
				"g": "bool", "h": "date", "i": "time(3) without time zone", "j": "variant", "k": "timestamp(3) with time zone",
			},
			want: []string{
				"a BIGINT, b DECIMAL(10,2), c TIMESTAMP, d VARCHAR, e DOUBLE, f DECIMAL(5,0), g BOOLEAN, h DATE, i TIME, j JSON, k TIMESTAMP WITH TIME ZONE",
				`(1, 2.35, '2024-01-31 10:00:00', 007, 5.0, 1, true, 2024-01-31, '10:30:00', '{"x": 1}', '2024-01-31 08:00:00+00')`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := raw(t, c.content)
			s.Delimiter, s.ColumnTypes = c.delimiter, c.types
			got, said := load(t, s)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.said, said); diff != "" {
				t.Errorf("said (-want +got)\n%s", diff)
			}
		})
	}
}

func TestWhatIsNoSeedIsAnErrorThatSaysWhere(t *testing.T) {
	for content, want := range map[string]string{
		"":                           "seed seeds/raw.csv: it is empty; a header line with the columns' names is wanted",
		"\n \n":                      "seed seeds/raw.csv: it is empty; a header line with the columns' names is wanted",
		"\nid\n1\n":                  "seed seeds/raw.csv: line 1: it is blank; a header line with the columns' names is wanted",
		"id,t\n1,a\n2,\"b\n3,c\n":    "seed seeds/raw.csv: line 3: a quote is opened and never closed; close it, or take it out",
		"id,\"t\n1,a\n":              "seed seeds/raw.csv: line 1: a quote is opened and never closed; close it, or take it out",
		"id\n1\n\x00\n":              "seed seeds/raw.csv: line 3: a NUL byte, which no text has; if the file is in UTF-16, save it in UTF-8",
		strings.Repeat(",", 5000):    `seed seeds/raw.csv: line 1: the header has 5001 columns, and a seed may have 4096; is "," the delimiter?`,
		"n\n1\nx\n2\n\"y\x1b[2J\"\n": `seed seeds/raw.csv: line 3: column n: "x" is no INTEGER, the first of 2 values that are none; column_types says int: mend the value or the type`,
	} {
		s := raw(t, content)
		s.ColumnTypes = map[string]string{"n": "int"}
		_, _, err := seeds.Snapshot(t.Context(), t.TempDir(), "shop_seeds", []seeds.Seed{s}, child.Options{})
		if got := fmt.Sprint(err); got != want {
			t.Errorf("%.20q:\ngot  %s\nwant %s", content, got, want)
		}
	}
}

func TestASeedThatIsToldWronglyIsAnError(t *testing.T) {
	one := raw(t, "id\n1\n")
	for want, spoil := range map[string]func(*seeds.Seed){
		"there is no such file":                        func(s *seeds.Seed) { s.File += "x" },
		"it is a folder; only ordinary files are read": func(s *seeds.Seed) { s.File = "." },
		"it leads out of the folder, and only what lies in it is read; put the file itself there": func(s *seeds.Seed) { s.File = "../x" },
		`'"' cannot be a delimiter`:                  func(s *seeds.Seed) { s.Delimiter = '"' },
		`"" cannot be a table's name`:                func(s *seeds.Seed) { s.Name = "" },
		`"a\nb" cannot be a table's name`:            func(s *seeds.Seed) { s.Name = "a\nb" },
		`column id: column_types: the type "geo(2)"`: func(s *seeds.Seed) { s.ColumnTypes = map[string]string{"id": "geo(2)"} },
		`the type "int; DROP TABLE x" is not known`:  func(s *seeds.Seed) { s.ColumnTypes = map[string]string{"id": "int; DROP TABLE x"} },
		`the type "numeric(76,2)" cannot be`:         func(s *seeds.Seed) { s.ColumnTypes = map[string]string{"id": "numeric(76,2)"} },
	} {
		s := one
		spoil(&s)
		_, _, err := seeds.Snapshot(t.Context(), t.TempDir(), "shop_seeds", []seeds.Seed{s}, child.Options{})
		if err == nil || !strings.HasPrefix(err.Error(), "seed seeds/raw.csv: ") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got error %v, want one line that says %q", err, want)
		}
	}
	twice := one
	twice.Name = "RAW"
	if _, _, err := seeds.Snapshot(t.Context(), t.TempDir(), "", []seeds.Seed{one, twice}, child.Options{}); err == nil {
		t.Error("got no error for two seeds of one name")
	}
	if _, _, err := seeds.Snapshot(t.Context(), t.TempDir(), "", nil, child.Options{}); err == nil {
		t.Error("got no error for no seed")
	}
}

func TestALineThatIsLeftOutIsShownSafely(t *testing.T) {
	s := raw(t, "id\n1,\x1b[2J"+strings.Repeat("é", 200)+"\n")
	snap, problems, err := seeds.Snapshot(t.Context(), t.TempDir(), "shop_seeds", []seeds.Seed{s}, child.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []seeds.Problem{{
		Seed: "raw", Shown: "seeds/raw.csv", Kind: seeds.Long, Lines: 1, Dropped: true,
		First: []seeds.Line{{Number: 2, Reason: "2 fields where the header has 1", Text: `1,\x1b[2J` + strings.Repeat("é", 57) + "…"}},
	}}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := snap.Manifest.Tables[0]; got.Rows != 0 || got.Inputs[0].Rejected != 1 {
		t.Errorf("got %d rows and %d rejected lines in the manifest, want 0 and 1", got.Rows, got.Inputs[0].Rejected)
	}
}

func TestTheSnapshotIsLikeAnyOther(t *testing.T) {
	orders, odd := raw(t, "id,t\n1,\n2,b\n3,c,d\n"), raw(t, "x\n1\n")
	orders.Name, odd.Name = "orders", "_2024 plan.v2"
	cache := t.TempDir()
	snap, _, err := seeds.Snapshot(t.Context(), cache, "shop_seeds", []seeds.Seed{orders, odd}, child.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if snap.Name != "shop_seeds" || snap.Family != seeds.Schema || !snap.HasManifest {
		t.Errorf("got name %s, family %s, manifest %t", snap.Name, snap.Family, snap.HasManifest)
	}
	var tables []string
	for _, table := range snap.Manifest.Tables {
		tables = append(tables, fmt.Sprint(table, " ", table.Rows, " ", table.Files[0].Path, " ", table.Inputs[0].Name))
	}
	if diff := cmp.Diff([]string{"seeds.orders 2 orders.parquet seeds/raw.csv", "seeds._2024 plan.v2 1 seed 0.parquet seeds/raw.csv"}, tables); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"x INTEGER", "(1)"}, rows(t, snap, cache, "_2024 plan.v2")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	trust := snapshots.TrustIn(cache, engine.Engine())
	scan := func(ctx context.Context) error { return attach.Scan(ctx, snap, child.Options{}) }
	if err := trust.Verify(t.Context(), snap, scan); err != nil {
		t.Errorf("it cannot be verified: %v", err)
	}
}

func TestTheRowsOfManyGroupsKeepTheOrderOfTheLines(t *testing.T) {
	var b strings.Builder
	b.WriteString("n,t\n")
	const lines = 300_000
	for i := range lines {
		fmt.Fprintf(&b, "%d,\"x\n%d\"\n", i, i)
	}
	cache := t.TempDir()
	snap, _, err := seeds.Snapshot(t.Context(), cache, "", []seeds.Seed{raw(t, b.String())}, child.Options{Threads: 4})
	if err != nil {
		t.Fatal(err)
	}
	db, err := engine.Open(t.Context(), engine.Options{Dirs: []string{snap.Dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := attach.Tables(t.Context(), conn, snap, cache); err != nil {
		t.Fatal(err)
	}
	var got int
	if err := conn.QueryRowContext(t.Context(), `SELECT count(*) FROM (SELECT *, file_row_number AS r FROM read_parquet('`+snap.Paths(snap.Manifest.Tables[0])[0]+`')) WHERE n = r`).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if got != lines {
		t.Errorf("got %d rows in their place, want %d", got, lines)
	}
}
