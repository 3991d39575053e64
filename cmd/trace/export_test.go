package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders"
)

// dropped is a query as the core returns them: values of every sort that an export must get right.
const dropped = `SELECT * FROM (VALUES
	(1, -5, '=1+1', NULL, {'a': 1, 'b': 'x'}, DATE '2024-01-02', 1e100::DOUBLE, chr(27) || '[31m'),
	(2, NULL, '', 'a,"b"', NULL, NULL, NULL, E'two\nlines')) AS t(id, n, formula, "a,b", struct, day, big, text) ORDER BY id`

func engine(t *testing.T) *session {
	t.Helper()
	db, err := loaders.Open(t.Context(), loaders.Options{})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &session{program: &program{stderr: t.Output(), env: environment{getenv: func(string) string { return "" }}}, db: db, conn: conn}
}

func TestRowsAsCSVAreSafeInASpreadsheet(t *testing.T) {
	for raw, want := range map[bool]string{
		false: strings.Join([]string{
			`id,n,formula,"a,b",struct,day,big,text`,
			`1,-5,'=1+1,,"{'a': 1, 'b': x}",2024-01-02,1e+100,\x1b[31m`,
			`2,,"","a,""b""",,,,"two`, `lines"`, ``}, "\n"),
		true: strings.Join([]string{
			`id,n,formula,"a,b",struct,day,big,text`,
			`1,-5,=1+1,,"{'a': 1, 'b': x}",2024-01-02,1e+100,` + "\x1b[31m",
			`2,,"","a,""b""",,,,"two`, `lines"`, ``}, "\n"),
	} {
		var b bytes.Buffer
		s := engine(t)
		n, err := s.exportCSV(t.Context(), s.conn, dropped, &b, raw)
		if err != nil || n != 2 {
			t.Errorf("raw %v: got %d rows (%v), want 2", raw, n, err)
		}
		if d := cmp.Diff(want, b.String()); d != "" {
			t.Errorf("raw %v (-want +got):\n%s", raw, d)
		}
	}
}

func TestRowsAsJSONKeepTheirTypes(t *testing.T) {
	var b bytes.Buffer
	s := engine(t)
	n, err := s.exportJSON(t.Context(), s.conn, dropped, &b)
	if err != nil || n != 2 {
		t.Errorf("got %d rows (%v), want 2", n, err)
	}
	want := `{"id":1,"n":-5,"formula":"=1+1","a,b":null,"struct":{"a":1,"b":"x"},"day":"2024-01-02","big":1e100,"text":"\u001b[31m"}
{"id":2,"n":null,"formula":"","a,b":"a,\"b\"","struct":null,"day":null,"big":null,"text":"two\nlines"}
`
	if d := cmp.Diff(want, strings.ToLower(strings.ReplaceAll(b.String(), "1e+100", "1e100"))); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestRowsAsParquetAreWrittenOutsideOfTheSandbox(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it's.parquet")
	s := engine(t)
	n, err := s.exportParquet(t.Context(), s.conn, dropped, path, replaceFile)
	if err != nil || n != 2 {
		t.Errorf("got %d rows (%v), want 2", n, err)
	}
	b, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(b, []byte("PAR1")) {
		t.Errorf("the file begins with %.4q (%v), want PAR1", b, err)
	}
}
