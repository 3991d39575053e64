package evidence_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
)

// cancelAfter is when calls are cancelled: at once, and in the middle.
var cancelAfter = []time.Duration{0, 100 * time.Microsecond, 2 * time.Millisecond, 20 * time.Millisecond}

func TestEachRowIsOnOnePageWhateverThePageSize(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT i, i % 7 AS k FROM range(450) AS t(i)", model{"one", `SELECT * FROM src.clicks WHERE i < 0`})
	for _, sort := range []string{"", "k"} {
		set := tracetest.Open(t, e, trace.RowsQuery{Step: "one", Sort: sort})
		want := tracetest.Cells(t, set, 0, 450)
		if seen := map[string]bool{}; len(want) == 450 {
			for _, row := range want {
				seen[row[0]] = true
			}
			if len(seen) != 450 {
				t.Errorf("sorted by %q: got %d different rows of 450", sort, len(seen))
			}
		}
		for _, size := range []int{1, 7, 50, 199, 200, 201, 449, 450, 451} {
			var got [][]string
			for at := 0; at < 450; at += size {
				got = append(got, tracetest.Cells(t, set, int64(at), size)...)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("sorted by %q, pages of %d (-want +got):\n%s", sort, size, diff)
			}
		}
	}
}

func TestRowsAreSortedByTheTypeOfTheColumn(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT * FROM (VALUES (0, 10, 'b'), (1, 9, 'B'), (2, NULL, NULL), (3, 9, 'a'), (4, -1, ''), (5, NULL, 'b')) AS v (i, n, s)",
		model{"one", `SELECT * FROM src.clicks WHERE i < 0`})
	for _, c := range []struct {
		sort string
		desc bool
		want string
	}{
		{"", false, "0 1 2 3 4 5"},
		{"n", false, "4 1 3 0 2 5"},
		{"n", true, "0 1 3 4 2 5"},
		{"s", false, "4 1 3 0 5 2"},
		{"s", true, "0 5 3 1 4 2"},
	} {
		if got := column(t, e, trace.RowsQuery{Step: "one", Sort: c.sort, Desc: c.desc}, "i"); got != c.want {
			t.Errorf("sorted by %q, descending %t: got %s, want %s", c.sort, c.desc, got, c.want)
		}
	}
}

