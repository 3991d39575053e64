package randomchain

import (
	"context"
	"maps"
	"slices"
)

// selection counts a SELECT over the rows of spine.
func (k counter) selection(ctx context.Context, s *Select, spine string, in ids) (result, error) {
	var before result
	if leaf := s.spine(); leaf != nil && leaf.Sub != nil {
		var err error
		if before, err = k.query(ctx, leaf.Sub, spine, in); err != nil {
			return result{}, err
		}
		spine, in = "("+before.full+")", before.alive
	}
	single, err := k.singles(ctx, s)
	if err != nil {
		return result{}, err
	}
	r := result{dead: maps.Clone(before.dead), alive: ids{}}
	if r.dead == nil {
		r.dead = map[int64]*rung{}
	}
	own, full := s.rungs(spine, k.at, single)
	r.rungs, r.full = append(before.rungs, own...), full
	if s.spine() == nil {
		return r, nil
	}
	left, err := k.ask(ctx, own)
	if err != nil {
		return result{}, err
	}
	for id := range in {
		if at := slices.IndexFunc(left, func(rows ids) bool { return !rows[id] }); at >= 0 {
			r.dead[id] = own[at]
		} else {
			r.alive[id] = true
		}
	}
	return r, nil
}

// ask returns what is left after each rung, and answers what else is asked of it.
func (k counter) ask(ctx context.Context, rungs []*rung) ([]ids, error) {
	var prefixes []string
	for _, g := range rungs {
		prefixes = append(prefixes, g.prefix)
	}
	for _, g := range rungs {
		for _, a := range slices.Sorted(maps.Keys(g.asks)) {
			prefixes = append(prefixes, g.asks[a])
		}
	}
	answers, err := k.left(ctx, prefixes)
	if err != nil {
		return nil, err
	}
	left, kept := answers[:len(rungs)], ids{} // what the whole WHERE keeps
	answers = answers[len(rungs):]
	for i, g := range rungs {
		g.rows = map[ask]ids{}
		for n, a := range slices.Sorted(maps.Keys(g.asks)) {
			g.rows[a] = answers[n]
			kept = left[i]
		}
		answers = answers[len(g.asks):]
	}
	for _, g := range rungs {
		maps.DeleteFunc(g.rows[without], func(id int64, _ bool) bool { return kept[id] })
	}
	return left, nil
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
