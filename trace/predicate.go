package trace

import (
	"context"
	"strings"

	"funneltrace/trace/sqltree"
)

// whereRung puts one conjunct of the WHERE on the ladder.
func (q *selection) whereRung(ctx context.Context, c sqltree.Node) error {
	return q.rankRung(ctx, c, c)
}

// rankRung puts a condition on the ladder: a dedup if it compares a rank, else a filter.
func (q *selection) rankRung(ctx context.Context, c, written sqltree.Node) error {
	r := q.comparedRank(ctx, c)
	if r == nil {
		return q.conditionRung(ctx, c, written, Filter)
	}
	if err := q.conditionRung(ctx, c, written, Dedup); err != nil {
		return err
	}
	winner, err := q.t.firstInPlace(ctx, r)
	if err != nil {
		return err
	}
	for _, k := range q.rungs[len(q.rungs)-1].cases {
		if k.cause.Kind == Dedup {
			k.cause.winner, k.cause.hint = winner, r.hint
		}
	}
	return nil
}

// conditionRung puts a condition over the stage's FROM on the ladder; written is how the model has it.
func (q *selection) conditionRung(ctx context.Context, c, written sqltree.Node, kind Kind) error {
	bound, err := q.t.bindPlain(ctx, c, q.sc)
	if err != nil {
		return err
	}
	value := q.innerColumn(q.guardedPredicate(bound, len(q.rungs) > 0))
	return q.predicateRung(ctx, c, written, sqltree.Quote(value), kind, func(n sqltree.Node) (string, error) { return q.overStage(ctx, n) })
}

// guardedPredicate is the conjunct, made safe where rows reach it that the plain model had dropped before.
func (q *selection) guardedPredicate(c sqltree.Node, reachable bool) sqltree.Node {
	if reachable || q.t.plainly {
		return q.t.careful(c)
	}
	return c
}

// careful returns the condition with NULL for each part that raises an error: the plain model may have dropped the row before it
// came there. Each side of an AND or OR is a part of its own: the other may decide alone, and DuckDB 1.4 computes a TRY around an
// OR wrongly.
func (t *tracer) careful(c sqltree.Node) sqltree.Node {
	return c.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		switch {
		case n.Class() == "SUBQUERY":
			if child := n.Child("child"); child != nil {
				n["child"] = map[string]any(t.careful(child))
			}
			return n
		case n.Class() == "" || n.Class() == "LAMBDA" || hasConjunction(n), n.Str("function_name") == "row": // (a, b) IN (SELECT …) needs it as it is
			return nil
		case (canRaise(n) || t.plainly && firstColumn(n) != nil) && !hasSubquery(n) && !hasUnnest(n) && t.volatileIn(n) == "":
			return withAliasOf(sqltree.Try(withoutAlias(n)), n)
		}
		return nil
	})
}

// carefulSides is careful for the condition of a join, which stays a comparison of its sides.
func (t *tracer) carefulSides(cond sqltree.Node) sqltree.Node {
	return cond.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		switch n.Class() {
		case "CONJUNCTION":
			return nil
		case "COMPARISON":
			n["left"], n["right"] = map[string]any(t.careful(n.Child("left"))), map[string]any(t.careful(n.Child("right")))
			return n
		}
		return t.careful(n)
	})
}

// hasConjunction says whether there is an AND or OR in the expression.
func hasConjunction(expr sqltree.Node) bool {
	found := false
	expr.Walk(func(n sqltree.Node) bool {
		found = found || n.Class() == "CONJUNCTION"
		return !found && n.Class() != "SUBQUERY"
	})
	return found
}

func hasSubquery(expr sqltree.Node) bool {
	found := false
	expr.Walk(func(n sqltree.Node) bool { found = found || n.Class() == "SUBQUERY"; return !found })
	return found
}

// canRaise says whether evaluating the expression may raise an error.
// References, constants, and tests for NULL cannot; a comparison can, through a cast that it implies, but not of a column with a
// constant: there the constant is cast, before anything runs.
func canRaise(expr sqltree.Node) bool {
	switch expr.Class() {
	case "COLUMN_REF", "CONSTANT":
		return false
	case "COMPARISON":
		left, right := expr.Child("left"), expr.Child("right")
		return !(left.Class() == "CONSTANT" && right.Class() == "COLUMN_REF" || left.Class() == "COLUMN_REF" && right.Class() == "CONSTANT")
	case "OPERATOR", "CONJUNCTION":
		switch expr.Type() {
		case "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL", "OPERATOR_NOT", "OPERATOR_TRY", "CONJUNCTION_AND", "CONJUNCTION_OR":
			for _, c := range expr.List("children") {
				if canRaise(c) {
					return true
				}
			}
			return false
		}
	case "CAST":
		if expr.Bool("try_cast") {
			return canRaise(expr.Child("child"))
		}
	}
	return true
}

