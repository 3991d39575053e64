package sqltree_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"funneltrace/trace/sqltree"
)

func TestSQLThatReachesFurtherThanItsTablesIsRefusedWithThePlace(t *testing.T) {
	conn := connect(t)
	for text, name := range map[string]string{
		"SELECT * FROM read_csv('x')": "read_csv", "SELECT * FROM main.GLOB('x')": "glob", "SELECT (SELECT max(a) FROM read_text('x'))": "read_text",
		"SELECT * FROM 'x.csv'": `"x.csv"`, `SELECT * FROM "/etc/passwd"`: `"/etc/passwd"`, "DESCRIBE 'a/b'": `"a/b"`,
		"SELECT current_setting('temp_directory')": "current_setting", "SELECT ('a').current_setting()": "current_setting",
		"SELECT * FROM duckdb_settings()": "duckdb_settings", "FROM pg_catalog.pg_settings": `"pg_settings"`, "FROM query('SELECT 1')": "query",
		"SELECT * FROM enable_logging(storage = 'file')": "enable_logging", "SELECT a FROM t UNION SELECT write_log('x')": "write_log",
	} {
		_, err := sqltree.Parse(t.Context(), conn, text)
		var reach *sqltree.ReachError
		if !errors.As(err, &reach) || reach.Name != name || !strings.HasPrefix(err.Error(), name+" ") {
			t.Errorf("%s: got error %v, want one about %s", text, err, name)
		} else if reach.Position >= len(text) || reach.Position < 0 && !strings.HasPrefix(text, "DESCRIBE") {
			t.Errorf("%s: got place %d", text, reach.Position)
		}
	}
}

func TestWhatIsMadeOfRowsAloneIsAllowed(t *testing.T) {
	conn := connect(t)
	for _, text := range []string{
		"SELECT * FROM range(3)", "SELECT * FROM unnest([1])", "SELECT * FROM generate_series(1, 3), json_each('{}')", "SELECT * FROM shop.\"x.csv\"",
		"WITH \"a/b\" AS (SELECT 1) SELECT * FROM \"a/b\"", "SELECT query, current_setting FROM t", "SELECT * FROM no_such_function(1)", // the engine says it better
		"SELECT * FROM s.pg_settings", "SUMMARIZE t", "SELECT row_number() OVER () FROM t",
	} {
		if _, err := sqltree.Parse(t.Context(), conn, text); err != nil {
			t.Errorf("%s: got error %v", text, err)
		}
	}
}

// The engine's next version may bring functions that reach further: each that makes rows must be known here, or it is refused.
func TestEveryTableFunctionOfTheEngineIsAllowedByNameOrRefused(t *testing.T) {
	conn := connect(t)
	rows, err := conn.QueryContext(t.Context(), "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'table_macro') AND NOT regexp_matches(function_name, '[^a-z0-9_]')")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	allowed := map[string]bool{"generate_series": true, "json_each": true, "json_tree": true, "range": true, "repeat": true, "repeat_row": true, "summary": true, "unnest": true}
	n := 0
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		n++
		other := connect(t)
		_, err := sqltree.Parse(t.Context(), other, "SELECT * FROM "+name+"(1)")
		var reach *sqltree.ReachError
		if refused := errors.As(err, &reach); refused == allowed[name] {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	if n < 50 || rows.Err() != nil {
		t.Errorf("got %d table functions, %v", n, rows.Err())
	}
}

// Both lists of the corpus are held against the parser alone, too, which takes no time.
func TestTheHostileSQLOfTheCorpusIsRefused(t *testing.T) {
	conn := connect(t)
	for list, parse := range map[string]func(string) error{
		"sql":         func(text string) error { _, err := sqltree.Parse(t.Context(), conn, text); return err },
		"expressions": func(text string) error { _, err := sqltree.ParseExpr(t.Context(), conn, text); return err },
	} {
		text, err := os.ReadFile("../../cmd/trace/testdata/hostile/payloads/" + list + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.NewReplacer(`\0`, "\x00", `\n`, "\n").Replace(strings.TrimSuffix(line, "\n"))
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if err := parse(line); err == nil {
				t.Errorf("%s: %q is allowed", list, line)
			}
		}
	}
}
