package evidence_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
	"funneltrace/trace/tracetest"
)

// Of each case, each step and each cause: the pages of a set are its query, which holds the rows that a join of the step's
// input with the fates gives, each click of the cause is in it, and Dropped gives the same.
func TestTheRowsOfEachCauseAreThoseThatTheLedgerCounts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "testdata", "cases", "*", "chain.yml"))
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
	conn, chain := tracetest.Case(t, dir)
	e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := e.Result().Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	other, _ := tracetest.Case(t, dir)
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
		if tracetest.HasTies(ledger) {
			continue // another run may decide them in another way
		}
		query, err := evidence.Dropped(ctx, other, chain, trace.AsOf{}, s.Name, "", trace.Slice{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := tracetest.Table(t, other, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+query+")")
		if diff := cmp.Diff(sortedLines(want), sortedLines(tracetest.Queried(t, conn, tracetest.Open(t, e, trace.RowsQuery{Step: s.Name})))); diff != "" {
			t.Errorf("%s: rows (-dropped +set):\n%s", s.Name, diff)
		}
	}
}

func rowsOfCause(t *testing.T, conn *sql.Conn, e *evidence.Evidence, q trace.RowsQuery, clicks int64) {
	what := fmt.Sprintf("%s, cause %q", q.Step, q.Cause)
	set := tracetest.Open(t, e, q)
	got := tracetest.Queried(t, conn, set)
	for _, size := range []int{1, 3, 1000} {
		if diff := cmp.Diff(got, tracetest.Paged(t, set, size)); diff != "" {
			t.Errorf("%s, pages of %d (-query +pages):\n%s", what, size, diff)
		}
	}
	join, err := droppedByJoin(e, set, q.Step, q.Cause)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sortedLines(tracetest.Table(t, conn, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+join+")")), sortedLines(got)); diff != "" {
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
		sorted := tracetest.Open(t, e, trace.RowsQuery{Step: q.Step, Cause: q.Cause, Sort: c.Name, Desc: true})
		if diff := cmp.Diff(tracetest.Queried(t, conn, sorted), tracetest.Paged(t, sorted, 2)); diff != "" {
			t.Errorf("%s sorted by %s (-query +pages):\n%s", what, c.Name, diff)
		}
		if diff := cmp.Diff(sortedLines(got), sortedLines(tracetest.Paged(t, sorted, 1000))); diff != "" {
			t.Errorf("%s sorted by %s holds other rows (-unsorted +sorted):\n%s", what, c.Name, diff)
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

// droppedByJoin is the rows of a cause as one join of the flow that entered the step with the fates, with the root row's
// number, or the root rows in a group, last: what a set of rows must hold, without its tables of keys.
func droppedByJoin(e *evidence.Evidence, set *evidence.RowSet, step, cause string) (query string, err error) {
	r := e.Result()
	i := stepAt(r, step)
	if i < 0 {
		return "", fmt.Errorf("no step %s", step)
	}
	columns := make([]string, len(set.Columns))
	for k, c := range set.Columns {
		columns[k] = "x." + sqltree.Quote(c.Name)
	}
	list, in := strings.Join(columns, ", "), r.Trace.Steps[i].In
	droppedIDs := "SELECT id FROM " + r.FatesFrom + " WHERE " + whereDropped(r, i, cause)
	if in.Level == 0 {
		return fmt.Sprintf("SELECT %s, x.%s FROM %s AS x SEMI JOIN (%s) AS f ON f.id = x.%s", list, tag.IDCol, in.From, droppedIDs, tag.IDCol), nil
	}
	groups := fmt.Sprintf("SELECT gid, count(DISTINCT g.id) AS n FROM %s AS g SEMI JOIN (%s) AS f ON f.id = g.id WHERE level = %d GROUP BY gid", fates.GroupsTable, droppedIDs, in.Level)
	return fmt.Sprintf("SELECT %s, g.n FROM %s AS x JOIN (%s) AS g ON g.gid = x.%s", list, in.From, groups, tag.IDCol), nil
}

// whereDropped is SQL over the fates for the root rows of a cause of the step at the index: of all of them, or those that it kept.
func whereDropped(r *fates.Result, step int, cause string) string {
	codes := []string{"-1"}
	for j, c := range r.Meta.Steps[step].Causes {
		if cause == "" || cause == c.ID {
			codes = append(codes, fmt.Sprint(r.Meta.Codes[step][j]))
		}
	}
	if cause != string(trace.Kept) {
		return "cause IN (" + strings.Join(codes, ", ") + ")"
	}
	return fmt.Sprintf("(cause = 0 OR cause > %d)", slices.Max(slices.Concat(append(r.Meta.Codes[:step+1:step+1], []int{0})...)))
}

// explained says whether the rows that entered the step are known.
func explained(e *evidence.Evidence, step string) bool {
	i := stepAt(e.Result(), step)
	return i >= 0 && e.Result().Trace.Steps[i].In != nil
}

func stepAt(r *fates.Result, name string) int {
	return slices.IndexFunc(r.Trace.Steps, func(s *tag.Step) bool { return s.Name == name })
}
