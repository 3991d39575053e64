package randomchain

import (
	"context"
	"strings"
)

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
