package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
)

// Of each case, each step and each cause: the pages of a set are its query, which holds the rows that a join of the step's
// input with the fates gives, each click of the cause is in it, and Dropped gives the same.
func TestTheRowsOfEachCauseAreThoseThatTheLedgerCounts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "cases", "*", "chain.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			rowsOfCase(t, dir)
		})
	}
}

func rowsOfCase(t *testing.T, dir string) {
	ctx := context.Background()
	conn, chain := attachCase(t, dir)
	e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := e.Result().Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	other, _ := attachCase(t, dir)
	for _, s := range ledger.Steps {
		if !explained(e, s.Name) {
			continue
		}
		clicks := map[string]int64{"": s.Dropped(), string(trace.Kept): s.Out}
		for _, c := range s.Causes {
			clicks[c.ID] = c.Clicks
		}
		for cause, n := range clicks {
			rowsOfCause(t, conn, e, trace.RowsQuery{Step: s.Name, Cause: cause}, n)
		}
		if hasTies(ledger) {
			continue // another run may decide them in another way
		}
		query, err := evidence.Dropped(ctx, other, chain, s.Name, "", trace.Slice{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := tableOf(t, other, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+query+")")
		if diff := cmp.Diff(sortedLines(want), sortedLines(queried(t, conn, open(t, e, trace.RowsQuery{Step: s.Name})))); diff != "" {
			t.Errorf("%s: rows (-dropped +set):\n%s", s.Name, diff)
		}
	}
}

func rowsOfCause(t *testing.T, conn *sql.Conn, e *evidence.Evidence, q trace.RowsQuery, clicks int64) {
	what := fmt.Sprintf("%s, cause %q", q.Step, q.Cause)
	set := open(t, e, q)
	got := queried(t, conn, set)
	for _, size := range []int{1, 3, 1000} {
		if diff := cmp.Diff(got, paged(t, set, size)); diff != "" {
			t.Errorf("%s, pages of %d (-query +pages):\n%s", what, size, diff)
		}
	}
	join, err := droppedByJoin(e, set, q.Step, q.Cause)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sortedLines(tableOf(t, conn, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+join+")")), sortedLines(got)); diff != "" {
		t.Errorf("%s: rows (-join +set):\n%s", what, diff)
	}
	if int64(len(got)) != set.Total || set.Total != set.Matching {
		t.Errorf("%s: got %d rows, %d of %d match", what, len(got), set.Matching, set.Total)
	}
	if !set.Grouped {
		roots := map[string]bool{}
		for _, row := range got {
			roots[row[len(row)-1]] = true
		}
		if int64(len(roots)) != clicks {
			t.Errorf("%s: got rows of %d clicks, the ledger has %d", what, len(roots), clicks)
		}
	}
	for _, c := range set.Columns {
		sorted := open(t, e, trace.RowsQuery{Step: q.Step, Cause: q.Cause, Sort: c.Name, Desc: true})
		if diff := cmp.Diff(queried(t, conn, sorted), paged(t, sorted, 2)); diff != "" {
			t.Errorf("%s sorted by %s (-query +pages):\n%s", what, c.Name, diff)
		}
		if diff := cmp.Diff(sortedLines(got), sortedLines(paged(t, sorted, 1000))); diff != "" {
			t.Errorf("%s sorted by %s holds other rows (-unsorted +sorted):\n%s", what, c.Name, diff)
		}
	}
}

// queried returns the rows of the set's query as text, NULL as nothing.
func queried(t testing.TB, conn *sql.Conn, set *evidence.RowSet) [][]string {
	t.Helper()
	return tableOf(t, conn, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+set.Query()+")")
}

// paged returns the set page by page in the same form.
func paged(t testing.TB, set *evidence.RowSet, size int) [][]string {
	t.Helper()
	var out [][]string
	for at := int64(0); ; at += int64(size) {
		rows, err := set.Page(context.Background(), at, size)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			return out
		}
		for _, r := range rows {
			var line []string
			for _, c := range r.Cells {
				line = append(line, c.Text)
			}
			last := r.Root
			if set.Grouped {
				last = r.Count
			}
			out = append(out, append(line, strconv.FormatInt(last, 10)))
		}
	}
}

func sortedLines(rows [][]string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = strings.Join(r, " | ")
	}
	slices.Sort(out)
	return out
}
