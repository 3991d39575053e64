package fates

import (
	"context"
	"fmt"
	"strings"

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
// side by side, see union.go.
func (t writer) rankOf(e tag.Deaths) string {
	rung := rungOf(e)
	telling := "63 - (cause - " + rung + ")"      // that it was NULL for a copy says more than that it was FALSE for another
	if e.Level > 0 && t.Rollups[e.Level-1].Sets { // not of a total, in which keys are NULL
		telling = "cause - " + rung
	}
	if e.Causes[0].Union == 0 {
		return fmt.Sprintf("(%s::BIGINT << 44) + ((%s)::BIGINT << 20) + 63 - bit_count(mask)", rung, telling)
	}
	return fmt.Sprintf("%s + ((%s)::BIGINT << 6) + 63 - bit_count(mask)", t.rankInUnion(e, rung), telling)
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
