package tag

import (
	"context"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// A dedup by a column of a lookup takes all rows for copies of each other that missed it: they have one NULL. Those that it drops are
// blamed on the miss. Not where the dedup is by the lookup's key too: then they are copies whatever the lookup says.

// keyPart says that a column is a part of the key by which the marker's lookup was looked up, and by nothing else.
type keyPart struct {
	marker   *marker
	part, of int
}

// isLookup says whether the markers are of one lookup.
func (m *marker) isLookup(o *marker) bool { return m.predicate == o.predicate && m.pos == o.pos }

// mergedBy are the markers of what was missed where a row has no key of its own; the keys are over the FROM.
func (q *selection) mergedBy(ctx context.Context, keys []sqltree.Node) []*marker {
	var missed []*marker
	var parts []keyPart
	for _, key := range keys {
		for _, o := range q.originsOf(ctx, key) {
			if o.pure && !o.marker.local && !slices.Contains(missed, o.marker) {
				missed = append(missed, o.marker)
			}
		}
		if key.Class() != "COLUMN_REF" {
			continue
		}
		if l, name, err := q.resolve(ctx, key); err == nil && l != nil && l.spine {
			parts = append(parts, q.spine.keyed[strings.ToLower(name)]...)
		}
	}
	return withoutWhole(missed, parts)
}

// withoutWhole leaves the markers out of whose key all parts are there.
func withoutWhole(list []*marker, parts []keyPart) []*marker {
	return slices.DeleteFunc(list, func(m *marker) bool {
		there, of := map[int]bool{}, 1
		for _, p := range parts {
			if p.marker.isLookup(m) {
				there[p.part], of = true, p.of
			}
		}
		return len(there) == of
	})
}

// keyedOf are the items that hold a part of the key of a lookup that keeps what it misses.
func (q *selection) keyedOf(ctx context.Context, items []item) map[string][]keyPart {
	out := map[string][]keyPart{}
	for _, it := range items {
		if it.expr.Class() != "COLUMN_REF" {
			continue
		}
		l, name, err := q.resolve(ctx, it.expr)
		if err != nil || l == nil {
			continue
		}
		key := strings.ToLower(it.name)
		if l.spine {
			out[key] = slices.Clone(q.spine.keyed[strings.ToLower(name)])
		}
		for _, j := range q.joins {
			out[key] = append(out[key], q.keyParts(ctx, j, l, name)...)
		}
	}
	return out
}

// keyParts are the parts of a join's key that a column is, if the join is on nothing else.
func (q *selection) keyParts(ctx context.Context, j *joined, l *leaf, column string) []keyPart {
	pairs, err := q.keyPairs(ctx, j)
	on := len(j.node.Strings("using_columns")) + len(sqltree.Conjuncts(j.node.Child("condition")))
	if err != nil || j.marker.local || len(pairs) != on {
		return nil
	}
	var out []keyPart
	for i, p := range pairs {
		if p.near.Class() != "COLUMN_REF" {
			continue
		}
		if of, by, err := q.resolve(ctx, p.near); err == nil && of == l && strings.EqualFold(by, column) {
			out = append(out, keyPart{j.marker, i, len(pairs)})
		}
	}
	return out
}

// mergedDedup is the rung of a dedup of the flow by some of its columns: what it drops is blamed on what was missed, or is a copy.
func (t builder) mergedDedup(f *Flow, columns []string, copies *Cause) *rung {
	var merged []*marker
	var parts []keyPart
	for _, c := range columns {
		for _, o := range f.origin(c) {
			if o.pure && f.hasCarried(o.marker.col) && !slices.Contains(merged, o.marker) {
				merged = append(merged, o.marker)
			}
		}
		parts = append(parts, f.keyed[strings.ToLower(c)]...)
	}
	missed := func(m *marker) string { return "coalesce(" + m.col + ", FALSE)" }
	return &rung{cases: t.blameMerged(withoutWhole(merged, parts), copies, missed)}
}

// blameMerged are the ways to be dropped by a dedup, of which the last is that the row is a copy.
func (t builder) blameMerged(merged []*marker, copies *Cause, missed func(*marker) string) []rungCase {
	var out []rungCase
	for _, m := range merged {
		when := missed(m)
		at := slices.IndexFunc(out, func(k rungCase) bool { return k.cause.Predicate == m.predicate && k.cause.relation == m.relation })
		switch {
		case when == "":
			continue
		case at >= 0:
			out[at].when += " OR " + when
			continue
		}
		c := t.addCause(m.kind, copies.Predicate, "", copies.Pos, copies.sql.Start, copies.sql.End)
		t.blame(c, m, copies.Predicate)
		out = append(out, rungCase{when: when, cause: c})
	}
	if len(out) > 0 { // it comes behind them
		t.step.Causes = append(slices.DeleteFunc(t.step.Causes, func(c *Cause) bool { return c == copies }), copies)
	}
	return append(out, rungCase{cause: copies})
}