// predicateRung makes a rung of a condition. value is its SQL over the stage's columns; say prints a part of it over the same.
// The condition fails for one of several reasons, the most telling first: a lookup was missed or a value could not be read
// on which the condition hangs, a value is missing, the condition is NULL, it is FALSE.
func (q *selection) predicateRung(ctx context.Context, c, written sqltree.Node, value string, kind Kind, say func(sqltree.Node) (string, error)) error {
	predicate, err := q.t.predicateText(ctx, written)
	if err != nil {
		return err
	}
	start, end := q.t.span(written)
	pos := q.t.model.PosAt(start)
	r := &rung{ok: value}
	add := func(k Kind, when string) *causeTrace {
		cause := q.t.addCause(k, predicate, "", pos, start, end)
		cause.hint = q.notNullHint(ctx, written, k)
		r.cases = append(r.cases, rungCase{when: when, cause: cause})
		return cause
	}
	tested := notNullTest(c)
	for _, o := range q.originsOf(ctx, c) {
		missed := q.missed(o.marker)
		if missed == "" {
			continue
		}
		if o.marker.local { // the join's own rung says it
			r.ok = "(" + r.ok + " OR " + missed + ")"
			continue
		}
		when := missed
		if !o.pure {
			because, err := q.becauseOf(ctx, c, o.marker)
			if err != nil {
				return err
			}
			if because == "" {
				continue
			}
			if when = because; tested == nil {
				when += " AND " + value + " IS NULL"
			}
		}
		if r.blamedAlready(o.marker, when) {
			continue
		}
		cause := add(o.marker.kind, when)
		q.blame(cause, o.marker, predicate)
	}
	unread, err := unreadable(c, say)
	if err != nil {
		return err
	}
	if unread != "" && (tested != nil || !neverNull(c)) {
		if tested == nil {
			unread = value + " IS NULL AND " + unread
		}
		add(ParseError, unread)
	}
	if tested != nil {
		add(MissingValue, "")
	} else {
		if !neverNull(c) {
			add(NullPredicate, value+" IS NULL")
		}
		add(kind, "")
	}
	q.rungs = append(q.rungs, r)
	return nil
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
func (q *selection) blame(c *causeTrace, m *marker, predicate string) {
	c.Predicate = m.predicate
	c.Reason = noticed + predicate
	c.Label = defaultLabel(c.Cause)
	c.ID = causeID(q.t.step.name, m.kind, m.predicate+"\x00"+predicate)
	c.relation, c.hint = m.relation, m.hint
}

// missed returns SQL that is TRUE where the marker's lookup had no row, or its value could not be read.
func (q *selection) missed(m *marker) string {
	col := q.hiddenCol(m.col)
	if m.kind == ParseError || q.spine.hasCarried(m.col) {
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

// notNullTest returns x of x IS NOT NULL, or nil.
func notNullTest(c sqltree.Node) sqltree.Node {
	switch c.Type() {
	case "OPERATOR_IS_NOT_NULL":
		return c.List("children")[0]
	case "OPERATOR_NOT":
		if in := c.List("children")[0]; in.Type() == "OPERATOR_IS_NULL" {
			return in.List("children")[0]
		}
	}
	return nil
}

// neverNull says whether the condition is a test that is never NULL by its form.
func neverNull(c sqltree.Node) bool {
	switch c.Type() {
	case "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL", "COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM":
		return true
	case "OPERATOR_NOT":
		return neverNull(c.List("children")[0])
	case "SUBQUERY":
		return c.Str("subquery_type") == "EXISTS" || c.Str("subquery_type") == "NOT_EXISTS"
	}
	return false
}

func firstColumn(expr sqltree.Node) sqltree.Node {
	var out sqltree.Node
	expr.Walk(func(n sqltree.Node) bool {
		if out == nil && n.Class() == "COLUMN_REF" {
			out = n
		}
		return out == nil
	})
	return out
}

// usingColumn says whether the name is a merged column of USING or NATURAL, which the spine has too.
func (q *selection) usingColumn(name string) bool {
	for _, c := range q.spine.columns {
		if !strings.EqualFold(c.name, name) {
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

// predicateText is a condition as DuckDB prints it, without the parentheses around the whole.
func (t *tracer) predicateText(ctx context.Context, c sqltree.Node) (string, error) {
	text, err := sqltree.PrintExpr(ctx, t.conn, readable(c))
	if err != nil {
		return "", err
	}
	return trimParens(t.original(ctx, text)), nil
}

// readable has DuckDB print count(*) as it is written.
func readable(expr sqltree.Node) sqltree.Node {
	return expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		if n.Class() != "FUNCTION" || n.Str("function_name") != "count_star" {
			return nil
		}
		c := n.Clone()
		c["function_name"] = "count"
		c.SetList("children", []sqltree.Node{sqltree.Star("", nil)})
		return c
	})
}

// trimParens takes off parentheses that enclose the whole text.
func trimParens(s string) string {
	for strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		depth, quote := 0, byte(0)
		for i := 0; i < len(s); i++ {
			switch ch := s[i]; {
			case quote != 0:
				if ch == quote {
					quote = 0
				}
			case ch == '\'' || ch == '"':
				quote = ch
			case ch == '(':
				depth++
			case ch == ')':
				depth--
			}
			if depth == 0 && i < len(s)-1 {
				return s
			}
		}
		s = s[1 : len(s)-1]
	}
	return s
}
