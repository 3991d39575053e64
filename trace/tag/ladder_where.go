package tag

import (
	"context"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// whereRung puts one conjunct of the WHERE on the ladder.
func (q *selection) whereRung(ctx context.Context, c sqltree.Node) error {
	bound, err := q.t.bindPlain(ctx, c, q.sc)
	if err != nil {
		return err
	}
	q.conditions = append(q.conditions, bound)
	before := len(q.ladder)
	if err := q.climb(func() error { return q.rankRung(ctx, c, c) }); err != nil || q.t.union == 0 {
		return err
	}
	onRow, err := q.isOnRow(ctx, c)
	for _, r := range q.ladder[before:] {
		for _, k := range r.cases {
			k.cause.OnRow = onRow
		}
	}
	return err
}

// isOnRow says whether a condition reads nothing but the rows of the spine.
func (q *selection) isOnRow(ctx context.Context, c sqltree.Node) (bool, error) {
	if sqltree.HasSubquery(c) || sqltree.HasWindow(c) {
		return false, nil
	}
	params := sqltree.LambdaParams(c)
	onRow := true
	var failed error
	c.Walk(func(n sqltree.Node) bool {
		switch {
		case n.Class() == "STAR":
			onRow = false
		case n.Class() == "COLUMN_REF" && !params[strings.ToLower(n.Strings("column_names")[0])]:
			l, _, err := q.resolve(ctx, n)
			if err != nil {
				failed = err
			}
			onRow = onRow && l != nil && l.spine
		}
		return onRow
	})
	return onRow, failed
}

// climb notes for the rungs that build puts on the ladder what they read.
func (q *selection) climb(build func() error) error {
	before := len(q.ladder)
	q.asked = map[string]bool{}
	err := build()
	for _, r := range q.ladder[before:] {
		r.reads = q.asked
	}
	return err
}

// rankRung puts a condition on the ladder: a dedup or a limit if it keeps the first rows of a ranking, else a filter.
func (q *selection) rankRung(ctx context.Context, c, written sqltree.Node) error {
	r, kind, err := q.comparedRank(ctx, c)
	if err != nil {
		return err
	}
	if r == nil {
		return q.conditionRung(ctx, c, written, trace.Filter)
	}
	var merged []*marker
	if kind == trace.Dedup {
		merged = r.merged
	}
	if err := q.conditionRung(ctx, c, written, kind, merged...); err != nil || kind != trace.Dedup {
		return err
	}
	winner, err := q.t.firstInPlace(ctx, r)
	if err != nil {
		return err
	}
	for _, k := range q.ladder[len(q.ladder)-1].cases {
		if k.cause.Kind == trace.Dedup {
			k.cause.Winner, k.cause.Hint = winner, r.hint
		}
	}
	return nil
}

// conditionRung puts a condition over the stage's FROM on the ladder; written is how the model has it, blamed what else was missed
// where it fails.
func (q *selection) conditionRung(ctx context.Context, c, written sqltree.Node, kind trace.Kind, blamed ...*marker) error {
	bound, err := q.t.bindPlain(ctx, c, q.sc)
	if err != nil {
		return err
	}
	value := q.innerColumn(q.guardedPredicate(bound, len(q.ladder) > 0))
	return q.predicateRung(ctx, c, written, sqltree.Quote(value), kind, func(n sqltree.Node) (string, error) { return q.overStage(ctx, n) }, blamed...)
}

// guardedPredicate is the conjunct, made safe where rows reach it that the plain model had dropped before.
func (q *selection) guardedPredicate(c sqltree.Node, reachable bool) sqltree.Node {
	if reachable || q.t.Plainly {
		return q.t.careful(c)
	}
	return c
}

// careful returns the condition with NULL for each part that raises an error: the plain model may have dropped the row before it
// came there. Each side of an AND or OR is a part of its own: the other may decide alone. So is what else is not [sqltree.Triable].
func (t *Tracer) careful(c sqltree.Node) sqltree.Node {
	return c.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		switch {
		case n.Class() == "SUBQUERY":
			if child := n.Child("child"); child != nil {
				n.Set("child", t.careful(child))
			}
			if t.Plainly {
				n.Set("subquery", t.carefulQuery(n.Child("subquery")))
			}
			return n
		case n.Class() == "" || !sqltree.Triable(n), n.Str("function_name") == "row": // (a, b) IN (SELECT …) needs it as it is
			return nil
		case (sqltree.CanRaise(n) || t.Plainly && sqltree.FirstColumn(n) != nil) && !sqltree.HasSubquery(n) && !sqltree.HasUnnest(n) && t.VolatileIn(n) == "":
			return sqltree.WithAliasOf(sqltree.Try(sqltree.WithoutAlias(n)), n)
		}
		return nil
	})
}

