package loaders

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/snapshots"
)

// textSnapshot is a snapshot of one table t of these files, written in order a.ext, b.ext…
func textSnapshot(t testing.TB, ext string, texts ...string) *snapshots.Snapshot {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for i, text := range texts {
		name := string(rune('a'+i)) + ext
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return snapshotOf(dir, names...)
}

// load imports and attaches the snapshot; it returns a query over its one table.
func load(t testing.TB, snap *snapshots.Snapshot) (func(query string) string, error) {
	t.Helper()
	cache := t.TempDir()
	if err := attach.Import(context.Background(), snap, cache, child.Options{TempDir: t.TempDir()}); err != nil {
		if left, _ := filepath.Glob(filepath.Join(cache, "imports", "*")); len(left) != 0 {
			t.Errorf("a refused import left %v", left)
		}
		return nil, err
	}
	c := enginetest.Connect(t, enginetest.Open(t, snap.Dir, cache))
	if err := attach.Tables(context.Background(), c, snap, cache); err != nil {
		return nil, err
	}
	return func(query string) string { return enginetest.Cell(t, c, query) }, nil
}

func TestTextTablesKeepTheirLinesOrderAndTypes(t *testing.T) {
	const all = `SELECT string_agg(row::VARCHAR, ' ' ORDER BY __row) FROM s."t#rows" row`
	const types = `SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE s.t)`
	for _, test := range []struct {
		name  string
		snap  *snapshots.Snapshot
		types string
		rows  string
	}{
		{
			"CSV types that change no value",
			textSnapshot(t, ".csv", "n,slug,f,d,ts,b,v,none\n1,007,1.5,2024-01-02,2024-01-02 03:04:05,true,1.10.2,\n-2,8,2,2024-02-03,2024-01-02 00:00:00,false,x,\n"),
			"n BIGINT, slug VARCHAR, f DOUBLE, d DATE, ts TIMESTAMP, b BOOLEAN, v VARCHAR, none VARCHAR",
			"{'n': 1, 'slug': 007, 'f': 1.5, 'd': 2024-01-02, 'ts': '2024-01-02 03:04:05', 'b': true, 'v': 1.10.2, 'none': NULL, '__row': 0} " +
				"{'n': -2, 'slug': 8, 'f': 2.0, 'd': 2024-02-03, 'ts': '2024-01-02 00:00:00', 'b': false, 'v': x, 'none': NULL, '__row': 1}",
		},
		{
			"whole numbers beside fractions that DOUBLE would round",
			textSnapshot(t, ".csv", "a,b\n9007199254740993,-123456789012.345\n0.5,1\n"),
			"a VARCHAR, b DOUBLE",
			"{'a': 9007199254740993, 'b': -123456789012.345, '__row': 0} {'a': 0.5, 'b': 1.0, '__row': 1}",
		},
		{
			"CSV as RFC 4180 has it",
			textSnapshot(t, ".csv", "\ufeff\"a\",b\r\n\"x\r\ny\",\"q\"\"q\"\r\n\"1,2\",\"\"\r\n\r\n"),
			"a VARCHAR, b VARCHAR",
			"{'a': x\r\ny, 'b': 'q\"q', '__row': 0} {'a': '1,2', 'b': NULL, '__row': 1}",
		},
		{
			"a CSV of one column", textSnapshot(t, ".csv", "a\n1\n\"\"\n3"),
			"a BIGINT", "{'a': 1, '__row': 0} {'a': NULL, '__row': 1} {'a': 3, '__row': 2}",
		},
		{"a CSV without rows", textSnapshot(t, ".csv", "a,b\n"), "a VARCHAR, b VARCHAR", ""},
		{
			"CSV files follow each other, and one type fits both", textSnapshot(t, ".csv", "a\n1\n2\n", "a\nlate\n"),
			"a VARCHAR", "{'a': 1, '__row': 0} {'a': 2, '__row': 1} {'a': late, '__row': 2}",
		},
		{
			"NDJSON with keys that come and go",
			textSnapshot(t, ".ndjson", `{"a":1,"o":{"x":[1,2],"y Z":"s"},"t":"2024-01-01"}`+"\n"+`{"beat":5}`+"\r\n"+`{"o":{"w":null},"a":2.5,"t":null}`+"\n\n"),
			`a DOUBLE, o STRUCT(x BIGINT[], "y Z" VARCHAR, w VARCHAR), t VARCHAR, beat BIGINT`,
			"{'a': 1.0, 'o': {'x': [1, 2], 'y Z': s, 'w': NULL}, 't': 2024-01-01, 'beat': NULL, '__row': 0} " +
				"{'a': NULL, 'o': NULL, 't': NULL, 'beat': 5, '__row': 1} " +
				"{'a': 2.5, 'o': {'x': NULL, 'y Z': NULL, 'w': NULL}, 't': NULL, 'beat': NULL, '__row': 2}",
		},
		{
			"NDJSON values of several kinds, and numbers beyond 64 bits, are text",
			textSnapshot(t, ".ndjson", `{"m":1,"big":12345678901234567890123,"o":{"a":1,"A":2}}`, `{"m":"it's","big":1,"o":{}}`+"\n"+`{"m":[true]}`),
			"m VARCHAR, big VARCHAR, o VARCHAR",
			`{'m': 1, 'big': 12345678901234567890123, 'o': '{"a":1,"A":2}', '__row': 0} {'m': 'it\'s', 'big': 1, 'o': '{}', '__row': 1} {'m': '[true]', 'big': NULL, 'o': NULL, '__row': 2}`,
		},
	} {
		query, err := load(t, test.snap)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if diff := cmp.Diff([]string{test.types, test.rows}, []string{query(types), query(all)}); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestManyLinesStayInOrder(t *testing.T) {
	const rows = 300_000
	var csv, nd bytes.Buffer
	csv.WriteString("n,pad\n")
	for i := range rows {
		line, _ := json.Marshal(map[string]any{"n": i, "pad": strings.Repeat("x", i%50)})
		nd.Write(append(line, '\n'))
		csv.WriteString(jsonNumber(i) + "," + strings.Repeat("x", i%50) + "\n")
	}
	for ext, text := range map[string]string{".csv": csv.String(), ".ndjson": nd.String()} {
		query, err := load(t, textSnapshot(t, ext, text))
		if err != nil {
			t.Fatal(err)
		}
		if got := query(`SELECT count(*) FROM s."t#rows" WHERE n = __row`); got != jsonNumber(rows) {
			t.Errorf("%s: %s of %d rows have the number of their line", ext, got, rows)
		}
	}
}

func jsonNumber(i int) string { b, _ := json.Marshal(i); return string(b) }

func TestALineThatDoesNotFitIsCountedNamedAndRefused(t *testing.T) {
	for _, test := range []struct{ name, ext, text, want string }{
		{"ragged", ".csv", "a,b\n1,2\n1\n1,2,3\n4,5\n", `2 lines cannot be read: line 3: 1 field where the header has 2; line 4: 3 fields where the header has 2; mend them or take them out`},
		{"many", ".csv", "a,b\n1\n2\n3\n4\n5\n", `5 lines cannot be read: line 2: 1 field where the header has 2; line 3: 1 field where the header has 2; line 4: 1 field where the header has 2; and 2 more; mend them or take them out`},
		{"blank line", ".csv", "a,b\n\n1,2\n", `1 line cannot be read: line 2: a blank line; mend it or take it out`},
		{"after a quote", ".csv", "a,b\n\"1\"x,2\n", `1 line cannot be read: line 2: text after a closing quote; mend it or take it out`},
		{"quote inside", ".csv", "a,b\n1\"x,2\n", `1 line cannot be read: line 2: a quote in the middle of a field; mend it or take it out`},
		{"open quote", ".csv", "a,b\n1,2\n3,\"x\n4,5\n", `1 line cannot be read: line 3: a quote is opened and never closed; mend it or take it out`},
		{"ragged after a quoted newline", ".csv", "a,b\n\"x\ny\",2\n3\n", `1 line cannot be read: line 4: 1 field where the header has 2; mend it or take it out`},
		{"line ends", ".csv", "a,b\r\n1,2\n", `1 line cannot be read: line 2: its line end is "\n", that of the lines before is "\r\n"; mend it or take it out`},
		{"lone return", ".csv", "a,b\n1\r2,3\n", `1 line cannot be read: line 2: a carriage return outside of quotes; mend it or take it out`},
		{"no UTF-8", ".csv", "a\n\x81\n", `1 line cannot be read: line 2: not UTF-8 text (see --encoding); mend it or take it out`},
		{"NUL", ".csv", "a\nx\x00\n", `1 line cannot be read: line 2: a NUL byte; mend it or take it out`},
		{"empty", ".csv", "", `it is empty; a header line with the columns' names is wanted`},
		{"no name", ".csv", "a,\n1,2\n", `line 1: column 2 has no name; a header line with the columns' names is wanted`},
		{"same name", ".csv", "a,A\n1,2\n", `line 1: the columns "a" and "A" have the same name; rename one`},
		{"no JSON", ".ndjson", "{\"a\":1}\n{\"a\":}\n{\"a\":2\n", `2 lines cannot be read: line 2: no JSON: invalid character '}' looking for beginning of value; line 3: no JSON: unexpected end of JSON input; mend them or take them out`},
		{"no object", ".ndjson", "{\"a\":1}\n[1]\n", `1 line cannot be read: line 2: no JSON object; mend it or take it out`},
		{"two objects", ".ndjson", "{\"a\":1} {\"a\":2}\n", `1 line cannot be read: line 1: no JSON: invalid character '{' after top-level value; mend it or take it out`},
		{"blank line in NDJSON", ".ndjson", "{\"a\":1}\n\n{\"a\":2}\n", `1 line cannot be read: line 2: a blank line; mend it or take it out`},
		{"white space that JSON does not have", ".ndjson", "{\"a\":1}\n\v{\"a\":2}\n", `1 line cannot be read: line 2: no JSON: invalid character '\v' looking for beginning of value; mend it or take it out`},
		{"key twice", ".ndjson", `{"a":1,"a":2}`, `1 line cannot be read: line 1: the key "a" is there twice; mend it or take it out`},
		{"keys by case", ".ndjson", "{\"a\":1}\n{\"A\":2}", `1 line cannot be read: line 2: the keys "a" and "A" differ in case only, which SQL does not see; mend it or take it out`},
		{"byte order mark", ".ndjson", "\ufeff{\"a\":1}", `1 line cannot be read: line 1: a byte order mark before the object; save the file without one; mend it or take it out`},
		{"empty NDJSON", ".ndjson", "\n\n", `it is empty; one JSON object per line is wanted`},
		{"the other half", ".ndjson", `{"a":"\\\udc00"}`, `1 line cannot be read: line 1: half a character: a \u escape without its other half; mend it or take it out`},
		{"half a character", ".ndjson", `{"a":"\ud800"}`, `1 line cannot be read: line 1: half a character: a \u escape without its other half; mend it or take it out`},
	} {
		_, err := load(t, textSnapshot(t, test.ext, test.text))
		if err == nil {
			t.Errorf("%s: it was read", test.name)
			continue
		}
		oneLine(t, err)
		if diff := cmp.Diff("read snapshot s_20260101: table t: file a"+test.ext+": "+test.want, err.Error()); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestAnImportIsMadeOnceForTheSameContent(t *testing.T) {
	snap := textSnapshot(t, ".csv", "a\n1\n")
	cache := t.TempDir()
	imported := func() (string, []byte) {
		t.Helper()
		if err := attach.Import(context.Background(), snap, cache, child.Options{TempDir: t.TempDir()}); err != nil {
			t.Fatal(err)
		}
		path := attach.Files(snap, cache)[0]
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return path, b
	}
	first, good := imported()
	before, err := os.Stat(first)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := imported()
	if after, err := os.Stat(again); err != nil || again != first || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("it was made again: %s, %v", again, err)
	}
	if err := os.WriteFile(first, good[:len(good)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, got := imported(); !bytes.Equal(got, good) {
		t.Error("a damaged import was not made again")
	}
	if err := os.WriteFile(filepath.Join(snap.Dir, "a.csv"), []byte("a\n2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	snap = snapshotOf(snap.Dir, "a.csv")
	if other, _ := imported(); other == first {
		t.Error("other content has the same import")
	}
}

func TestTextThatIsNotWhatItsManifestSaysIsNotImported(t *testing.T) {
	snap := textSnapshot(t, ".csv", "a\n1\n")
	if err := os.WriteFile(filepath.Join(snap.Dir, "a.csv"), []byte("a\n2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for manifest, why := range map[bool]string{
		true:  "its content is not the one of the manifest; fetch the snapshot again",
		false: "it changed while it was read; try again once it is still",
	} {
		snap.HasManifest = manifest
		_, err := load(t, snap)
		want := "read snapshot s_20260101: table t: file a.csv: " + why
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
