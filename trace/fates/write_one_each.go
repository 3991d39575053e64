package fates

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/tag"
)

// oneFateEach leaves one fate of each root row, of which the queries that share their root rows may have several: that of the copy
// that got farthest.
func (t writer) oneFateEach(ctx context.Context, list []fatesOf) ([]fatesOf, error) {
	var shared []string
	for _, f := range list {
		if f.shared {
			shared = append(shared, fmt.Sprintf("SELECT *, %s AS rank FROM (%s)", f.rank, f.query))
		}
	}
	if len(shared) == 0 {
		return list, nil
	}
	all := strings.Join(shared, " UNION ALL ")
	several, err := t.CopiesIn(ctx, all)
	if several == nil || err != nil {
		return list, err
	}
	var out []fatesOf
	for _, f := range list {
		switch {
		case !f.shared:
			out = append(out, f)
		case !t.Most(several):
			f.query, f.counts = several.Without(f.query), ""
			out = append(out, f)
		}
	}
	if !t.Most(several) {
		all = several.Only(all)
	}
	if !t.AlikeInCopies() { // what is carried is that of the farthest
		all = "SELECT * EXCLUDE (farthest) FROM (SELECT *, max(rank) OVER (PARTITION BY id) AS farthest FROM (" + all + ")) WHERE rank = farthest"
	}
	farthest := fmt.Sprintf("SELECT id, arg_max(cause, rank) AS cause, arg_max(mask, rank) AS mask, sum(n)::INTEGER AS n%s FROM (%s) GROUP BY id", t.OneOfEach(), all)
	return append(out, fatesOf{query: farthest}), nil
}

// rankOf is SQL that compares the rows that the causes dropped with other copies of their root rows: a cause further down the
// ladder of the whole chain is farther, and of one cause the row that fails fewer predicates. The branches of a UNION are
// side by side. There a row that passes a branch's filters belongs to it, and what else drops it there is its cause, not that
// the filters of other branches are for other rows. If it passes those of no branch, it is that of the branch of which it
// passes the most, and rather of one that has not asked yet.
func (t writer) rankOf(e tag.Deaths) string {
	bits := "((63 - bit_count(mask))::BIGINT << 20) + cause"
	first := e.Causes[0]
	if first.Union == 0 {
		return "(cause::BIGINT << 44) + " + bits
	}
	var filters uint64
	var passed strings.Builder
	for i, c := range e.Causes {
		if c.Kind == trace.Filter {
			filters |= 1 << i
		}
		fmt.Fprintf(&passed, " WHEN %d THEN %d", c.Code, t.filtersBefore(c))
	}
	bit := 43
	if t.filtersLater(e.Causes[len(e.Causes)-1]) { // it may not have been for this branch
		bit = 33
	}
	rank := t.firstCause(func(c *tag.Cause) bool { return c.Union == first.Union })
	return fmt.Sprintf("(%d::BIGINT << 44) + ((mask & %d::UBIGINT = 0)::BIGINT << %d) + ((CASE cause%s ELSE 0 END)::BIGINT << 34) + %s",
		rank, filters, bit, passed.String(), bits)
}

// filtersBefore counts the filters of a UNION's branch that a row passes which the cause drops, 255 at most; those of a CTE may be of
// several branches.
func (t writer) filtersBefore(cause *tag.Cause) int {
	n := 0
	for _, s := range t.Steps {
		for _, c := range s.Causes {
			if c.Union == cause.Union && c.Branch == cause.Branch && c.Kind == trace.Filter && !c.InCTE && c.Code < cause.Code {
				n++
			}
		}
	}
	return min(n, 255)
}

// filtersLater says whether the branch of a UNION that the cause is in has filters further down the ladder.
func (t writer) filtersLater(last *tag.Cause) bool {
	for _, s := range t.Steps {
		for _, c := range s.Causes {
			if c.Union == last.Union && c.Branch == last.Branch && c.Kind == trace.Filter && c.Code > last.Code {
				return true
			}
		}
	}
	return false
}

// firstCause is the number on the ladder of the first cause that is meant.
func (t writer) firstCause(meant func(c *tag.Cause) bool) int {
	for _, s := range t.Steps {
		for _, c := range s.Causes {
			if meant(c) {
				return c.Code
			}
		}
	}
	return 0
}
