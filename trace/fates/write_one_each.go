package fates

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace/engine"
	"funneltrace/trace/tag"
)

// oneFateEach leaves one fate of each root row, of which the queries that share their root rows may have several: that of the copy
// that got farthest.
func (t writer) oneFateEach(ctx context.Context, list []fatesOf) ([]fatesOf, error) {
	shared := t.copiedOf(list)
	if len(shared.parts) == 0 {
		return list, nil
	}
	n, err := t.rankKinds(ctx, list)
	if err != nil {
		return nil, err
	}
	several, err := t.severalFates(ctx, shared, n)
	if err != nil || several == nil && !t.Repeat(n) {
		return list, err
	}
	if several != nil && t.Most(several) {
		several = nil
	}
	var out []fatesOf
	for _, f := range list {
		switch {
		case !f.shared:
			out = append(out, f)
		case several != nil:
			f.query, f.counts = several.Without(f.query), ""
			out = append(out, f)
		}
	}
	if err := t.placeCopies(ctx, shared, several); err != nil {
		return nil, err
	}
	return append(out, fatesOf{query: "SELECT * EXCLUDE (rung, place) FROM " + farthestTable}), nil
}

// severalFates finds the root rows that have several of the n fates; nil if there are none, or if they are most.
func (t writer) severalFates(ctx context.Context, shared copied, n int64) (*tag.Copies, error) {
	switch {
	case shared.told:
		return t.RepeatedRoots(ctx)
	case t.Repeat(n):
		return nil, nil
	}
	return t.CopiesIn(ctx, shared.ids())
}

// Tables of copies, until the fates of their root rows are written down.
const (
	kindsTable    = engine.Hidden + "kinds"    // each mask of each query: how far it got among all, and what it says
	copiedTable   = engine.Hidden + "copied"   // the kinds of all copies
	farthestTable = engine.Hidden + "farthest" // the fate of the copy that got farthest; of those that got equally far, which have one cause
)

// copied is the queries for the fates of root rows that may have several, each with its place among all queries.
type copied struct {
	parts   []string
	told    bool     // which root rows have several fates is known
	several []string // the places of those that may themselves have several fates of a root row
	unsure  []placed // those whose rows may be for other branches of their UNION
}

func (t writer) copiedOf(list []fatesOf) copied {
	c := copied{told: true}
	for i, f := range list {
		if !f.shared {
			continue
		}
		c.parts = append(c.parts, fmt.Sprintf("SELECT q.* EXCLUDE (cause, mask), k.kind FROM (%s) AS q JOIN %s AS k ON k.mask = q.mask AND k.place = %d AND NOT k.sure", f.query, kindsTable, i))
		c.told = c.told && f.told
		if !f.once {
			c.several = append(c.several, strconv.Itoa(i))
		}
		if asked := askedInBranchOf(f, list); len(asked) > 0 {
			c.unsure = append(c.unsure, placed{i, asked})
		}
	}
	return c
}

func (c copied) all() string { return strings.Join(c.parts, " UNION ALL ") }

func (c copied) ids() string { return "SELECT id FROM (" + c.all() + ")" }

// rankKinds makes the table of kinds, and returns how many fates there are of root rows that may have several. Masks are few, so that
// what is to be worked out of them is worked out once for each.
func (t writer) rankKinds(ctx context.Context, list []fatesOf) (int64, error) {
	var parts []string
	for i, f := range list {
		if f.shared {
			parts = append(parts, fmt.Sprintf("SELECT %d AS place, cause, mask, clicks, %s AS rank, %s::SMALLINT AS rung, FALSE AS sure FROM (%s)", i, f.rank, f.rung, f.counted()))
		}
		if f.shared && f.unsure {
			parts = append(parts, fmt.Sprintf("SELECT %d, cause, mask, 0, (%s) & ~(1::BIGINT << %d), %s::SMALLINT, TRUE FROM (%s)", i, f.rank, unsureBit, f.rung, f.counted()))
		}
	}
	err := t.Exec(ctx, fmt.Sprintf("CREATE TEMP TABLE %s AS SELECT *, row_number() OVER (ORDER BY rank, mask DESC, place DESC)::INTEGER AS kind FROM (%s)", kindsTable, strings.Join(parts, " UNION ALL ")))
	if err != nil {
		return 0, err
	}
	return t.Count(ctx, "SELECT coalesce(sum(clicks), 0)::BIGINT FROM "+kindsTable)
}

// placeCopies makes the table of the copies that got farthest; several are the root rows that are to be looked at, nil for all.
func (t writer) placeCopies(ctx context.Context, c copied, several *tag.Copies) error {
	all := c.all()
	if several != nil {
		all = several.Only(all)
	}
	from := "(" + all + ")"
	if len(c.several) > 0 || len(c.unsure) > 0 || !t.AlikeInCopies() { // it is read more than once
		if err := t.Exec(ctx, "CREATE TEMP TABLE "+copiedTable+" AS "+all); err != nil {
			return err
		}
		from = copiedTable
	}
	for _, u := range c.unsure {
		if err := t.makeSure(ctx, u); err != nil {
			return err
		}
	}
	farthest := fmt.Sprintf("SELECT id, max(kind) AS kind, sum(n)::INTEGER AS n%s FROM %s GROUP BY id", t.OneOfEach(), from)
	if !t.AlikeInCopies() { // what is carried is that of the copies that got as far
		farthest = fmt.Sprintf(`SELECT id, max(kind) AS kind, sum(n)::INTEGER AS n%s FROM %s AS c JOIN (SELECT id, max(kind) AS farthest FROM %[2]s GROUP BY id) AS f USING (id)
			WHERE (SELECT list(rank ORDER BY kind) FROM %[3]s)[kind] = (SELECT list(rank ORDER BY kind) FROM %[3]s)[farthest] GROUP BY id`, t.OneOfEach(), from, kindsTable)
	}
	err := t.Exec(ctx, fmt.Sprintf("CREATE TEMP TABLE %s AS SELECT f.id, k.cause, k.mask, f.n%s, k.rung, k.place FROM (%s) AS f JOIN %s AS k USING (kind)",
		farthestTable, prefixed(t.RootCarried(), "f."), farthest, kindsTable))
	if err != nil || len(c.several) == 0 {
		return err
	}
	return t.tellAlone(ctx, c)
}

// tellAlone says what drops root rows alone where several of their copies are side by side. If it is all that one of the copies fails,
// to remove the cause brings back the root row; and what another copy fails, and nothing else, drops it alone too.
func (t writer) tellAlone(ctx context.Context, c copied) error {
	places := strings.Join(c.several, ", ")
	alone := fmt.Sprintf("SELECT c.id, k.cause, k.rung, k.place FROM %s AS c JOIN (FROM %s WHERE place IN (%s) AND cause > 0 AND bit_count(mask) = 1) AS k USING (kind)", copiedTable, kindsTable, places)
	err := t.Exec(ctx, fmt.Sprintf(`UPDATE %s AS f SET mask = (f.mask::BIGINT & -f.mask::BIGINT)::UBIGINT FROM (SELECT DISTINCT id, rung, place FROM (%s)) AS c
		WHERE bit_count(f.mask) > 1 AND c.id = f.id AND c.rung = f.rung AND c.place = f.place`, farthestTable, alone))
	if err != nil {
		return err
	}
	return t.Exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT min(c.cause), c.id FROM (%s) AS c JOIN %s AS f ON f.id = c.id AND f.place = c.place AND f.rung <> c.rung GROUP BY c.id, c.rung",
		aloneTable, alone, farthestTable))
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
	if t.branchOf(e) == 0 {
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
