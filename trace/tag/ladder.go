package tag

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// addCause puts a cause on the ladder of the step being built. Causes of one rung that say the same are one.
func (t builder) addCause(kind trace.Kind, predicate, reason string, pos trace.Pos, start, end int) *Cause {
	c := &Cause{Union: t.union, Branch: t.branch, InCTE: t.inCTE, Cause: trace.Cause{Kind: kind, Predicate: predicate, Reason: reason, Pos: pos, Start: start, End: end}}
	t.inWords(c)
	c.Label = defaultLabel(c.Cause)
	c.Class = trace.DefaultClass(kind)
	id := causeID(t.step.Name, kind, predicate)
	for n := 2; t.hasCause(id); n++ {
		id = causeID(t.step.Name, kind, fmt.Sprintf("%s#%d", predicate, n))
	}
	c.ID = id
	t.step.Causes = append(t.step.Causes, c)
	return c
}

// inWords turns the cause's place from one in the SQL into one in the model's text, and says what stands there.
func (t builder) inWords(c *Cause) {
	c.sql = trace.Span{Start: c.Start, End: c.End}
	words, at := t.model.Words(c.sql)
	c.Start, c.End = at.Start, at.End
	switch c.Kind {
	case trace.Limit, trace.SetOp, trace.Unattributed:
	case trace.Dedup:
		if clause, ok := strings.CutPrefix(c.Predicate, "GROUP BY "); ok && words != "" && clause != "" {
			c.Words = "GROUP BY " + words
		} else if !strings.HasPrefix(c.Predicate, "DISTINCT") {
			c.Words = words
		}
	case trace.JoinMiss:
		if join := joinWords.FindString(c.Predicate); words != "" {
			c.Words = join + words
		}
	default:
		c.Words = words
	}
}

// joinWords are how a predicate begins that is a whole join.
var joinWords = regexp.MustCompile(`^[A-Z ]*JOIN `)

func (t builder) hasCause(id string) bool {
	return slices.ContainsFunc(t.step.Causes, func(c *Cause) bool { return c.ID == id })
}

// causeID is short, and stays the same as long as the step's name and the predicate do.
func causeID(step string, kind trace.Kind, predicate string) string {
	sum := sha256.Sum256([]byte(step + "\x00" + string(kind) + "\x00" + predicate))
	return string(kind) + "-" + hex.EncodeToString(sum[:])[:8]
}

func defaultLabel(c trace.Cause) string {
	predicate := c.Said()
	switch c.Kind {
	case trace.Filter:
		return predicate
	case trace.NullPredicate:
		return "cannot tell: " + predicate + " is NULL"
	case trace.MissingValue:
		return "missing: " + predicate
	case trace.JoinMiss:
		return "no match: " + predicate
	case trace.Dedup:
		return "duplicate: " + predicate
	case trace.Limit:
		return "beyond " + predicate
	case trace.EmptyUnnest:
		return "empty list: " + predicate
	case trace.ParseError:
		return "unreadable: " + predicate
	case trace.Unattributed:
		return "could not be attributed: " + c.Reason
	}
	return predicate
}

// joinRungs puts the joins that drop rows on the ladder, in their order.
func (q *selection) joinRungs(ctx context.Context) error {
	for i, m := range q.misses {
		more := len(q.misses) - i - 1
		err := q.climb(func() error {
			if m.semi != nil {
				return q.semiRungs(ctx, m.semi, more)
			}
			return q.missRungs(ctx, m, more)
		})
		if err != nil {
			return err
		}
		if m.join == nil {
			continue
		}
		for _, c := range m.join.filters {
			if err := q.filterInOn(ctx, c, m.join.marker.optional); err != nil {
				return err
			}
		}
	}
	return nil
}

// filterInOn puts a condition on the ladder that an INNER JOIN has of the row alone. Where an outer join made the row after it, it is not
// asked.
func (q *selection) filterInOn(ctx context.Context, c sqltree.Node, optional bool) error {
	if err := q.whereRung(ctx, c); err != nil || !optional {
		return err
	}
	r := q.ladder[len(q.ladder)-1]
	r.ok = "(" + r.ok + " OR " + q.absent() + ")"
	return nil
}

// missRungs puts a join on the ladder that drops what it does not find; more is how many joins come after it.
func (q *selection) missRungs(ctx context.Context, m *miss, more int) error {
	none, whole, err := q.elementsRung(ctx, m.join)
	if whole || err != nil {
		return err
	}
	pairs, err := q.keyPairs(ctx, m.join)
	if err != nil {
		return err
	}
	p := &probe{
		hit: q.hiddenCol(m.join.marker.col), passes: q.passes(ctx, m.join), pairs: pairs,
		condition: m.join.condition(), lookup: m.join.lookup(), marker: m.join.marker,
		predicate: m.join.predicate, pos: m.join.marker.pos, start: m.join.marker.start, end: m.join.marker.end,
		notNull: m.join.notNull, hint: m.join.marker.hint,
	}
	if none != "" { // said already
		p.passes = "(" + p.passes + " OR " + none + ")"
	}
	return q.probeRungs(ctx, p, more)
}

