package trace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// rung is one step of a stage's ladder: a condition that rows must meet.
type rung struct {
	ok    string // SQL over the stage's columns: TRUE for rows that pass
	cases []rungCase
}

// rungCase is one way to fail. The last case of a rung takes what is left.
type rungCase struct {
	when  string
	cause *causeTrace
}

// maxCauses is how many causes fit the mask of one stage.
const maxCauses = 62

// addCause puts a cause on the ladder of the step being built. Causes of one rung that say the same are one.
func (t *tracer) addCause(kind Kind, predicate, reason string, pos Pos, start, end int) *causeTrace {
	c := &causeTrace{Cause: Cause{Kind: kind, Predicate: predicate, Reason: reason, Pos: pos, Start: start, End: end}}
	c.Label = defaultLabel(c.Cause)
	c.Class = DefaultClass(kind)
	id := causeID(t.step.name, kind, predicate)
	for n := 2; t.hasCause(id); n++ {
		id = causeID(t.step.name, kind, fmt.Sprintf("%s#%d", predicate, n))
	}
	c.ID = id
	t.step.causes = append(t.step.causes, c)
	return c
}

func (t *tracer) hasCause(id string) bool {
	for _, c := range t.step.causes {
		if c.ID == id {
			return true
		}
	}
	return false
}

// causeID is short, and stays the same as long as the step's name and the predicate do.
func causeID(step string, kind Kind, predicate string) string {
	sum := sha256.Sum256([]byte(step + "\x00" + string(kind) + "\x00" + predicate))
	return string(kind) + "-" + hex.EncodeToString(sum[:])[:8]
}

func defaultLabel(c Cause) string {
	switch c.Kind {
	case Filter:
		return c.Predicate
	case NullPredicate:
		return "cannot tell: " + c.Predicate + " is NULL"
	case MissingValue:
		return "missing: " + c.Predicate
	case JoinMiss:
		return "no match: " + c.Predicate
	case Dedup:
		return "duplicate: " + c.Predicate
	case Limit:
		return "beyond " + c.Predicate
	case EmptyUnnest:
		return "empty list: " + c.Predicate
	case ParseError:
		return "unreadable: " + c.Predicate
	case Unattributed:
		return "could not be attributed: " + c.Reason
	}
	return c.Predicate
}

// joinRungs puts the joins that drop rows on the ladder, in the written order, then the SEMI and ANTI JOINs.
func (q *selection) joinRungs(ctx context.Context) error {
	for _, m := range q.misses {
		hit := q.hiddenCol(m.join.marker.col)
		r := &rung{ok: hit}
		if m.join.marker.optional {
			r.ok = "(" + hit + " OR " + q.absent() + ")"
		}
		if key, err := q.nullKey(ctx, m.join); err != nil {
			return err
		} else if key != "" {
			c := q.t.addCause(JoinMiss, m.join.predicate, "", m.join.marker.pos, m.join.marker.start, m.join.marker.end)
			c.Label, c.Reason = "key is NULL: "+m.join.predicate, "the key is NULL"
			c.hint = m.join.notNull
			r.cases = append(r.cases, rungCase{when: "(" + hit + ") IS NULL AND " + key, cause: c})
		}
		c := q.t.addCause(JoinMiss, m.join.predicate, "", m.join.marker.pos, m.join.marker.start, m.join.marker.end)
		c.hint = m.join.marker.hint
		r.cases = append(r.cases, rungCase{cause: c})
		q.blameEarlier(ctx, m.join, r)
		q.rungs = append(q.rungs, r)
	}
	for _, s := range q.semis {
		exists, err := q.lift(ctx, s.exists)
		if err != nil {
			return err
		}
		text, err := q.t.printExpr(ctx, exists)
		if err != nil {
			return err
		}
		kind := JoinMiss
		if s.anti {
			kind, text = Filter, "NOT "+text
		}
		c := q.t.addCause(kind, s.predicate, "", s.pos, s.start, s.end)
		c.hint = q.semiHint(ctx, s)
		q.rungs = append(q.rungs, &rung{ok: text, cases: []rungCase{{cause: c}}})
	}
	return nil
}

