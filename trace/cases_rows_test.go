package trace_test

import (
	"context"
	"database/sql"
	"fmt"
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

// rowsOfCase checks of each step and each cause that the pages of a set are its query, which holds the rows that a join of the step's
// input with the fates gives, and that each click of the cause is in it. It returns the rows that each step dropped.
func rowsOfCase(t *testing.T, conn *sql.Conn, e *evidence.Evidence, ledger *trace.Ledger) map[string][]string {
	dropped := map[string][]string{}
	for _, s := range ledger.Steps {
		if !explained(e, s.Name) {
			continue
		}
		rowsOfCause(t, conn, e, trace.RowsQuery{Step: s.Name, Cause: string(trace.Kept)}, s.Out)
		dropped[s.Name] = rowsOfCause(t, conn, e, trace.RowsQuery{Step: s.Name}, s.Dropped())
		for _, c := range s.Causes {
			rowsOfCause(t, conn, e, trace.RowsQuery{Step: s.Name, Cause: c.ID}, c.Clicks)
		}
	}
	return dropped
}

// checkDropped checks that a chain which ends with a step gives the same rows of it as the whole chain does. The steps of the last model
// are left out: up to them it is the whole chain.
func checkDropped(t *testing.T, conn *sql.Conn, chain *trace.Chain, dropped map[string][]string) {
	for step, want := range dropped {
		if model, _, _ := strings.Cut(step, "."); model == chain.Number.Model {
			continue
		}
		query, err := evidence.Dropped(context.Background(), conn, chain, trace.AsOf{}, step, "", trace.Slice{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		got := tracetest.Table(t, conn, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+query+")")
		if diff := cmp.Diff(want, sortedLines(got)); diff != "" {
			t.Errorf("%s: rows (-set +dropped):\n%s", step, diff)
		}
	}
}

// rowsOfCause returns the rows of the query, sorted.
func rowsOfCause(t *testing.T, conn *sql.Conn, e *evidence.Evidence, q trace.RowsQuery, clicks int64) []string {
	what := fmt.Sprintf("%s, cause %q", q.Step, q.Cause)
	set := tracetest.Open(t, e, q)
	got := tracetest.Queried(t, conn, set)
	rows := sortedLines(got)
	for _, size := range []int{1, 3, 1000} {
		if diff := cmp.Diff(got, tracetest.Paged(t, set, size)); diff != "" {
			t.Errorf("%s, pages of %d (-query +pages):\n%s", what, size, diff)
		}
		if len(got) <= size { // a larger page is the same
			break
		}
	}
	join, err := droppedByJoin(e, set, q.Step, q.Cause)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sortedLines(tracetest.Table(t, conn, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+join+")")), rows); diff != "" {
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
	if len(got) < 2 { // nothing to sort
		return rows
	}
	for _, c := range set.Columns {
		sorted := tracetest.Open(t, e, trace.RowsQuery{Step: q.Step, Cause: q.Cause, Sort: c.Name, Desc: true})
		queried := tracetest.Queried(t, conn, sorted)
		if diff := cmp.Diff(queried, tracetest.Paged(t, sorted, 2)); diff != "" {
			t.Errorf("%s sorted by %s (-query +pages):\n%s", what, c.Name, diff)
		}
		if diff := cmp.Diff(rows, sortedLines(queried)); diff != "" {
			t.Errorf("%s sorted by %s holds other rows (-unsorted +sorted):\n%s", what, c.Name, diff)
		}
	}
	return rows
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
