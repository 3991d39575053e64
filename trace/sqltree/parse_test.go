package sqltree_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/engine"
	"funneltrace/trace/sqltree"
)

// connect opens an engine with the tables t (a, b), u (a, c) and v (d).
func connect(t *testing.T) *sql.Conn {
	t.Helper()
	db, err := engine.Open(t.Context(), engine.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	for _, statement := range []string{
		"CREATE TABLE t AS SELECT * FROM (VALUES (1, 'x'), (2, '2024'), (NULL, 'it''s')) AS v (a, b)",
		"CREATE TABLE u AS SELECT * FROM (VALUES (1, 10), (3, 30)) AS v (a, c)",
		"CREATE TABLE v AS SELECT * FROM (VALUES (7)) AS v (d)",
	} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return conn
}

func parse(t *testing.T, conn *sql.Conn, text string) sqltree.Node {
	t.Helper()
	tree, err := sqltree.Parse(t.Context(), conn, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return tree
}

func parseExpr(t *testing.T, conn *sql.Conn, text string) sqltree.Node {
	t.Helper()
	expr, err := sqltree.ParseExpr(t.Context(), conn, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return expr
}

func printed(t *testing.T, conn *sql.Conn, tree sqltree.Node) string {
	t.Helper()
	text, err := sqltree.Print(t.Context(), conn, tree)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func printedExpr(t *testing.T, conn *sql.Conn, expr sqltree.Node) string {
	t.Helper()
	text, err := sqltree.PrintExpr(t.Context(), conn, expr)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// result is what a query gives, as one text.
func result(t *testing.T, conn *sql.Conn, query string) string {
	t.Helper()
	var out string
	if err := conn.QueryRowContext(t.Context(), "SELECT coalesce(list(r ORDER BY r), [])::VARCHAR FROM ("+query+") AS r").Scan(&out); err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	return out
}

func TestOneSelectIsParsed(t *testing.T) {
	conn := connect(t)
	for text, kind := range map[string]string{
		"SELECT 1":                       "SELECT_NODE",
		"  select 1 ; -- that is all":    "SELECT_NODE",
		"FROM t":                         "SELECT_NODE",
		"WITH c AS (FROM t) FROM c":      "SELECT_NODE",
		"SELECT 1 UNION ALL SELECT 2":    "SET_OPERATION_NODE",
		"(SELECT 1) EXCEPT (VALUES (2))": "SET_OPERATION_NODE",
	} {
		if got := parse(t, conn, text).Type(); got != kind {
			t.Errorf("%s: got %s, want %s", text, got, kind)
		}
	}
}

func TestWhatIsNotOneSelectIsRefused(t *testing.T) {
	conn := connect(t)
	for _, text := range []string{
		"", "-- nothing", "SELECT 1; SELECT 2", "DROP TABLE t", "SELECT 1; DROP TABLE t", "COPY t TO 'x'", "CREATE TABLE x AS SELECT 1",
		"ATTACH 'x'", "SET threads = 1", "INSERT INTO t SELECT 1", "PRAGMA version", "CALL pragma_version()", "EXPLAIN SELECT 1",
	} {
		if tree, err := sqltree.Parse(t.Context(), conn, text); !errors.Is(err, sqltree.ErrNotSelect) {
			t.Errorf("%q: got %v, %v, want that it is no single SELECT", text, tree, err)
		}
	}
}

func TestASyntaxErrorSaysWhere(t *testing.T) {
	conn := connect(t)
	_, err := sqltree.Parse(t.Context(), conn, "SELECT a\nFROM t\nWHERE a === 1 )")
	var syntax *sqltree.SyntaxError
	if !errors.As(err, &syntax) {
		t.Fatalf("got error %v, want a syntax error", err)
	}
	if syntax.Position != 30 || syntax.Message == "" {
		t.Errorf("got position %d and %q, want the place of the bracket, 30", syntax.Position, syntax.Message)
	}
}

func TestOneExpressionIsParsed(t *testing.T) {
	conn := connect(t)
	for text, want := range map[string]string{
		"a + 1":               "(a + 1)",
		"a -- a comment":      "a",
		"sum(b) FILTER (a)":   "sum(b) FILTER (WHERE a)",
		"(SELECT max(a))":     "(SELECT max(a))",
		" 'it''s' ":           "'it''s'",
		"a IS NOT NULL AND b": "((a IS NOT NULL) AND b)",
	} {
		if got := printedExpr(t, conn, parseExpr(t, conn, text)); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{
		"1, 2", "1 FROM t", "1 WHERE a", "1 GROUP BY 1", "1 HAVING a", "1 QUALIFY a", "1 ORDER BY a", "1 LIMIT 1", "DISTINCT 1", "1 UNION SELECT 2", "a AS b", "*", "t.*", "1 USING SAMPLE 1",
	} {
		if _, err := sqltree.ParseExpr(t.Context(), conn, text); !errors.Is(err, sqltree.ErrNotExpression) {
			t.Errorf("%s: got error %v, want that it is no single expression", text, err)
		}
	}
	for _, text := range []string{"1; DROP TABLE t", "1; SELECT 2"} {
		if _, err := sqltree.ParseExpr(t.Context(), conn, text); !errors.Is(err, sqltree.ErrNotSelect) {
			t.Errorf("%s: got error %v, want that it is no single SELECT", text, err)
		}
	}
	var syntax *sqltree.SyntaxError
	for _, text := range []string{"", "1), (2", "1) FROM t WHERE (a", "1); DROP TABLE t; SELECT (1", "1 /*", "a\x00"} {
		if _, err := sqltree.ParseExpr(t.Context(), conn, text); !errors.As(err, &syntax) || syntax.Position > len(text) {
			t.Errorf("%s: got error %v, want a syntax error", text, err)
		}
	}
}

// DuckDB prints joins without their parentheses, so that some come out as other joins; see printable.
func TestWhatIsPrintedGivesTheSameRows(t *testing.T) {
	conn := connect(t)
	for _, query := range []string{
		"SELECT * FROM t, v WHERE a = 1",
		"SELECT * FROM t LEFT JOIN (u CROSS JOIN v) ON t.a = u.a",
		"SELECT * FROM (t CROSS JOIN v) LEFT JOIN u ON t.a = u.a",
		"SELECT * FROM t LEFT JOIN u USING (a) ORDER BY ALL LIMIT 2",
		"SELECT * FROM t JOIN u ON t.a = u.a CROSS JOIN v",
		"SELECT a, b FROM t QUALIFY row_number() OVER (PARTITION BY b ORDER BY a) = 1",
		"SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b",
		"WITH c (x) AS (SELECT a FROM t) SELECT x FROM c UNION ALL SELECT a FROM u",
		"SELECT a FROM t WHERE a NOT IN (SELECT a FROM u)",
		`SELECT 'it''s' AS "a ""b""", [a, NULL], {'k': b} FROM t`,
		"SELECT CASE WHEN a = 1 THEN 'x' END, TRY_CAST(b AS INT), b::VARCHAR COLLATE NOCASE FROM t",
	} {
		text := printed(t, conn, parse(t, conn, query))
		if diff := cmp.Diff(result(t, conn, query), result(t, conn, text)); diff != "" {
			t.Errorf("%s\nis printed as\n%s\n(-want +got)\n%s", query, text, diff)
		}
	}
}

func TestWhatWouldBePrintedAsAnotherQueryIsRefused(t *testing.T) {
	conn := connect(t)
	tree := parse(t, conn, "SELECT * FROM t NATURAL JOIN (u JOIN v ON true)")
	if text, err := sqltree.Print(t.Context(), conn, tree); !errors.Is(err, sqltree.ErrUnprintable) {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestPrintingLeavesTheTreeAsItWas(t *testing.T) {
	conn := connect(t)
	tree := parse(t, conn, "SELECT t.a AS x FROM (t CROSS JOIN v) LEFT JOIN u ON t.a = u.a")
	want := tree.Clone()
	printed(t, conn, tree)
	printedExpr(t, conn, tree.List("select_list")[0])
	if diff := cmp.Diff(want, tree); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
}

func TestAParseThatIsCancelledSaysSo(t *testing.T) {
	conn := connect(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sqltree.Parse(ctx, conn, "SELECT 1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v", err)
	}
}
