package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/engine"
	"funneltrace/trace"
	"funneltrace/trace/report"
)

// dropped is a query as the core returns them: values of every sort that an export must get right.
const dropped = `SELECT * FROM (VALUES
	(1, -5, '=1+1', NULL, {'a': 1, 'b': 'x'}, DATE '2024-01-02', 1e100::DOUBLE, chr(27) || '[31m'),
	(2, NULL, '', 'a,"b"', NULL, NULL, NULL, E'two\nlines')) AS t(id, n, formula, "a,b", struct, day, big, text) ORDER BY id`

func emptySession(t *testing.T) *session {
	t.Helper()
	db, err := engine.Open(t.Context(), engine.Options{})
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
		s := emptySession(t)
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
	s := emptySession(t)
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
	s := emptySession(t)
	n, err := s.exportParquet(t.Context(), s.conn, dropped, path, replaceFile)
	if err != nil || n != 2 {
		t.Errorf("got %d rows (%v), want 2", n, err)
	}
	b, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(b, []byte("PAR1")) {
		t.Errorf("the file begins with %.4q (%v), want PAR1", b, err)
	}
}

func TestRowsAsMarkdownStayInTheirTable(t *testing.T) {
	var b bytes.Buffer
	s := emptySession(t)
	n, err := exportMarkdown(t.Context(), s.conn, "SELECT id, \"a,b\" AS \"a|b\", formula, text FROM ("+dropped+")", &b)
	if err != nil || n != 2 {
		t.Errorf("got %d rows (%v), want 2", n, err)
	}
	want := "| id | a\\|b | formula | text |\n| --- | --- | --- | --- |\n| 1 | NULL | =1+1 | \\\\x1b\\[31m |\n| 2 | a,\"b\" | '' | two\\\\nlines |\n"
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestANewFileReplacesNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := writeFile(path, []byte("mine"), false); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(path, []byte("other"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want that it is there already", err)
	}
	if b, err := os.ReadFile(path); string(b) != "mine" {
		t.Errorf("the file is %q now (%v)", b, err)
	}
	if err := writeFile(path, []byte("other"), true); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(path); string(b) != "other" {
		t.Errorf("the file is %q now (%v)", b, err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("%d files are left (%v), want 1", len(left), err)
	}
}

func TestALedgerAsParquetHasTheColumnsOfItsCSV(t *testing.T) {
	s := emptySession(t)
	path := filepath.Join(s.db.TempDir(), "ledger.parquet") // where the engine may read it again
	l := &trace.Ledger{Slice: "2024", Steps: []trace.Step{{Name: "a", Model: "a", In: 5, Out: 3, RowsOut: 3, Causes: []trace.Cause{
		{ID: "x", Kind: trace.Filter, Class: trace.Expected, Label: `two, "words"`, Clicks: 2, OnlyCause: 1, Predicate: "n > 1"}}}}}
	if err := s.exportLedgers(t.Context(), []*trace.Ledger{l}, report.Provenance{Chain: "c", Snapshot: "s"}, path, newFile); err != nil {
		t.Fatal(err)
	}
	var got string
	query := "SELECT string_agg(column_name, ',') || ' ' || (SELECT concat_ws(' ', slice, \"in\" - clicks, typeof(\"in\"), typeof(slice), label) FROM '" + path + "' WHERE kind <> 'kept') FROM (DESCRIBE FROM '" + path + "')"
	if err := s.conn.QueryRowContext(t.Context(), query).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if want := report.Header + ` 2024 3 BIGINT VARCHAR two, "words"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