func TestSearchFindsTextAsItIsWritten(t *testing.T) {
	e, _ := tracetest.Gather(t, `SELECT * FROM (VALUES (0, '100%', NULL), (1, '100 A', [1, 2]), (2, 'a_b', [NULL]), (3, 'axb', []), (4, 'O''Neill "q"', NULL),
			(5, 'ÄRGER', NULL), (6, NULL, NULL), (7, '\', NULL), (8, chr(0) || 'z', NULL)) AS v (i, s, l)`,
		model{"one", `SELECT * FROM src.clicks WHERE i < 0`})
	for search, want := range map[string]string{
		"%":         "0",
		"_":         "2",
		"100":       "0 1",
		"a":         "1 2 3",
		"A":         "1 2 3",
		"o'n":       "4",
		`"Q"`:       "4",
		"ärger":     "5",
		`\`:         "7",
		"\x00Z":     "8",
		"[1, 2]":    "1",
		"null":      "2",
		"7":         "7",
		"'); DROP ": "",
		"x OR 1=1":  "",
	} {
		if got := column(t, e, trace.RowsQuery{Step: "one", Search: search}, "i"); got != want {
			t.Errorf("search %q: got %q, want %q", search, got, want)
		}
	}
	set := tracetest.Open(t, e, trace.RowsQuery{Step: "one", Search: "100"})
	if set.Total != 9 || set.Matching != 2 {
		t.Errorf("got %d of %d, want 2 of 9", set.Matching, set.Total)
	}
}

func TestWhereAsksForCellsAsTheyArePrinted(t *testing.T) {
	e, _ := tracetest.Gather(t, `SELECT * FROM (VALUES (0, 'x', 1.50, {'a': 1}), (1, NULL, 1.5, NULL), (2, '', NULL, {'a': NULL}), (3, 'x', 2, {'a': 1}), (4, 'it''s', 2, NULL), (5, 'NULL', 2, NULL)) AS v (i, s, n, p)`,
		model{"one", `SELECT * FROM src.clicks WHERE i < 0`})
	for _, c := range []struct {
		where []trace.Value
		want  string
	}{
		{nil, "0 1 2 3 4 5"},
		{[]trace.Value{{Name: "s", Text: "x"}}, "0 3"},
		{[]trace.Value{{Name: "s", Null: true}}, "1"},
		{[]trace.Value{{Name: "s", Text: ""}}, "2"},
		{[]trace.Value{{Name: "s", Text: "NULL"}}, "5"},
		{[]trace.Value{{Name: "s", Text: "it's"}}, "4"},
		{[]trace.Value{{Name: "s", Text: "X"}}, ""},
		{[]trace.Value{{Name: "n", Text: "1.50"}}, "0 1"},
		{[]trace.Value{{Name: "n", Text: "1.5"}}, ""},
		{[]trace.Value{{Name: "p", Text: "{'a': 1}"}}, "0 3"},
		{[]trace.Value{{Name: "p", Text: "{'a': NULL}"}}, "2"},
		{[]trace.Value{{Name: "s", Text: "x"}, {Name: "n", Text: "2.00"}}, "3"},
	} {
		if got := column(t, e, trace.RowsQuery{Step: "one", Where: c.where}, "i"); got != c.want {
			t.Errorf("where %v: got %q, want %q", c.where, got, c.want)
		}
	}
	set := tracetest.Open(t, e, trace.RowsQuery{Step: "one"})
	rows, err := set.Page(context.Background(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if got, want := column(t, e, trace.RowsQuery{Step: "one", Where: row.Cells}, "i"), fmt.Sprint(i); got != want {
			t.Errorf("where all cells are those of row %d: got %s", i, got)
		}
	}
}

func TestColumnsMayHaveAnyName(t *testing.T) {
	names := []string{`select`, `a"b`, `x`, `rowid`, `it's`, `a; DROP TABLE t`, `Ü ü`, `%s %d`}
	list := "i AS __key"
	for k, n := range names {
		list += fmt.Sprintf(`, i + %d AS "%s"`, k, strings.ReplaceAll(n, `"`, `""`))
	}
	e, conn := tracetest.Gather(t, "SELECT i FROM range(3) AS t(i)",
		model{"one", `SELECT ` + list + ` FROM src.clicks`}, model{"two", `SELECT * FROM "ref"."one" WHERE "a""b" < 0`})
	for k, name := range names {
		q := trace.RowsQuery{Step: "two", Sort: name, Desc: true, Search: fmt.Sprint(k + 1), Where: []trace.Value{{Name: name, Text: fmt.Sprint(k + 1)}}}
		if got, want := column(t, e, q, name), fmt.Sprint(k+1); got != want {
			t.Errorf("column %s: got %q, want %q", name, got, want)
		}
	}
	set := tracetest.Open(t, e, trace.RowsQuery{Step: "two", Cause: tracetest.CauseLike(t, e, `"a""b"`)})
	if set.Failing != 1 || set.Columns[0].Name != `a"b` {
		t.Errorf("got %d failing columns, the first is %s", set.Failing, set.Columns[0].Name)
	}
	if diff := cmp.Diff(tracetest.Queried(t, conn, set), tracetest.Paged(t, set, 2)); diff != "" {
		t.Errorf("pages (-query +pages):\n%s", diff)
	}
}

func TestColumnsOfEveryTypeCanBeSortedAndSearched(t *testing.T) {
	types := map[string]string{
		"un":   "union_value(a := i)",
		"mix":  "CASE WHEN i = 1 THEN union_value(n := i)::UNION(n BIGINT, s VARCHAR) ELSE union_value(s := 'x')::UNION(n BIGINT, s VARCHAR) END",
		"map":  "MAP {i: 'v'}",
		"list": "[i, NULL]",
		"arr":  "[i, 1]::INTEGER[2]",
		"nest": "[{'a': [i], 'b': NULL}]",
		"bit":  "i::INTEGER::BIT",
		"ivl":  "to_days(i::INTEGER)",
		"blob": "encode('b' || i)",
		"enum": "('e' || i)::ENUM('e2', 'e1', 'e0')",
		"uuid": "('00000000-0000-0000-0000-00000000000' || i)::UUID",
		"json": "('{\"a\": ' || i || '}')::JSON",
		"big":  "i::BIGNUM",
		"huge": "i::UHUGEINT",
		"tstz": "make_timestamptz(i)",
		"time": "TIME '10:00' + to_seconds(i)",
		"nan":  "CASE WHEN i = 1 THEN 'nan'::DOUBLE ELSE i END",
		"none": "NULL",
	}
	clicks := "SELECT i"
	for name, text := range types {
		clicks += ", " + text + " AS " + name
	}
	e, conn := tracetest.Gather(t, clicks+" FROM range(3) AS t(i)",
		model{"more", `SELECT c.* FROM src.clicks AS c JOIN (VALUES (0), (1), (1), (2)) AS v (k) ON v.k = c.i`},
		model{"last", `SELECT * FROM "ref"."more" WHERE i < 0`})
	for name := range types {
		for _, step := range []string{"more", "last"} {
			for _, desc := range []bool{false, true} {
				set := tracetest.Open(t, e, trace.RowsQuery{Step: step, Cause: map[string]string{"more": "kept"}[step], Sort: name, Desc: desc, Search: "e"})
				if diff := cmp.Diff(tracetest.Queried(t, conn, set), tracetest.Paged(t, set, 3)); diff != "" {
					t.Errorf("%s by %s: pages (-query +pages):\n%s", step, name, diff)
				}
				rows, err := set.Page(context.Background(), 0, 1)
				if err != nil || len(rows) == 0 {
					t.Fatalf("%s by %s: %d rows, %v", step, name, len(rows), err)
				}
				if same := tracetest.Open(t, e, trace.RowsQuery{Step: step, Cause: map[string]string{"more": "kept"}[step], Where: rows[0].Cells}); same.Matching == 0 {
					t.Errorf("%s: no row has the cells %v", step, rows[0].Cells)
				}
			}
		}
	}
}
