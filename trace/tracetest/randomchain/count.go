package randomchain

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// ModelCount is what prefixes say of one model.
type ModelCount struct {
	Model   string
	in, out int
	rungs   []*rung
	dead    map[int64]*rung
	loose   bool // which of equal rows are dropped nobody says
}

// ids are numbers of root rows.
type ids map[int64]bool

// counter counts the rungs of one model.
type counter struct {
	conn *sql.Conn
	at   map[any][2]int
}

// result is what a query made of the rows that entered it.
type result struct {
	rungs []*rung
	dead  map[int64]*rung
	alive ids
	full  string // SQL of its rows, with the carried column
}

// Count runs the prefixes of each model, from what the model before has kept. It leaves the models' rows with the carried
// column in the schema "w". The chain's tables are loaded, and its plain models run.
func (c *Chain) Count(ctx context.Context, conn *sql.Conn) ([]ModelCount, error) {
	if _, err := conn.ExecContext(ctx, "DROP SCHEMA IF EXISTS w CASCADE; CREATE SCHEMA w"); err != nil {
		return nil, err
	}
	in := ids{}
	for i := range c.Tables[0].Rows {
		in[int64(i)] = true
	}
	spine := fmt.Sprintf("(SELECT *, [id] AS %s, %s AS %s FROM src.%s)", carried, nothing, missed, c.Tables[0].Name)
	var out []ModelCount
	for i, q := range c.Models {
		_, at := q.print()
		k := counter{conn, at}
		r, err := k.query(ctx, q, spine, in)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", modelName(i), err)
		}
		spine = "w." + modelName(i)
		if _, err := conn.ExecContext(ctx, "CREATE TABLE "+spine+" AS "+r.full); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", modelName(i), err, r.full)
		}
		out = append(out, ModelCount{Model: modelName(i), in: len(in), out: len(r.alive), rungs: r.rungs, dead: r.dead, loose: q.loose()})
		in = r.alive
	}
	return out, nil
}

// loose says whether it does not say which rows it drops, only how many.
func (q *Query) loose() bool {
	return q.With != nil && q.With.loose() || slices.ContainsFunc(q.Branches, func(s *Select) bool {
		return s.Loose || s.spine() != nil && s.spine().Sub != nil && s.spine().Sub.loose()
	})
}

// query counts a query over the rows of spine.
func (k counter) query(ctx context.Context, q *Query, spine string, in ids) (result, error) {
	var before result
	if q.With != nil {
		var err error
		if before, err = k.query(ctx, q.With, spine, in); err != nil {
			return result{}, err
		}
		spine, in = "("+before.full+")", before.alive
	}
	var branches []result
	for _, s := range q.Branches {
		r, err := k.selection(ctx, s, spine, in)
		if err != nil {
			return result{}, err
		}
		branches = append(branches, r)
	}
	r := branches[0]
	if len(branches) > 1 {
		var err error
		if r, err = k.union(ctx, q, spine, branches, in); err != nil {
			return result{}, err
		}
	}
	for id, rung := range before.dead {
		r.dead[id] = rung
	}
	r.rungs = append(before.rungs, r.rungs...)
	k.recount(r)
	return r, nil
}

// recount counts the dead of each rung.
func (k counter) recount(r result) {
	for _, g := range r.rungs {
		g.dropped, g.answers = 0, map[ask]int{}
	}
	for id, g := range r.dead {
		g.dropped++
		for a, rows := range g.rows {
			if rows[id] && a != without {
				g.answers[a]++
			}
		}
	}
	for _, g := range r.rungs {
		g.answers[without] = len(g.rows[without])
	}
}

// left returns the root rows that are left after each prefix.
func (k counter) left(ctx context.Context, prefixes []string) ([]ids, error) {
	out := make([]ids, len(prefixes))
	var parts []string
	for i, p := range prefixes {
		out[i] = ids{}
		parts = append(parts, fmt.Sprintf("SELECT DISTINCT %d AS at, unnest(i) AS id FROM (%s) AS p(i)", i, p))
	}
	if len(parts) == 0 {
		return out, nil
	}
	query := strings.Join(parts, " UNION ALL ")
	rows, err := k.conn.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, query)
	}
	defer rows.Close()
	for rows.Next() {
		var at int
		var id int64
		if err := rows.Scan(&at, &id); err != nil {
			return nil, err
		}
		out[at][id] = true
	}
	return out, rows.Err()
}
