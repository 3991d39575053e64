package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/fates"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// traced is a run as tests look into it.
type traced struct {
	*fates.Result
	spine []string
	kept  map[string]keptRows // the models that were followed
}

// keptRows is what the tagged form of a model keeps.
type keptRows struct {
	query   string // its rows, without the hidden columns
	withIDs string // the same with the id as column #, and the hidden columns
	level   int    // 0 if the ids are those of root rows
	lineage string // for other levels: gid and id
}

// runTraced is [fates.Run], for tests that look at the rows it keeps.
func runTraced(ctx context.Context, conn *sql.Conn, c *trace.Chain, opt trace.Options) (*traced, error) {
	r, err := fates.Run(ctx, conn, c, opt)
	if err != nil {
		return nil, err
	}
	out := &traced{Result: r, spine: r.Trace.Spine, kept: map[string]keptRows{}}
	for name, f := range r.Trace.Flows {
		rows := keptRows{query: f.PlainQuery(), level: f.Level}
		rows.withIDs = "SELECT " + tag.IDCol + ` AS "#", * FROM ` + f.From.String()
		if f.Level > 0 {
			rows.lineage = r.Trace.LineageOf(f)
		}
		out.kept[name] = rows
	}
	return out, nil
}

// fatesOf returns what to put after FROM for one row for each root row, with its id and its cause as a code, and the step
// and cause of each code. Code 0, of the rows that nothing dropped, is not among them.
func fatesOf(r *fates.Result) (from string, steps map[int]trace.Step, causes map[int]trace.Cause) {
	steps, causes = map[int]trace.Step{}, map[int]trace.Cause{}
	for i, s := range r.Meta.Steps {
		for j, c := range s.Causes {
			steps[r.Meta.Codes[i][j]], causes[r.Meta.Codes[i][j]] = s, c
		}
	}
	return r.FatesFrom, steps, causes
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

// spineOf returns the path that a run of the chain takes, and what it notes of others.
func spineOf(t testing.TB, c *trace.Chain) (path []string, note string, err error) {
	t.Helper()
	g, err := spine.Parse(context.Background(), connect(t), c)
	if err != nil {
		return nil, "", err
	}
	if path, err = g.Spine(); err != nil {
		return nil, "", err
	}
	return path, g.Paths().Note(path), nil
}
