package fates

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/tag"
)

// oneFateEach leaves one fate of each root row, of which the queries that share their root rows may have several: that of the copy
// that got farthest.
func (t writer) oneFateEach(ctx context.Context, list []fatesOf) ([]fatesOf, error) {
	var shared []string
	for i, f := range list {
		if f.shared {
			shared = append(shared, fmt.Sprintf("SELECT *, %s AS rank, %s::SMALLINT AS rung, %d AS place FROM (%s)", f.rank, f.rung, i, f.query))
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
	if err := t.placeCopies(ctx, all); err != nil {
		return nil, err
	}
	farthest := "SELECT * EXCLUDE (rung, place) FROM " + farthestTable
	return append(out, fatesOf{query: farthest}), t.writeAlone(ctx)
}

// Tables of copies, until the fates of their root rows are written down.
const (
	copiedTable   = engine.Hidden + "copied"   // the fates of all copies
	farthestTable = engine.Hidden + "farthest" // that of the copy that got farthest; of those that got equally far, which have one cause
)

// placeCopies makes the tables of copies. If it is all that one of the copies fails, to remove the cause brings back the root row.
func (t writer) placeCopies(ctx context.Context, all string) error {
	if err := t.Exec(ctx, "CREATE TEMP TABLE "+copiedTable+" AS "+all); err != nil {
		return err
	}
	err := t.Exec(ctx, fmt.Sprintf(`CREATE TEMP TABLE %s AS SELECT id, any_value(cause) AS cause, min(mask) AS mask, sum(n)::INTEGER AS n, any_value(rung) AS rung, any_value(place) AS place%s
		FROM %s AS c JOIN (SELECT id, max(rank) AS farthest FROM %[3]s GROUP BY id) AS f USING (id) WHERE rank = farthest GROUP BY id`, farthestTable, t.OneOfEach(), copiedTable))
	if err != nil {
		return err
	}
	return t.Exec(ctx, fmt.Sprintf(`UPDATE %s AS f SET mask = (f.mask::BIGINT & -f.mask::BIGINT)::UBIGINT FROM (SELECT DISTINCT id, rung, place FROM %s WHERE cause > 0 AND bit_count(mask) = 1) AS c
		WHERE bit_count(f.mask) > 1 AND c.id = f.id AND c.rung = f.rung AND c.place = f.place`, farthestTable, copiedTable))
}

// writeAlone notes what else drops root rows alone, beside their causes: what another copy fails, and nothing else, where the copy
// with the cause was dropped too.
func (t writer) writeAlone(ctx context.Context) error {
	return t.Exec(ctx, fmt.Sprintf(`INSERT INTO %s SELECT min(c.cause), c.id FROM %s AS c JOIN %s AS f ON f.id = c.id AND f.place = c.place AND f.rung <> c.rung
		WHERE c.cause > 0 AND bit_count(c.mask) = 1 GROUP BY c.id, c.rung`, aloneTable, copiedTable, farthestTable))
}

// rankOf is SQL that compares the rows that the causes dropped with other copies of their root rows: a cause further down the
// ladder of the whole chain is farther; of one predicate its first case, and of that the row that fails fewer others. The branches of a UNION are
// side by side. There a row that passes a branch's filters belongs to it, and what else drops it there is its cause, not that
// the filters of other branches are for other rows. If it passes those of no branch, it is that of the branch of which it
// passes the most, and rather of one that has not asked yet.
func (t writer) rankOf(e tag.Deaths) string {
	bits := "((63 - bit_count(mask))::BIGINT << 20) + cause"
	first := e.Causes[0]
	if first.Union == 0 {
		rung := rungOf(e)
		telling := "63 - (cause - " + rung + ")"      // that it was NULL for a copy says more than that it was FALSE for another
		if e.Level > 0 && t.Rollups[e.Level-1].Sets { // not of a total, in which keys are NULL
			telling = "cause - " + rung
		}
		return fmt.Sprintf("(%s::BIGINT << 44) + ((%s)::BIGINT << 20) + 63 - bit_count(mask)", rung, telling)
	}
	var filters uint64
	var passed strings.Builder
	for i, c := range e.Causes {
		if asksForBranch(c) {
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

// asksForBranch says whether a condition is the cause: FALSE, NULL or without a value, it does not let the row into its branch.
func asksForBranch(c *tag.Cause) bool {
	return c.Kind == trace.Filter || c.Kind == trace.NullPredicate || c.Kind == trace.MissingValue
}

// rungOf is SQL for the first cause of the rung that the cause is on.
func rungOf(e tag.Deaths) string {
	var cases strings.Builder
	for i, first := range e.Rungs {
		if first != i {
			fmt.Fprintf(&cases, " WHEN %d THEN %d", e.Causes[i].Code, e.Causes[first].Code)
		}
	}
	if cases.Len() == 0 {
		return "cause"
	}
	return "(CASE cause" + cases.String() + " ELSE cause END)"
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
