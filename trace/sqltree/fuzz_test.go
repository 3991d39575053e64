package sqltree_test

import (
	"context"
	"errors"
	"testing"

	"funneltrace/loaders/engine"
	"funneltrace/trace/sqltree"
)

// FuzzParse feeds SQL that somebody else wrote: it is read without a panic, and what is printed of it reads as the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"", "SELECT", "SELECT 1", "SELECT 1; SELECT 2", "DROP TABLE t", "SELECT * FROM a, b WHERE a.x = b.y AND NOT a.z",
		"WITH c(x) AS (SELECT 1) SELECT count(*), sum(x) FILTER (WHERE x > 1) FROM c GROUP BY ALL HAVING count(*) > 1",
		"SELECT DISTINCT ON (a) *, row_number() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST) AS n FROM t QUALIFY n = 1 LIMIT 3 OFFSET 1",
		"SELECT * EXCLUDE (a) REPLACE (b + 1 AS b) FROM t LEFT JOIN u USING (k) SEMI JOIN v ON v.x = t.x",
		"SELECT a FROM t UNION ALL BY NAME (SELECT b FROM u EXCEPT ALL SELECT c FROM v) ORDER BY ALL",
		"SELECT x.y.z, [1, NULL], {'a': 1}, unnest(l), list_transform(l, lambda e: e + 1) FROM t AS \"quoted \"\"name\"",
		"SELECT CASE WHEN EXISTS (SELECT 1 FROM u WHERE u.k = t.k) THEN TRY_CAST(a AS DATE) END FROM t WHERE k NOT IN (SELECT k FROM u)",
		"SELECT * FROM (a CROSS JOIN b) LEFT JOIN c ON c.x = a.x", "SELECT * FROM t TABLESAMPLE 10%", "SELECT '\xff' FROM t", "SELECT $1, ?",
		"WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r", "FROM t SELECT a", "PIVOT t ON a USING sum(b)",
		`SELECT "1; DROP TABLE x --".* FROM t AS "1; DROP TABLE x --"`, `SELECT * EXCLUDE ("a""; SELECT 1 --") FROM t`, `SELECT a COLLATE "x; SELECT 1"`, `SELECT CAST(a AS "x; SELECT 1")`,
	} {
		f.Add(text)
	}
	ctx := context.Background()
	db, err := engine.Open(ctx, engine.Options{Threads: 1})
	if err != nil {
		f.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		f.Fatal(err)
	}
	defer conn.Close()
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := sqltree.Parse(ctx, conn, text)
		if err != nil {
			return
		}
		key := tree.Key()
		if copied := tree.Clone().Key(); copied != key {
			t.Errorf("%q: its copy says something else", text)
		}
		sqltree.Conjuncts(tree.Child("where_clause"))
		printed, err := sqltree.Print(ctx, conn, tree)
		if err != nil {
			return
		}
		again, err := sqltree.Parse(ctx, conn, printed)
		if errors.Is(err, sqltree.ErrNotSelect) {
			t.Fatalf("%q is printed as something that is not one SELECT: %s", text, printed)
		}
		if err != nil {
			return // DuckDB prints some trees in words that it does not read
		}
		twice, err := sqltree.Print(ctx, conn, again)
		if err != nil || twice != printed {
			t.Errorf("%q is printed as\n%s\nand that as\n%s\n%v", text, printed, twice, err)
		}
		if got := tree.Key(); got != key {
			t.Errorf("%q: printing changed the tree", text)
		}
	})
}
