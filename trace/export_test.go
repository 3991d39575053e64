package trace

import (
	"context"
	"database/sql"

	"funneltrace/trace/sqltree"
)

// Traced is a run as tests look into it.
type Traced struct {
	*Result
	Spine []string
	Kept  map[string]Rows // the models that were followed
}

// Rows is what the tagged form of a model keeps.
type Rows struct {
	Query   string // its rows, without the hidden columns
	WithIDs string // the same with the id as column #, and the hidden columns
	Level   int    // 0 if the ids are those of root rows
	Lineage string // for other levels: gid and id
}

// RunForTest is Run, for tests that look at the rows it keeps.
func RunForTest(ctx context.Context, conn *sql.Conn, c *Chain, opt Options) (*Traced, error) {
	t, err := runTracer(ctx, conn, c, opt)
	if err != nil {
		return nil, err
	}
	r, err := t.result(ctx)
	if err != nil {
		return nil, err
	}
	out := &Traced{Result: r, Spine: t.spineNames, Kept: map[string]Rows{}}
	for name, f := range t.flows {
		rows := Rows{Query: f.plainQuery(), Level: f.level}
		rows.WithIDs = "SELECT " + idCol + ` AS "#", * FROM ` + f.from
		if f.level > 0 {
			rows.Lineage = sqltree.Quote(t.rollups[f.level-1].lineage)
		}
		out.Kept[name] = rows
	}
	return out, nil
}

// Fates returns what to put after FROM for one row for each root row, with its id and its cause as a code, and the step
// and cause of each code. Code 0, of the rows that nothing dropped, is not among them.
func (r *Result) Fates() (from string, steps map[int]Step, causes map[int]Cause) {
	steps, causes = map[int]Step{}, map[int]Cause{}
	for i, s := range r.meta.Steps {
		for j, c := range s.Causes {
			steps[r.meta.Codes[i][j]], causes[r.meta.Codes[i][j]] = s, c
		}
	}
	return r.fates, steps, causes
}
