package loaders

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/loaders/tables"
)

// oddFiles writes n files of the numbers from 0 on, so that a row's number is in it: files of several row groups, of one row
// and of none, with columns in two orders, and with names that need quoting. edges are the first and the last number of
// each row group, which is where a row that is there could be passed over.
func oddFiles(t *testing.T, n int) (dir string, names []string, rows int, edges []int) {
	t.Helper()
	files := map[string]string{}
	for i := range n {
		size := []int{5000, 0, 1, 2049}[i%4]
		list := []string{`range AS n, {'in': range} AS "s""t"`, `{'in': range} AS "s""t", range AS n`}[i%3%2]
		name := fmt.Sprintf(`p'art "%03d" [*].parquet`, i)
		files[name] = fmt.Sprintf("SELECT %s FROM range(%d, %d)", list, rows, rows+size)
		names = append(names, name)
		for at := 0; at < size; at += 2048 {
			edges = append(edges, rows+at, rows+min(at+2048, size)-1)
		}
		rows += size
	}
	return write(t, files), names, rows, edges
}

func TestARowHasItsNumberHoweverManyFilesThereAre(t *testing.T) {
	for _, n := range []int{1, 2, tables.UnionAtMost, tables.UnionAtMost + 1} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dir, names, rows, edges := oddFiles(t, n)
			c := enginetest.Connect(t, enginetest.Open(t, dir))
			if err := attach.Tables(context.Background(), c, snapshotOf(dir, names...), ""); err != nil {
				t.Fatal(err)
			}
			queries := map[string]string{
				`SELECT count(*) FROM s."t#rows" WHERE __row = n AND n = "s""t"."in"`:                                         fmt.Sprint(rows),
				`SELECT count(*) FROM s."t#rows"`:                                                                             fmt.Sprint(rows),
				`SELECT count(*) FROM (SELECT __row, row_number() OVER () - 1 AS place FROM s."t#rows") WHERE place <> __row`: "0",
				`SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE SELECT * FROM s."t#rows")`:         `n BIGINT, s"t STRUCT("in" BIGINT), __row BIGINT`,
				fmt.Sprintf(`SELECT count(*) FROM s."t#rows" WHERE __row IN (-1, %d)`, rows):                                  "0",
			}
			for _, row := range edges {
				queries[fmt.Sprintf(`SELECT string_agg(n, ' ') FROM s."t#rows" WHERE __row = %d`, row)] = fmt.Sprint(row)
			}
			for query, want := range queries {
				if got := enginetest.Cell(t, c, query); got != want {
					t.Errorf("%s: got %s, want %s", query, got, want)
				}
			}
		})
	}
}

func TestOnlyTheFileThatHasTheRowIsRead(t *testing.T) {
	dir := write(t, map[string]string{
		"a.parquet": "SELECT range AS n, 'x' AS unasked FROM range(5000)",
		"b.parquet": "SELECT range AS n, 'x' AS unasked FROM range(5000, 9000)",
		"c.parquet": "SELECT range AS n, 'x' AS unasked FROM range(9000, 12000)",
	})
	c := enginetest.Connect(t, enginetest.Open(t, dir))
	if err := attach.Tables(context.Background(), c, snapshotOf(dir, "a.parquet", "b.parquet", "c.parquet"), ""); err != nil {
		t.Fatal(err)
	}
	var key, plan string
	if err := c.QueryRowContext(context.Background(), `EXPLAIN SELECT n FROM s."t#rows" WHERE __row = 7100`).Scan(&key, &plan); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(plan, "Function:"); got != 1 || strings.Contains(plan, "unasked") {
		t.Errorf("%d files are read, want 1, of its columns n:\n%s", got, plan)
	}
}
