package trace

import (
	"context"
	"database/sql"
	"fmt"

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

// DroppedByJoin is the rows of a cause as one join of the flow that entered the step with the fates, with the root row's
// number, or the root rows in a group, last: what a set of rows must hold, without its tables of keys.
func (e *Evidence) DroppedByJoin(step, cause string) (query string, err error) {
	t := e.trace
	for i, s := range t.steps {
		if s.name != step {
			continue
		}
		fate, predicate, err := t.fateOf(i, cause)
		if err != nil {
			return "", err
		}
		var names []string
		columns, _ := t.failingFirst(context.Background(), s.in.columns, predicate, s.aliases...)
		for _, c := range columns {
			names = append(names, c.Name)
		}
		fates := "SELECT id FROM " + fatesTable + " WHERE " + fate
		if s.in.level == 0 {
			return fmt.Sprintf("SELECT %s, x.%s FROM %s AS x SEMI JOIN (%s) AS f ON f.id = x.%s", qualified("x", names), idCol, s.in.from, fates, idCol), nil
		}
		groups := fmt.Sprintf("SELECT gid, count(DISTINCT g.id) AS n FROM %s AS g SEMI JOIN (%s) AS f ON f.id = g.id WHERE level = %d GROUP BY gid", groupsTable, fates, s.in.level)
		return fmt.Sprintf("SELECT %s, g.n FROM %s AS x JOIN (%s) AS g ON g.gid = x.%s", qualified("x", names), s.in.from, groups, idCol), nil
	}
	return "", fmt.Errorf("no step %s", step)
}

// Explained says whether the rows that entered the step are known.
func (e *Evidence) Explained(step string) bool {
	for _, s := range e.trace.steps {
		if s.name == step {
			return s.in != nil
		}
	}
	return false
}

// HoldsRoots says whether the root rows that fan out are held joined with their fates.
func (r *Result) HoldsRoots() bool { return r.heldRoots }

// InWords is what a model's author reads of an engine's message, and the hint.
func InWords(message string) (said, hint string) {
	s := inWords(message)
	return s.message, s.hint
}

// Spine returns the path that a run of the chain takes, and what it notes of others.
func Spine(ctx context.Context, conn *sql.Conn, c *Chain) (path []string, note string, err error) {
	g, err := parseModels(ctx, conn, c)
	if err != nil {
		return nil, "", err
	}
	if path, err = g.spine(); err != nil {
		return nil, "", err
	}
	return path, g.paths().note(path), nil
}