// carefulQuery is careful for what stands in a query or FROM item that reads columns of the row: NULL is the innermost part that raises
// an error, as within a TRY DuckDB 1.5 computes what is there twice before it comes to it. A comparison stays one of its sides, by which
// rows are found.
func (t *Tracer) carefulQuery(query sqltree.Node) sqltree.Node {
	return query.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		switch n.Class() {
		case "", "COMPARISON", "CONJUNCTION", "SUBQUERY":
			if n.Type() == "TABLE_FUNCTION" {
				call := n.Child("function")
				sqltree.SpellList(call, "children", func(arg sqltree.Node) sqltree.Node { return t.carefulQuery(arg) })
				return n
			}
			return nil
		case "STAR", "WINDOW", "CONSTANT", "COLUMN_REF":
			return n
		}
		deeper := slices.ContainsFunc(sqltree.Operands(n), sqltree.CanRaise)
		if !deeper && !n.Bool("is_operator") && !t.IsAggregate(n) && !sqltree.IsUnnest(n) && sqltree.Triable(n) && sqltree.CanRaise(n) && t.VolatileIn(n) == "" {
			return sqltree.WithAliasOf(sqltree.Try(sqltree.WithoutAlias(n)), n)
		}
		return nil
	})
}

// carefulSides is careful for the condition of a join, which stays a comparison of its sides.
func (t *Tracer) carefulSides(cond sqltree.Node) sqltree.Node {
	return cond.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		switch n.Class() {
		case "CONJUNCTION":
			return nil
		case "COMPARISON":
			n.Set("left", t.careful(n.Child("left")))
			n.Set("right", t.careful(n.Child("right")))
			return n
		}
		return t.careful(n)
	})
}

// predicateRung makes a rung of a condition. value is its SQL over the stage's columns; say prints a part of it over the same.
// The condition fails for one of several reasons, the most telling first: a lookup was missed or a value could not be read
// on which the condition hangs, a value is missing, the condition is NULL, it is FALSE.
func (q *selection) predicateRung(ctx context.Context, c, written sqltree.Node, value string, kind trace.Kind, say func(sqltree.Node) (string, error), blamed ...*marker) error {
	predicate, err := q.t.PredicateText(ctx, written)
	if err != nil {
		return err
	}
	f := &failing{selection: q, rung: &rung{ok: value}, expr: c, written: written, predicate: predicate, value: value, tested: sqltree.NotNullTest(c)}
	origins := q.originsOf(ctx, c)
	for _, m := range blamed {
		origins = append(origins, origin{marker: m, pure: true})
	}
	for _, o := range origins {
		if err := f.because(ctx, o); err != nil {
			return err
		}
	}
	unread, err := sqltree.Unreadable(c, say)
	if err != nil {
		return err
	}
	if unread != "" && (f.tested != nil || !sqltree.NeverNull(c)) {
		if f.tested == nil {
			unread = value + " IS NULL AND " + unread
		}
		f.add(ctx, trace.ParseError, unread)
	}
	var unknown *Cause // there is no value
	switch {
	case f.tested != nil:
		unknown = f.add(ctx, trace.MissingValue, "")
	case !sqltree.NeverNull(c):
		unknown = f.add(ctx, trace.NullPredicate, value+" IS NULL")
	}
	if f.tested == nil {
		f.add(ctx, kind, "")
	}
	f.shareGroups(unknown)
	q.ladder = append(q.ladder, f.rung)
	return nil
}

// failing is the rung of a condition while the ways to fail it are put together.
type failing struct {
	*selection
	*rung
	expr, written    sqltree.Node
	predicate, value string
	tested           sqltree.Node // x of x IS NOT NULL; nil if it is another condition
}

