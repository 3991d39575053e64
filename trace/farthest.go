package trace

import (
	"context"
	"fmt"
	"strings"
)

// oneFateEach leaves one fate of each root row, of which the queries that share their root rows may have several: that of the copy
// that got farthest.
func (t *tracer) oneFateEach(ctx context.Context, list []fatesOf) ([]fatesOf, error) {
	var shared []string
	for _, f := range list {
		if f.shared {
			shared = append(shared, fmt.Sprintf("SELECT *, %s AS place FROM (%s)", f.place, f.query))
		}
	}
	if len(shared) == 0 {
		return list, nil
	}
	all := strings.Join(shared, " UNION ALL ")
	several, err := t.copiesIn(ctx, all)
	if several == nil || err != nil {
		return list, err
	}
	var out []fatesOf
	for _, f := range list {
		switch {
		case !f.shared:
			out = append(out, f)
		case !t.most(several):
			f.query = several.without(f.query)
			out = append(out, f)
		}
	}
	if !t.most(several) {
		all = several.only(all)
	}
	farthest := fmt.Sprintf("SELECT id, arg_max(cause, place) AS cause, arg_max(mask, place) AS mask, sum(n)::INTEGER AS n%s FROM (SELECT *, max(place) OVER (PARTITION BY id) AS farthest FROM (%s)) WHERE place = farthest GROUP BY id", t.oneOfEach(), all)
	return append(out, fatesOf{query: farthest}), nil
}

// rankOf is SQL that compares the rows that the causes dropped with other copies of their root rows: a cause further down the
// ladder of the whole chain is farther, and of one cause the row that fails fewer predicates. The branches of a UNION are
// side by side. There a row that passes a branch's filters belongs to it, and what else drops it there is its cause, not that
// the filters of other branches are for other rows. If it passes those of no branch, it is that of the branch of which it
// passes the most, and rather of one that has not asked yet.
func (t *tracer) rankOf(e deaths) string {
	bits := "((63 - bit_count(mask))::BIGINT << 20) + cause"
	first := e.causes[0]
	if first.union == 0 {
		return "(cause::BIGINT << 44) + " + bits
	}
	var filters uint64
	var passed strings.Builder
	for i, c := range e.causes {
		if c.Kind == Filter {
			filters |= 1 << i
		}
		fmt.Fprintf(&passed, " WHEN %d THEN %d", c.code, t.filtersBefore(c))
	}
	place := 43
	if t.filtersLater(e.causes[len(e.causes)-1]) { // it may not have been for this branch
		place = 33
	}
	rank := t.firstCause(func(c *causeTrace) bool { return c.union == first.union })
	return fmt.Sprintf("(%d::BIGINT << 44) + ((mask & %d::UBIGINT = 0)::BIGINT << %d) + ((CASE cause%s ELSE 0 END)::BIGINT << 34) + %s",
		rank, filters, place, passed.String(), bits)
}

// filtersBefore counts the filters of a UNION's branch that a row passes which the cause drops, 255 at most; those of a CTE may be of
// several branches.
func (t *tracer) filtersBefore(cause *causeTrace) int {
	n := 0
	for _, s := range t.steps {
		for _, c := range s.causes {
			if c.union == cause.union && c.branch == cause.branch && c.Kind == Filter && !c.inCTE && c.code < cause.code {
				n++
			}
		}
	}
	return min(n, 255)
}

// filtersLater says whether the branch of a UNION that the cause is in has filters further down the ladder.
func (t *tracer) filtersLater(last *causeTrace) bool {
	for _, s := range t.steps {
		for _, c := range s.causes {
			if c.union == last.union && c.branch == last.branch && c.Kind == Filter && c.code > last.code {
				return true
			}
		}
	}
	return false
}

// firstCause is the place in the ladder of the first cause that is meant.
func (t *tracer) firstCause(meant func(c *causeTrace) bool) int {
	for _, s := range t.steps {
		for _, c := range s.causes {
			if meant(c) {
				return c.code
			}
		}
	}
	return 0
}
