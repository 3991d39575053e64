package evidence_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/tracetest"
)

// model is a name and its SQL.
type model = tracetest.Model

// column returns one column of all rows of the query's set, with spaces between.
func column(t testing.TB, e *evidence.Evidence, q trace.RowsQuery, name string) string {
	t.Helper()
	set := tracetest.Open(t, e, q)
	var out []string
	for _, row := range tracetest.Cells(t, set, 0, int(set.Matching)) {
		for i, c := range set.Columns {
			if c.Name == name {
				out = append(out, row[i])
			}
		}
	}
	if int64(len(out)) != set.Matching {
		t.Errorf("got %d rows, want the %d that match", len(out), set.Matching)
	}
	if err := set.Close(context.Background()); err != nil {
		t.Error(err)
	}
	return strings.Join(out, " ")
}

func TestFailingColumnsComeFirst(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT i AS a, i * 10 AS b, i % 2 AS c FROM range(4) AS t(i)",
		model{"one", `SELECT * FROM src.clicks WHERE c = 0 AND b < 20`})
	set := tracetest.Open(t, e, trace.RowsQuery{Step: "one", Cause: tracetest.CauseLike(t, e, "c = 0")})
	if diff := cmp.Diff([]trace.Column{{Name: "c", Type: "BIGINT"}, {Name: "a", Type: "BIGINT"}, {Name: "b", Type: "BIGINT"}}, set.Columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if set.Failing != 1 || set.Grouped {
		t.Errorf("got %d failing columns, grouped %t; want 1, false", set.Failing, set.Grouped)
	}
	if diff := cmp.Diff([][]string{{"1", "1", "10"}, {"1", "3", "30"}}, tracetest.Cells(t, set, 0, 10)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if kept := tracetest.Open(t, e, trace.RowsQuery{Step: "one", Cause: "kept"}); kept.Failing != 0 || kept.Total != 1 {
		t.Errorf("kept: got %d failing columns and %d rows, want 0 and 1", kept.Failing, kept.Total)
	}
}

func TestAColumnOfALookupIsNoFailingOneOfTheRow(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT i AS a, i AS k, 7 AS b FROM range(4) AS t(i)",
		model{"one", `SELECT c.a FROM src.clicks AS c JOIN (SELECT i AS k, i + 1 AS b FROM range(4) AS t(i)) AS l ON l.k = c.k
			JOIN (VALUES (1), (2)) AS m(v) ON m.v = l.b`})
	if set := tracetest.Open(t, e, trace.RowsQuery{Step: "one", Cause: tracetest.CauseLike(t, e, "m.v")}); set.Failing != 0 {
		t.Errorf("%d columns fail, %v; l.b is not the row's b", set.Failing, set.Columns)
	}
}

func TestAPageEndsWhereTheSetEnds(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT i FROM range(10) AS t(i)", model{"one", `SELECT * FROM src.clicks WHERE i >= 7`})
	set := tracetest.Open(t, e, trace.RowsQuery{Step: "one"})
	for _, p := range []struct {
		offset int64
		n      int
		want   int
	}{{0, 3, 3}, {5, 3, 2}, {6, 3, 1}, {7, 3, 0}, {1000, 3, 0}, {0, 0, 0}, {0, 1 << 40, 7}} {
		if got := tracetest.Cells(t, set, p.offset, p.n); len(got) != p.want {
			t.Errorf("page of %d from %d: got %d rows, want %d", p.n, p.offset, len(got), p.want)
		}
	}
	if _, err := set.Page(context.Background(), -1, 3); err == nil {
		t.Error("a page before the first: got no error")
	}
}

func TestASetWithoutRowsHasNoPages(t *testing.T) {
	for name, clicks := range map[string]string{"nothing dropped": "SELECT 1 AS i", "no clicks": "SELECT 1 AS i WHERE FALSE"} {
		e, _ := tracetest.Gather(t, clicks, model{"one", `SELECT * FROM src.clicks WHERE i = 1`})
		set := tracetest.Open(t, e, trace.RowsQuery{Step: "one", Search: "x", Sort: "i"})
		if got := tracetest.Cells(t, set, 0, 10); len(got) != 0 || set.Total != 0 || set.Matching != 0 {
			t.Errorf("%s: got %v, total %d, matching %d; want none", name, got, set.Total, set.Matching)
		}
	}
}

