package trace_test

import (
	"context"
	"database/sql"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/spine"
	"funneltrace/trace/tag"
	"funneltrace/trace/tracetest"
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
	return keeps(r), nil
}

// keeps is a result with the rows that it keeps.
func keeps(r *fates.Result) *traced {
	out := &traced{Result: r, spine: r.Trace.Spine, kept: map[string]keptRows{}}
	for name, f := range r.Trace.Flows {
		rows := keptRows{query: f.PlainQuery(), level: f.Level}
		rows.withIDs = "SELECT " + tag.IDCol + ` AS "#", * FROM ` + f.From.String()
		if f.Level > 0 {
			rows.lineage = r.Trace.LineageOf(f)
		}
		out.kept[name] = rows
	}
	return out
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

// spineOf returns the path that a run of the chain takes, and what it notes of others.
func spineOf(t testing.TB, c *trace.Chain) (path []string, note string, err error) {
	t.Helper()
	g, err := spine.Parse(context.Background(), tracetest.Connect(t), c)
	if err != nil {
		return nil, "", err
	}
	if path, err = g.Spine(); err != nil {
		return nil, "", err
	}
	return path, g.Paths().Note(path), nil
}
