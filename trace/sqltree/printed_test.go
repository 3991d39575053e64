package sqltree_test

import (
	"errors"
	"strings"
	"testing"

	"funneltrace/trace/sqltree"
)

// What a model calls its columns and tables is put into quotes by DuckDB when it prints them, or by us where it does not: a name that
// holds a whole statement stays a name. I is such a name below, S such a text.
func TestNoNameBecomesSQLWhenItIsPrinted(t *testing.T) {
	conn := connect(t)
	fill := strings.NewReplacer("‹I›", `"x""; copy (select 1) to 'forged.csv'; select ""y"`, "‹S›", `'x''; copy (select 1) to ''forged.csv''; select ''y'`)
	parsed := 0
	for _, text := range []string{
		"SELECT 1 AS I", "SELECT I", "SELECT I.I.I", "SELECT I.*", "SELECT * FROM I", "SELECT * FROM I.I", "SELECT * FROM I.I.I", "SELECT * FROM t AS I", "SELECT * FROM t AS I(I, I)", "SELECT * FROM (SELECT 1) AS I(I)", "SELECT I()", "SELECT I.I(1)", "SELECT sum(a) OVER I FROM t WINDOW I AS (ORDER BY a)",
		"SELECT * EXCLUDE (I) FROM t", "SELECT * REPLACE (1 AS I) FROM t", "SELECT * RENAME (I AS I) FROM t", "SELECT COLUMNS(S) FROM t", "SELECT COLUMNS(lambda I: I = 1) FROM t", "SELECT list_transform([1], lambda I: I + 1)", "SELECT {I: 1}", "SELECT struct_pack(I := 1)", "SELECT (a).I", "SELECT a[I]", "SELECT CAST(1 AS I)", "SELECT CAST(1 AS STRUCT(I INTEGER))", "SELECT CAST(1 AS ENUM(S))", "SELECT CAST(1 AS UNION(I INTEGER))", "SELECT CAST(1 AS DECIMAL(3,1))",
		"SELECT a COLLATE I", "SELECT a COLLATE I.I", "SELECT S", "SELECT E'a\\nS'", "SELECT 'a' LIKE S ESCAPE S", "SELECT a FROM t ORDER BY I COLLATE I", "WITH I AS (SELECT 1) SELECT * FROM I", "WITH I(I) AS MATERIALIZED (SELECT 1) SELECT * FROM I", "WITH RECURSIVE I(I) USING KEY (I) AS (SELECT 1 UNION SELECT 2 FROM I) SELECT * FROM I", "SELECT * FROM a JOIN b USING (I)", "SELECT * FROM range(1) AS I(I)", "SELECT * FROM range(I := 1)", "SELECT * FROM t TABLESAMPLE reservoir(10%) REPEATABLE (1)", "SELECT * FROM (PIVOT t ON I IN (S AS I) USING sum(I) AS I GROUP BY I)", "SELECT * FROM (UNPIVOT t ON I, I INTO NAME I VALUE I)", "SELECT $I", "SELECT $1", "SELECT I: 1", "FROM I: t", "SELECT count(*) FILTER (WHERE I) FROM t", "SELECT max(a ORDER BY I) FROM t", "SELECT * FROM t AT (VERSION => S)", "SELECT CASE WHEN I THEN S END", "SELECT I IN (S)", "SELECT INTERVAL S", "SELECT DATE S", "SELECT I 'abc'", "SELECT extract(I FROM a)", "SELECT a::I", "SELECT a::I(1)", "SELECT a::I.I", "SELECT x'AB', $$a;b$$", "SELECT [I for I in a]", "VALUES (S)", "SELECT * FROM (VALUES (S)) AS I(I)", "SHOW TABLES", "DESCRIBE I", "SUMMARIZE I", "SELECT MAP {S: I}", "SELECT TRY_CAST(a AS I)", "SELECT DISTINCT ON (I) a", "SELECT a FROM t LIMIT (SELECT I)", "SELECT a GROUP BY GROUPING SETS ((I), ())", "SELECT GROUPING(I)", "SELECT I -> S, I ->> S", "SELECT POSITION(S IN I)", "SELECT a AS S", "SELECT * FROM t AS S", "SELECT * LIKE S FROM t", "SELECT * SIMILAR TO S FROM t",
		"SELECT I.* EXCLUDE (I) FROM I", "SELECT I.* REPLACE (1 AS I) FROM I", "SELECT COLUMNS(I.*) FROM I", "SELECT count(I.*) FROM I", "SELECT struct_pack(I.*) FROM I", "SELECT * EXCLUDE (I.I) FROM I",
		"SELECT (SELECT I.* FROM t AS I)", "SELECT I.* FROM t AS I UNION ALL SELECT I.* FROM I", "WITH c AS (SELECT I.* FROM I) SELECT c.* FROM c", "SELECT min(I.*) OVER (PARTITION BY I) FROM I", "SELECT unnest(I.*) FROM I",
	} {
		text = fill.Replace(marked(text))
		tree, err := sqltree.Parse(t.Context(), conn, text)
		if err != nil {
			continue // the engine knows no such place
		}
		parsed++
		printed, err := sqltree.Print(t.Context(), conn, tree)
		if errors.Is(err, sqltree.ErrPrintedOtherwise) {
			continue // it is not run
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if _, err := sqltree.Parse(t.Context(), conn, printed); err != nil {
			t.Errorf("%s is printed as\n%s\n%v", text, printed, err)
		}
	}
	if parsed < 70 {
		t.Errorf("only %d of the places were parsed", parsed)
	}
}

func TestAStarKeepsTheQuotesOfItsTable(t *testing.T) {
	conn := connect(t)
	for _, text := range []string{`SELECT "Order Date".* FROM t AS "Order Date"`, `SELECT "a""b".*, c FROM t AS "a""b"`, `SELECT t.* FROM t`} {
		tree, err := sqltree.Parse(t.Context(), conn, text)
		if err != nil {
			t.Fatal(err)
		}
		before := tree.Key()
		printed, err := sqltree.Print(t.Context(), conn, tree)
		if err != nil || tree.Key() != before {
			t.Fatalf("%s: %v", text, err)
		}
		again, err := sqltree.Parse(t.Context(), conn, printed)
		if err != nil || again.Key() != before {
			t.Errorf("%s is printed as %s: %v", text, printed, err)
		}
	}
}

// marked puts brackets around the words I and S.
func marked(text string) string {
	word := func(i int) bool {
		return i >= 0 && i < len(text) && (text[i] == '_' || text[i] == '\'' || text[i] >= '0' && text[i] <= '9' || text[i] >= 'a' && text[i] <= 'z' || text[i] >= 'A' && text[i] <= 'Z')
	}
	var b strings.Builder
	for i := range len(text) {
		if (text[i] == 'I' || text[i] == 'S') && !word(i-1) && !word(i+1) {
			b.WriteString("‹" + text[i:i+1] + "›")
		} else {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}