func TestRowsThatAJoinMultipliedAreEachShown(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT i AS a FROM range(5) AS t(i)",
		model{"more", `SELECT c.a, s.b FROM src.clicks AS c JOIN (VALUES (1, 'y'), (1, 'x'), (1, 'x'), (2, 'z'), (3, 'v'), (3, 'w')) AS s (a, b) ON s.a = c.a`},
		model{"few", `SELECT a, b, a + 1 AS c FROM "ref"."more" WHERE a <> 1`},
		model{"last", `SELECT * FROM "ref"."few" WHERE b <> 'v'`})
	dropped := tracetest.Open(t, e, trace.RowsQuery{Step: "few", Sort: "b"})
	if diff := cmp.Diff([][]string{{"1", "x"}, {"1", "x"}, {"1", "y"}}, tracetest.Cells(t, dropped, 0, 9)); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	rows, err := dropped.Page(context.Background(), 0, 9)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Root != 1 || r.Count != 1 {
			t.Errorf("got root row %d, count %d; want 1, 1", r.Root, r.Count)
		}
	}
	// The click whose one row the last step drops lives on in the other: both rows are rows of a click that was kept.
	if got, want := column(t, e, trace.RowsQuery{Step: "last", Cause: "kept", Sort: "b"}, "b"), "v w z"; got != want {
		t.Errorf("kept: got %s, want %s", got, want)
	}
}

func TestAfterARollupRowsAreGroups(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT i, i % 3 AS k FROM range(10) AS t(i)",
		model{"sums", `SELECT k, count(*) AS n FROM src.clicks WHERE i <> 0 GROUP BY k`},
		model{"big", `SELECT * FROM "ref"."sums" WHERE k <> 2`})
	set := tracetest.Open(t, e, trace.RowsQuery{Step: "big"})
	rows, err := set.Page(context.Background(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []trace.Record{{Root: 2, Count: 3, Cells: []trace.Value{{Name: "k", Text: "2"}, {Name: "n", Text: "3"}}}}
	if diff := cmp.Diff(want, rows); diff != "" || !set.Grouped {
		t.Errorf("grouped %t, rows (-want +got):\n%s", set.Grouped, diff)
	}
	j, err := e.Journey(context.Background(), rows[0].Root)
	if err != nil {
		t.Fatal(err)
	}
	if len(j.Stops) != 2 || j.Stops[1].Kept {
		t.Errorf("the group's root row: got the stops %+v, want that it is dropped at the second", j.Stops)
	}
	if got, want := column(t, e, trace.RowsQuery{Step: "big", Cause: "kept", Sort: "k", Desc: true}, "n"), "3 3"; got != want {
		t.Errorf("kept: got %s, want %s", got, want)
	}
}

func TestGroupsThatAJoinMultipliedAreEachShown(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT i, i % 3 AS k FROM range(10) AS t(i)",
		model{"sums", `SELECT k, count(*) AS n FROM src.clicks GROUP BY k`},
		model{"more", `SELECT s.k, s.n, v.p FROM "ref"."sums" AS s JOIN (VALUES (0, 'a'), (0, 'b'), (1, 'c')) AS v (k, p) ON v.k = s.k`},
		model{"last", `SELECT * FROM "ref"."more" WHERE p <> 'c'`})
	if got, want := column(t, e, trace.RowsQuery{Step: "last", Cause: "kept", Sort: "p", Desc: true}, "p"), "b a"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestValuesThatChangeEachTimeAreReadOnce(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT i FROM range(300) AS t(i)",
		model{"one", `SELECT i, random() AS r FROM src.clicks`},
		model{"two", `SELECT * FROM "ref"."one" WHERE i < 0`})
	set := tracetest.Open(t, e, trace.RowsQuery{Step: "two"})
	if diff := cmp.Diff(tracetest.Cells(t, set, 0, 300), tracetest.Cells(t, set, 0, 300)); diff != "" {
		t.Errorf("two readings of the same rows differ:\n%s", diff)
	}
}