// nullKey returns SQL that is TRUE where the join cannot match because its key is NULL; empty where that cannot be told.
func (q *selection) nullKey(ctx context.Context, j *joined) (string, error) {
	pairs, err := q.keyPairs(ctx, j)
	if err != nil {
		return "", err
	}
	var parts []string
	for _, p := range pairs {
		lifted, err := q.lift(ctx, p.near)
		if err != nil {
			return "", err
		}
		text, err := q.t.printExpr(ctx, lifted)
		if err != nil {
			return "", err
		}
		parts = append(parts, "("+text+") IS NULL")
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", nil
}

// keyPair is one equality of a join: near is what the spine has, far what the lookup has.
type keyPair struct{ near, far sqltree.Node }

// keyPairs returns the equalities of the join whose sides can be told apart.
func (q *selection) keyPairs(ctx context.Context, j *joined) ([]keyPair, error) {
	var out []keyPair
	for _, c := range j.node.Strings("using_columns") {
		out = append(out, keyPair{near: sqltree.Col(q.spineAlias, c), far: sqltree.Col(c)})
	}
	if len(out) > 0 {
		if cols, err := q.columnsOf(ctx, q.spineLeaf()); err != nil {
			return nil, err
		} else {
			for _, p := range out {
				if !cols[strings.ToLower(p.far.Strings("column_names")[0])] {
					return nil, nil
				}
			}
		}
		return out, nil
	}
	for _, c := range sqltree.Conjuncts(j.node.Child("condition")) {
		if c.Type() != "COMPARE_EQUAL" {
			continue
		}
		left, err := q.sideOf(ctx, c.Child("left"), j.marker)
		if err != nil {
			return nil, err
		}
		right, err := q.sideOf(ctx, c.Child("right"), j.marker)
		if err != nil {
			return nil, err
		}
		switch {
		case left == near && right == far:
			out = append(out, keyPair{near: c.Child("left"), far: c.Child("right")})
		case left == far && right == near:
			out = append(out, keyPair{near: c.Child("right"), far: c.Child("left")})
		}
	}
	return out, nil
}

type side int

const (
	neither side = iota
	near
	far
)

// sideOf says on which side of the lookup's join the expression stands: neither, if on both or if that cannot be told.
func (q *selection) sideOf(ctx context.Context, expr sqltree.Node, m *marker) (side, error) {
	out, mixed := neither, false
	var failed error
	expr.Walk(func(n sqltree.Node) bool {
		if n.Class() == "SUBQUERY" || n.Class() == "LAMBDA" {
			mixed = true
			return false
		}
		if n.Class() != "COLUMN_REF" || mixed || failed != nil {
			return failed == nil
		}
		l, _, err := q.resolve(ctx, n)
		if err != nil {
			failed = err
			return false
		}
		s := near
		if l == nil {
			mixed = true
		} else if l.marker == m {
			s = far
		}
		if out != neither && out != s {
			mixed = true
		}
		out = s
		return true
	})
	if mixed || failed != nil {
		return neither, failed
	}
	return out, nil
}

func (q *selection) spineLeaf() *leaf {
	for _, l := range q.leaves {
		if l.spine {
			return l
		}
	}
	return nil
}

// blameEarlier makes a join that reads another lookup's columns pass where that lookup was missed: it was never reached.
func (q *selection) blameEarlier(ctx context.Context, j *joined, r *rung) {
	var missed []string
	for _, o := range q.originsOf(ctx, j.node.Child("condition")) {
		if o.marker != j.marker && o.marker.local {
			missed = append(missed, q.missed(o.marker))
		}
	}
	if len(missed) > 0 {
		r.ok = "(" + r.ok + " OR " + strings.Join(missed, " OR ") + ")"
	}
}
