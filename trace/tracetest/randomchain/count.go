package randomchain

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
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

func (k counter) selection(ctx context.Context, s *Select, spine string, in ids) (result, error) {
	var before result
	if leaf := s.spine(); leaf != nil && leaf.Sub != nil {
		var err error
		if before, err = k.query(ctx, leaf.Sub, spine, in); err != nil {
			return result{}, err
		}
		spine, in = "("+before.full+")", before.alive
	}
	r := result{dead: map[int64]*rung{}, alive: ids{}}
	single, err := k.singles(ctx, s)
	if err != nil {
		return result{}, err
	}
	r.rungs, r.full = s.rungs(spine, k.at, single)
	if s.spine() == nil {
		return r, nil
	}
	var prefixes []string
	for _, g := range r.rungs {
		prefixes = append(prefixes, g.prefix)
	}
	for _, g := range r.rungs {
		for _, a := range slices.Sorted(maps.Keys(g.asks)) {
			prefixes = append(prefixes, g.asks[a])
		}
	}
	left, err := k.left(ctx, prefixes)
	if err != nil {
		return result{}, err
	}
	for id := range in {
		r.alive[id] = true
		for i, g := range r.rungs {
			if !left[i][id] {
				r.dead[id] = g
				delete(r.alive, id)
				break
			}
		}
	}
	at := len(r.rungs)
	for _, g := range r.rungs {
		g.rows = map[ask]ids{}
		for _, a := range slices.Sorted(maps.Keys(g.asks)) {
			g.rows[a] = left[at]
			at++
		}
	}
	onlyCauses(r.rungs, left)
	for id, g := range before.dead {
		r.dead[id] = g
	}
	r.rungs = append(before.rungs, r.rungs...)
	return r, nil
}

// onlyCauses takes the rows that the whole WHERE keeps out of those that it keeps without one of its conjuncts.
func onlyCauses(rungs []*rung, left []ids) {
	kept := ids{}
	for i, g := range rungs {
		if g.asks != nil {
			kept = left[i]
		}
	}
	for _, g := range rungs {
		maps.DeleteFunc(g.rows[without], func(id int64, _ bool) bool { return kept[id] })
	}
}

// singles are the tables of comma lists that have one row at most.
func (k counter) singles(ctx context.Context, s *Select) (map[string]bool, error) {
	out := map[string]bool{}
	for i := range s.From {
		l := &s.From[i]
		if l.Spine || l.lateral() || len(s.From) == 1 {
			continue
		}
		var rows int
		if err := k.conn.QueryRowContext(ctx, "SELECT count(*) FROM "+l.Text).Scan(&rows); err != nil {
			return nil, err
		}
		out[l.Alias] = rows <= 1
	}
	return out, nil
}

// union tells in which branch each row was dropped that no branch has kept: in the first one whose conditions on the spine alone
// it passes, or else the first.
func (k counter) union(ctx context.Context, q *Query, spine string, branches []result, in ids) (result, error) {
	out := result{dead: map[int64]*rung{}, alive: ids{}}
	var fulls, tests []string
	for i, b := range branches {
		out.rungs = append(out.rungs, b.rungs...)
		fulls = append(fulls, b.full)
		tests = append(tests, q.Branches[i].routed(spine))
		for id := range b.alive {
			out.alive[id] = true
		}
	}
	for _, g := range out.rungs {
		delete(g.rows, without) // a row that fails in a branch may be in another
	}
	out.full = strings.Join(fulls, " UNION ALL ")
	routed, err := k.left(ctx, tests)
	if err != nil {
		return result{}, err
	}
	for id := range in {
		if out.alive[id] {
			continue
		}
		for _, pass := range []bool{true, false} {
			for i, b := range branches {
				if out.dead[id] == nil && b.dead[id] != nil && (routed[i][id] || !pass) {
					out.dead[id] = b.dead[id]
				}
			}
		}
	}
	return out, nil
}

// routed is SQL of the root rows that pass the conditions on the spine alone.
func (s *Select) routed(spine string) string {
	leaf := s.spine()
	if leaf == nil {
		return "SELECT NULL::BIGINT[]"
	}
	l := &ladder{sel: s, from: spine + " AS " + leaf.Alias}
	var alone []string
	for _, c := range s.Where {
		if !c.Other && len(c.Reads) > 0 && within(c.Reads, []string{leaf.Alias}) {
			alone = append(alone, c.Text)
		}
	}
	return l.base(l.ids(), alone)
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
