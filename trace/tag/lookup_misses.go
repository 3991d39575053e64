package tag

import (
	"context"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// probe is a join, or a SEMI JOIN, to the rows for which it may find nothing.
type probe struct {
	passes    string    // SQL over the stage's columns: TRUE for rows that it does not drop
	hit       string    // the column that is TRUE where it found something; empty of a SEMI JOIN
	pairs     []keyPair // by which it looks up, as far as that can be told
	condition sqltree.Node
	lookup    sqltree.Node
	marker    *marker // of the lookup's tables

	predicate     string // the whole join
	pos           trace.Pos
	start, end    int
	notNull, hint *trace.Hint
}

// The reasons of misses. A join without a key is one whose key every row has.
const (
	nullKeyReason   = "the key is NULL"
	noKeyReason     = "no row has the key"
	emptyReason     = "the lookup is empty"
	excludedReason  = "the key is there, but this excludes every row that has it"
	excludesReason  = "this excludes every row of the lookup"
	betweenReason   = "no row with the key meets all of these together"
	betweensReason  = "no row of the lookup meets all of these together"
	somethingReason = "the key is there, another condition of the join excluded it"
	somehowReason   = "the conditions of the join exclude every row of the lookup"
)

// probeRungs puts a join on the ladder; more is how many joins come after it. A row that it drops has no key, or the lookup
// has not. If the join has other conditions, those are on the ladder too that exclude all rows with the key, each on its own.
func (q *selection) probeRungs(ctx context.Context, p *probe, more int) error {
	keys, err := q.keysOf(ctx, p, more)
	if err != nil {
		return err
	}
	r := &rung{ok: p.passes}
	if keys != nil {
		r.ok = "(" + p.passes + " OR " + keys.there + ")"
		p.pairs = keys.pairs
	}
	if q.t.Plainly { // where a key raises an error, the plain model did not come to ask for it
		for _, pair := range p.pairs {
			raised, err := sqltree.Raised(q.t.careful(pair.near), func(n sqltree.Node) (string, error) { return q.overStage(ctx, n) })
			if err != nil {
				return err
			}
			if raised != "" {
				r.ok = "(" + r.ok + " OR " + raised + ")"
			}
		}
	}
	if err := q.keyCases(ctx, p, r); err != nil {
		return err
	}
	c := q.t.addCause(trace.JoinMiss, p.predicate, "", p.pos, p.start, p.end)
	c.Hint = p.hint
	r.cases = append(r.cases, rungCase{cause: c})
	q.ladder = append(q.ladder, r)
	if keys == nil {
		return nil
	}
	c.Reason = noKeyReason
	if len(keys.pairs) == 0 {
		c.Reason = emptyReason
	}
	return q.excludedRungs(ctx, p, keys)
}

// keyCases adds to a join's rung what there is to say of the key that was looked for: that it is what it is because another lookup was
// missed or a value could not be read, or that it is NULL.
func (q *selection) keyCases(ctx context.Context, p *probe, r *rung) error {
	nullKey, err := q.anyNull(ctx, p.pairs)
	if nullKey == "" || err != nil {
		return err
	}
	found := ""
	if p.hit != "" {
		found = "(" + p.hit + ") IS NULL AND "
	}
	for _, pair := range p.pairs {
		for _, o := range q.originsOf(ctx, pair.near) {
			missed := q.missed(o.marker)
			when := found + nullKey + " AND " + missed
			if q.isKeyOf(ctx, p.pairs, o.marker) { // also where coalesce made it the key of a default
				when = found + missed
			}
			if missed == "" || o.marker.local || r.blamedAlready(o.marker, when) {
				continue
			}
			c := q.t.addCause(o.marker.kind, p.predicate, "", p.pos, p.start, p.end)
			q.t.blame(c, o.marker, p.predicate)
			r.cases = append(r.cases, rungCase{when: when, cause: c})
		}
	}
	unread, err := q.unreadKey(ctx, p.pairs)
	if err != nil {
		return err
	}
	if unread != "" {
		c := q.t.addCause(trace.ParseError, p.predicate, "", p.pos, p.start, p.end)
		r.cases = append(r.cases, rungCase{when: found + nullKey + " AND " + unread, cause: c})
	}
	c := q.t.addCause(trace.JoinMiss, p.predicate, nullKeyReason, p.pos, p.start, p.end)
	c.Label, c.Hint = "key is NULL: "+p.predicate, p.notNull
	r.cases = append(r.cases, rungCase{when: found + nullKey, cause: c})
	return nil
}

// isKeyOf says whether all of the key hangs on the marker, and on nothing else.
func (q *selection) isKeyOf(ctx context.Context, pairs []keyPair, m *marker) bool {
	return !slices.ContainsFunc(pairs, func(p keyPair) bool {
		list := q.originsOf(ctx, p.near)
		at := indexOrigin(list, m)
		return at < 0 || !list[at].pure
	})
}

// unreadKey is SQL that is TRUE where a part of the key could not be read; empty if none is tried to read.
func (q *selection) unreadKey(ctx context.Context, pairs []keyPair) (string, error) {
	var parts []string
	for _, pair := range pairs {
		text, err := q.unreadable(ctx, pair.near)
		if err != nil {
			return "", err
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", nil
}

// unreadable is SQL over the stage's columns that is TRUE where the expression tried to read a value and could not; empty if it tries
// to read none.
func (q *selection) unreadable(ctx context.Context, expr sqltree.Node) (string, error) {
	say := func(n sqltree.Node) (string, error) { return q.overStage(ctx, n) }
	if q.t.Plainly {
		return sqltree.UnreadableIn(expr, say)
	}
	return sqltree.Unreadable(expr, say)
}

// excludedRungs puts the conditions beside the key on the ladder: each that excludes all rows with the key, then the whole,
// which no row meets. A row that fails one alone fails the whole too where nobody knows whether a row meets the others together.
func (q *selection) excludedRungs(ctx context.Context, p *probe, keys *keys) error {
	passes := "(" + p.passes + " OR NOT " + keys.there + ")" // without the key, nothing is said of the rest
	nulls := map[string]bool{}                               // a value that is NULL is said once
	for _, k := range keys.rest {
		var err error
		if k.filters() {
			err = q.filterRung(ctx, k.conjunct, passes)
		} else {
			err = q.excludedRung(ctx, keys, k, passes, nulls)
		}
		if err != nil {
			return err
		}
	}
	known, more := keys.known()
	if !more {
		return nil
	}
	whole, err := q.wholeCause(ctx, keys)
	q.ladder = append(q.ladder, &rung{ok: "(" + passes + known + ")", cases: []rungCase{{cause: whole}}})
	return err
}

// excludedRung puts one of them on the ladder; nulls are the values that were said to be NULL.
func (q *selection) excludedRung(ctx context.Context, keys *keys, k keyed, passes string, nulls map[string]bool) error {
	ok := k.meets
	if keys.onLookup() == 1 && k.reads != readsSpine { // where the others are met, this one is to blame
		ok = "NOT " + keys.spineMeets()
		if k.meets != "" {
			ok = "(" + ok + " AND " + k.meets + ")"
		}
	}
	if ok == "" {
		return nil
	}
	if nulls[k.null] {
		ok += " OR " + k.null
	}
	r := &rung{ok: "(" + passes + " OR " + ok + ")"}
	start, end := q.t.span(k.at)
	pos := q.t.model.PosAt(start)
	if k.null != "" && !nulls[k.null] {
		nulls[k.null] = true
		unread, err := q.unreadable(ctx, k.nearOf())
		if err != nil {
			return err
		}
		if unread != "" {
			r.cases = append(r.cases, rungCase{when: k.null + " AND " + unread, cause: q.t.addCause(trace.ParseError, k.predicate, "", pos, start, end)})
		}
		c := q.t.addCause(trace.JoinMiss, k.predicate, k.nearText+" is NULL", pos, start, end)
		c.Label = "cannot tell: " + k.nearText + " is NULL"
		if k.nearText != k.predicate {
			c.Label = k.nearText + " is NULL: " + k.predicate
		}
		r.cases = append(r.cases, rungCase{when: k.null, cause: c})
	}
	reason := excludedReason
	switch {
	case k.reads == readsSpine:
		reason = ""
	case len(keys.pairs) == 0:
		reason = excludesReason
	}
	r.cases = append(r.cases, rungCase{cause: q.t.addCause(trace.JoinMiss, k.predicate, reason, pos, start, end)})
	q.ladder = append(q.ladder, r)
	return nil
}

// known is SQL that is TRUE where the whole says nothing, as one condition alone excludes the row, and without it another would not; more
// is false where it never says anything.
func (k *keys) known() (known string, more bool) {
	spineMeets := k.spineMeets()
	switch n := k.onLookup(); {
	case n == 0, n == 1 && k.sure(), n == 1 && spineMeets == "(TRUE)":
		return "", false
	case n == 1:
		return " OR " + spineMeets, true
	case n == 2 && k.sure():
		known = " OR " + spineMeets + " AND NOT (TRUE"
		for _, c := range k.rest {
			if c.reads != readsSpine {
				known += " AND " + c.meets
			}
		}
		return known + ")", true
	}
	return "", true
}

// filterRung puts a condition of a SEMI JOIN on the ladder that does not read the lookup; passes is SQL that is TRUE for rows that it
// does not ask.
func (q *selection) filterRung(ctx context.Context, c conjunct, passes string) error {
	say := func(n sqltree.Node) (string, error) { return q.overStage(ctx, n) }
	value, err := say(c.expr)
	if err != nil {
		return err
	}
	if err := q.predicateRung(ctx, c.expr, c.expr, value, trace.Filter, say); err != nil {
		return err
	}
	r := q.ladder[len(q.ladder)-1]
	r.ok = "(" + passes + " OR " + r.ok + ")"
	return nil
}

// wholeCause is that no row with the key meets all conditions, though no condition excludes all of them on its own.
func (q *selection) wholeCause(ctx context.Context, keys *keys) (*Cause, error) {
	var nodes []sqltree.Node
	for _, k := range keys.rest {
		if !k.second {
			nodes = append(nodes, k.at)
		}
	}
	predicate, err := q.t.PredicateText(ctx, sqltree.And(nodes...))
	if err != nil {
		return nil, err
	}
	all, something := betweenReason, somethingReason
	if len(keys.pairs) == 0 {
		all, something = betweensReason, somehowReason
	}
	start, end := q.t.span(nodes...)
	c := q.t.addCause(trace.JoinMiss, predicate, something, q.t.model.PosAt(start), start, end)
	if keys.sure() {
		c.Reason, c.Label = all, "between: "+c.Predicate
	}
	return c, nil
}

// hasRoom says whether the ladder has room for so many causes beside those that it must hold: of the joins to come, of the
// WHERE, and of an earlier stage that may leave its dropping to this one.
func (q *selection) hasRoom(ctx context.Context, causes, joins int) bool {
	must := causes + 2*joins + 2 // an UNNEST or two
	for _, r := range q.ladder {
		must += len(r.cases)
	}
	for _, c := range sqltree.Conjuncts(q.node.Child("where_clause")) {
		must += 2 + len(q.originsOf(ctx, c))
	}
	if r := q.spine.raw; r != nil && r.pending != nil {
		must += len(r.pending.causes)
	}
	return must <= maxCauses
}