func TestRowsAsksForWhatIsThere(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT 1 AS i", model{"one", `SELECT * FROM src.clicks WHERE i = 2`})
	for _, c := range []struct {
		query trace.RowsQuery
		want  string
	}{
		{trace.RowsQuery{Step: "two"}, "chain test has no step two"},
		{trace.RowsQuery{Step: "one", Cause: "x"}, "step one has no cause x"},
		{trace.RowsQuery{Step: "one", Sort: "j"}, `rows of one: there is no column "j"; there are i`},
		{trace.RowsQuery{Step: "one", Where: []trace.Value{{Name: "j"}}}, `rows of one: there is no column "j"; there are i`},
		{trace.RowsQuery{Step: "one", Slice: trace.Slice{Where: []trace.DimValue{{Dim: "d"}}}}, "chain test has no dimension d"},
	} {
		if _, err := e.Rows(context.Background(), c.query); err == nil || err.Error() != c.want {
			t.Errorf("%+v: got the error %v, want %s", c.query, err, c.want)
		}
	}
	if _, err := e.Journey(context.Background(), 1); err == nil || err.Error() != "there is no click 1; the snapshot has 1, numbered from 0" {
		t.Errorf("the journey of a click that there is not: got the error %v", err)
	}
}

func TestAStepAfterOneThatCouldNotBeFollowedHasNoRows(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT 1 AS i", model{"one", `SELECT * FROM src.clicks WHERE random() < 2`}, model{"two", `SELECT * FROM "ref"."one"`})
	if got, want := column(t, e, trace.RowsQuery{Step: "one"}, "i"), "1"; got != want {
		t.Errorf("the step that could not be followed: got %s, want %s", got, want)
	}
	if _, err := e.Rows(context.Background(), trace.RowsQuery{Step: "two"}); err == nil || !strings.Contains(err.Error(), "could not be followed") {
		t.Errorf("the step after it: got the error %v", err)
	}
}

func TestACancelledCallLeavesTheEvidenceAsItWas(t *testing.T) {
	e, conn := tracetest.Gather(t, "SELECT i, 'text ' || i AS s FROM range(200000) AS t(i)",
		model{"one", `SELECT *, md5(s) AS h FROM src.clicks`},
		model{"two", `SELECT * FROM "ref"."one" WHERE i % 2 = 0`})
	ctx := context.Background()
	set := tracetest.Open(t, e, trace.RowsQuery{Step: "two"})
	before := tracetest.Cells(t, set, 1000, 50)
	calls := map[string]func(context.Context) error{
		"rows": func(ctx context.Context) error {
			_, err := e.Rows(ctx, trace.RowsQuery{Step: "two", Search: "f00", Sort: "h"})
			return err
		},
		"page":    func(ctx context.Context) error { _, err := set.Page(ctx, 1000, 5000); return err },
		"journey": func(ctx context.Context) error { _, err := e.Journey(ctx, 77); return err },
		"find":    func(ctx context.Context) error { _, err := e.Find(ctx, "md5(s) LIKE 'abc%'", 0); return err },
		"verify":  func(ctx context.Context) error { _, err := e.Verify(ctx, nil); return err },
	}
	for name, call := range calls {
		for _, after := range cancelAfter {
			cancelled, cancel := context.WithTimeout(ctx, after)
			if err := call(cancelled); err != nil && !errors.Is(err, context.DeadlineExceeded) && cancelled.Err() == nil {
				t.Errorf("%s: got the error %v", name, err)
			}
			cancel()
		}
		if err := call(ctx); err != nil {
			t.Errorf("%s after it was cancelled: got the error %v", name, err)
		}
	}
	if diff := cmp.Diff(before, tracetest.Cells(t, set, 1000, 50)); diff != "" {
		t.Errorf("the rows of the set (-before +after):\n%s", diff)
	}
	if err := set.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := set.Page(ctx, 0, 1); err == nil {
		t.Error("a page of a closed set: got no error")
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := tracetest.SomeRows(ctx, conn, "SELECT table_name FROM duckdb_tables() WHERE temporary"); err != nil || len(left) > 0 {
		t.Errorf("tables that are left: %v, %v", left, err)
	}
}