// semiRungs puts a SEMI or ANTI JOIN on the ladder; more is how many come after it.
func (q *selection) semiRungs(ctx context.Context, s *semi, more int) error {
	exists, err := q.lift(ctx, s.exists)
	if err != nil {
		return err
	}
	text, err := q.t.PrintExpr(ctx, exists)
	if err != nil {
		return err
	}
	hint := q.semiHint(ctx, s)
	if s.anti {
		c := q.t.addCause(trace.Filter, s.predicate, "", s.pos, s.start, s.end)
		c.Hint = hint
		q.ladder = append(q.ladder, &rung{ok: "NOT " + text, cases: []rungCase{{cause: c}}})
		return nil
	}
	p := &probe{passes: text, marker: &marker{}, predicate: s.predicate, pos: s.pos, start: s.start, end: s.end, hint: hint}
	if s.lookup.Type() != "BASE_TABLE" && s.lookup.Type() != "SUBQUERY" || sqltree.RefersOutside(s.lookup) {
		return q.probeRungs(ctx, p, more)
	}
	if p.lookup, err = q.t.bindPlain(ctx, s.lookup, q.sc); err != nil {
		return err
	}
	side := &leaf{alias: sqltree.TableAlias(p.lookup), marker: p.marker, item: p.lookup, columns: map[string]bool{}}
	columns, err := q.columnsAlone(ctx, side)
	if err != nil {
		return err
	}
	for _, c := range columns {
		side.columns[strings.ToLower(c.Name)] = true
	}
	p.condition = s.on
	q.leaves = append(q.leaves, side) // only the condition can read it
	defer func() { q.leaves = q.leaves[:len(q.leaves)-1] }()
	if p.pairs, _, err = q.conjunctsOf(ctx, s.on, p.marker); err != nil {
		return err
	}
	return q.probeRungs(ctx, p, more)
}

// anyNull is SQL that is TRUE where the spine's side of one of the equalities is NULL; empty if there are none.
func (q *selection) anyNull(ctx context.Context, pairs []keyPair) (string, error) {
	var parts []string
	for _, p := range pairs {
		lifted, err := q.lift(ctx, p.near)
		if err != nil {
			return "", err
		}
		text, err := q.t.PrintExpr(ctx, lifted)
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
	using, err := q.mergedColumns(ctx, j)
	if err != nil {
		return nil, err
	}
	for _, c := range using {
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
		p, err := q.pairOf(ctx, c, j.marker)
		if err != nil {
			return nil, err
		}
		if p != nil {
			out = append(out, *p)
		}
	}
	return out, nil
}

// mergedColumns are those of USING, or that a NATURAL JOIN of the spine with its first lookup finds on both sides. An ASOF JOIN looks up by
// all of them but the last.
func (q *selection) mergedColumns(ctx context.Context, j *joined) ([]string, error) {
	using := j.node.Strings("using_columns")
	switch ref := j.node.Str("ref_type"); {
	case ref == "ASOF" && len(using) > 0:
		return using[:len(using)-1], nil
	case ref != "NATURAL" || len(q.joins) == 0 || q.joins[0] != j:
		return using, nil
	}
	at := slices.IndexFunc(q.leaves, func(l *leaf) bool { return l.marker == j.marker })
	if at < 0 {
		return nil, nil
	}
	there, err := q.columnsAlone(ctx, q.leaves[at])
	if err != nil {
		return nil, ctx.Err() // which columns it has, nobody can tell
	}
	var out []string
	for _, c := range q.spine.Columns {
		if slices.ContainsFunc(there, func(l trace.Column) bool { return strings.EqualFold(l.Name, c.Name) }) {
			out = append(out, c.Name)
		}
	}
	return out, nil
}

// pairOf returns the equality of the spine with the lookup that a condition is, or nil.
func (q *selection) pairOf(ctx context.Context, c sqltree.Node, m *marker) (*keyPair, error) {
	if c.Type() != "COMPARE_EQUAL" {
		return nil, nil
	}
	left, err := q.sideOf(ctx, c.Child("left"), m)
	if err != nil {
		return nil, err
	}
	right, err := q.sideOf(ctx, c.Child("right"), m)
	if err != nil {
		return nil, err
	}
	switch {
	case left == near && right == far:
		return &keyPair{near: c.Child("left"), far: c.Child("right")}, nil
	case left == far && right == near:
		return &keyPair{near: c.Child("right"), far: c.Child("left")}, nil
	}
	return nil, nil
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

// passes is SQL that is TRUE for the rows that a join lets pass: what it found, and what it was never asked for, because
// another lookup was missed whose columns its condition reads, or because an outer join made the row.
func (q *selection) passes(ctx context.Context, j *joined) string {
	passes := q.hiddenCol(j.marker.col)
	if j.marker.optional {
		passes = "(" + passes + " OR " + q.absent() + ")"
	}
	var missed []string
	for _, o := range q.originsOf(ctx, j.node.Child("condition")) {
		if o.marker != j.marker && o.marker.local {
			missed = append(missed, q.missed(o.marker))
		}
	}
	if len(missed) > 0 {
		passes = "(" + passes + " OR " + strings.Join(missed, " OR ") + ")"
	}
	return passes
}