// add adds a way to fail.
func (f *failing) add(ctx context.Context, kind trace.Kind, when string) *Cause {
	start, end := f.t.span(f.written)
	cause := f.t.addCause(kind, f.predicate, "", f.t.model.PosAt(start), start, end)
	cause.Hint = f.notNullHint(ctx, f.written, kind)
	f.cases = append(f.cases, rungCase{when: when, cause: cause})
	return cause
}

// because adds that the condition fails since what it hangs on was missed.
func (f *failing) because(ctx context.Context, o origin) error {
	when := f.missed(o.marker)
	switch {
	case when == "":
		return nil
	case o.marker.local: // the join's own rung says it
		f.ok = "(" + f.ok + " OR " + when + ")"
		return nil
	}
	if !o.pure {
		because, err := f.becauseOf(ctx, f.expr, o.marker)
		if because == "" || err != nil {
			return err
		}
		if when = because; f.tested == nil && !sqltree.IsExists(f.expr) { // EXISTS is never NULL
			when += " AND " + f.value + " IS NULL"
		}
	}
	if f.blamedAlready(o.marker, when) {
		return nil
	}
	cause := f.add(ctx, o.marker.kind, when)
	f.t.blame(cause, o.marker, f.predicate)
	var err error
	cause.members, err = f.membersThatMissed(ctx, o.marker)
	return err
}

// membersThatMissed is, over groups, the table of the members of a group that missed the marker's lookup where others did not; else empty.
func (q *selection) membersThatMissed(ctx context.Context, m *marker) (string, error) {
	if q.spine.Level == 0 || q.t.Rollups[q.spine.Level-1].missed == nil || !slices.Contains(q.t.Rollups[q.spine.Level-1].markers, m.col) {
		return "", nil
	}
	return q.t.Rollups[q.spine.Level-1].missed(ctx, m.col)
}

// shareGroups says of whom the group's other cause is that there is no value: of the members that did not miss. Without one, of all.
func (r *rung) shareGroups(unknown *Cause) {
	for _, k := range r.cases {
		if k.cause.instead = unknown; unknown == nil {
			k.cause.members = ""
		}
	}
}

// blamedAlready says whether the rung blames the marker's lookup, and if so has it do so in this case too.
func (r *rung) blamedAlready(m *marker, when string) bool {
	for i := range r.cases {
		if c := r.cases[i].cause; c.Kind == m.kind && c.Predicate == m.predicate && c.relation == m.relation && strings.HasPrefix(c.Reason, noticed) {
			r.cases[i].when = "(" + r.cases[i].when + ") OR (" + when + ")"
			return true
		}
	}
	return false
}

// noticed is how the reason of a cause begins that is blamed on something else than the predicate.
const noticed = "noticed by "

// blame names a cause after what made the value go missing, not after the predicate that noticed.
func (t builder) blame(c *Cause, m *marker, predicate string) {
	c.Predicate, c.Words = m.predicate, "" // it may stand in another model
	c.Reason = noticed + predicate
	c.Label = defaultLabel(c.Cause)
	c.ID = causeID(t.step.Name, m.kind, m.predicate+"\x00"+predicate)
	c.relation, c.Hint = m.relation, m.hint
}

// missed returns SQL that is TRUE where the marker's lookup had no row, or its value could not be read.
func (q *selection) missed(m *marker) string {
	col := q.hiddenCol(m.col)
	if m.kind == trace.ParseError || q.spine.hasCarried(m.col) {
		if !q.spine.hasCarried(m.col) {
			return ""
		}
		return "coalesce(" + col + ", FALSE)"
	}
	if m.optional {
		return "((" + col + ") IS NULL AND NOT " + q.absent() + ")"
	}
	return "(" + col + ") IS NULL"
}

// usingColumn says whether the name is a merged column of USING or NATURAL, which the spine has too.
func (q *selection) usingColumn(name string) bool {
	for _, c := range q.spine.Columns {
		if !strings.EqualFold(c.Name, name) {
			continue
		}
		for _, j := range q.joins {
			if j.node.Str("ref_type") == "NATURAL" {
				return true
			}
			for _, u := range j.node.Strings("using_columns") {
				if strings.EqualFold(u, name) {
					return true
				}
			}
		}
	}
	return false
}
