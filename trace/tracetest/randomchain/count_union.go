package randomchain

import (
	"context"
	"slices"
	"strings"
)

// union tells in which branch each row was dropped that no branch has kept. A condition of a branch on the spine alone says for which
// rows it is. It is the first branch that a row is for; of one that is for no branch, it is the condition that it fails
// first, of the branch of which it passes the most before that, or else the first one.
func (k counter) union(ctx context.Context, q *Query, spine string, branches []result, in ids) (result, error) {
	out := result{dead: map[int64]*rung{}, alive: ids{}}
	var fulls []string
	for _, b := range branches {
		out.rungs = append(out.rungs, b.rungs...)
		fulls = append(fulls, b.full)
		for id := range b.alive {
			out.alive[id] = true
		}
	}
	for _, g := range out.rungs {
		delete(g.rows, without) // a row that fails in a branch may be in another
	}
	out.full = strings.Join(fulls, " UNION ALL ")
	var rooted []int // the branches with rows of the root
	for i, s := range q.Branches {
		if s.spine() != nil {
			rooted = append(rooted, i)
		}
	}
	if len(rooted) == 1 {
		out.dead = branches[rooted[0]].dead
		return out, nil
	}
	for _, i := range rooted {
		if err := k.belonging(ctx, q.Branches[i], spine, branches[i], in, out); err != nil {
			return result{}, err
		}
	}
	passed := map[int64]int{}
	for _, i := range rooted {
		s := q.Branches[i]
		if err := k.outside(ctx, s, spine, branches[i], in, out, passed); err != nil {
			return result{}, err
		}
	}
	return out, nil
}

// belonging tells what drops the rows that the branch is for, if no branch before it is for them.
func (k counter) belonging(ctx context.Context, s *Select, spine string, branch result, in ids, out result) error {
	alone := s.alone()
	there := s.where(spine, alone)
	single, err := k.singles(ctx, s)
	if err != nil {
		return err
	}
	rungs, _ := s.rungs(there, k.at, single)
	prefixes := []string{"SELECT " + carried + " FROM " + there}
	for _, g := range rungs {
		prefixes = append(prefixes, g.prefix)
	}
	left, err := k.left(ctx, prefixes)
	if err != nil {
		return err
	}
	own := branch.rungs[len(branch.rungs)-len(rungs):]
	for id := range in {
		if at := slices.IndexFunc(left, func(rows ids) bool { return !rows[id] }); at > 0 && !out.alive[id] && out.dead[id] == nil {
			out.dead[id] = own[at-1]
		}
	}
	return nil
}

// outside tells which condition of the branch drops the rows that are for no branch, if they pass more of them than of any before.
func (k counter) outside(ctx context.Context, s *Select, spine string, branch result, in ids, out result, passed map[int64]int) error {
	alone := s.alone()
	l := &ladder{sel: s}
	var prefixes []string
	add := func(conds []*Cond, more string) {
		prefixes = append(prefixes, "SELECT "+carried+" FROM "+s.where(spine, conds)+" AS "+s.spine().Alias+" WHERE "+more)
	}
	for i, c := range alone {
		add(alone[:i+1], "TRUE")
		add(alone[:i], "("+c.Text+") IS NULL")
		absent := l.absent(c)
		if absent == "" {
			absent = "FALSE"
		}
		add(alone[:i], absent+" IS NOT TRUE")
	}
	answers, err := k.left(ctx, prefixes)
	if err != nil {
		return err
	}
	for id := range in {
		at := 0
		for at < len(alone) && answers[3*at][id] {
			at++
		}
		before, some := passed[id]
		if at == len(alone) || out.alive[id] || out.dead[id] != nil && !some || some && before >= at {
			continue
		}
		passed[id] = at
		g := branch.rungOf(k.at[alone[at]])
		out.dead[id] = g
		for a, rows := range map[ask]ids{null: answers[3*at+1], found: answers[3*at+2]} {
			if g.rows[a] != nil {
				g.rows[a][id] = rows[id]
			}
		}
	}
	return nil
}

// rungOf is the rung that stands at this place.
func (r result) rungOf(place [2]int) *rung {
	i := slices.IndexFunc(r.rungs, func(g *rung) bool { return slices.Contains(g.places, place) })
	return r.rungs[i]
}

// alone are the conditions on the spine alone, of inner joins and the WHERE.
func (s *Select) alone() (out []*Cond) {
	var all []*Cond
	for i := range s.From {
		if l := &s.From[i]; l.Kind == "JOIN" {
			all = append(all, pointers(l.On)...)
		}
	}
	for _, c := range append(all, pointers(s.Where)...) {
		if !c.Other && within(c.Reads, []string{s.spine().Alias}) {
			out = append(out, c)
		}
	}
	return out
}

// where is the spine with these conditions.
func (s *Select) where(spine string, conds []*Cond) string {
	texts := []string{"TRUE"}
	for _, c := range conds {
		texts = append(texts, c.Text)
	}
	return "(SELECT * FROM " + spine + " AS " + s.spine().Alias + " WHERE " + strings.Join(texts, " AND ") + ")"
}
