package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// becauseOf is SQL over the stage's columns that is TRUE where the expression, if it is NULL, may be so because the marker's lookup
// was missed or its value not read; empty if it never is. In a + coalesce(l.b, 0) the sum is NULL because of a alone; of a CASE only
// the branch that is taken counts.
func (q *selection) becauseOf(ctx context.Context, expr sqltree.Node, m *marker) (string, error) {
	if q.t.VolatileIn(expr) != "" { // another value each time that it is asked
		return "", nil
	}
	switch expr.Class() {
	case "COLUMN_REF":
		return q.becauseOfColumn(ctx, expr, m)
	case "CASE":
		return q.becauseOfBranch(ctx, expr, m)
	case "SUBQUERY":
		if expr.Child("child") == nil {
			return q.becauseOfExists(ctx, expr, m)
		}
	}
	var parts []string
	for _, operand := range sqltree.Operands(expr) {
		part, err := q.becauseOf(ctx, operand, m)
		if err != nil {
			return "", err
		}
		if part == "" {
			continue
		}
		if expr.Type() == "OPERATOR_COALESCE" { // which is not NULL where another of its operands is not
			text, err := q.overStage(ctx, expr)
			if err != nil {
				return "", err
			}
			part = "(" + part + " AND (" + text + ") IS NULL)"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", nil
}

func (q *selection) becauseOfColumn(ctx context.Context, ref sqltree.Node, m *marker) (string, error) {
	list := q.originsOfColumn(ctx, ref)
	at := indexOrigin(list, m)
	if at < 0 {
		return "", nil
	}
	missed := q.missed(m)
	if missed == "" || list[at].pure {
		return missed, nil
	}
	text, err := q.overStage(ctx, ref)
	return "(" + missed + " AND (" + text + ") IS NULL)", err
}

func (q *selection) becauseOfBranch(ctx context.Context, expr sqltree.Node, m *marker) (string, error) {
	var b strings.Builder
	some := false
	branch := func(lead string, then sqltree.Node) error {
		part, err := q.becauseOf(ctx, then, m)
		if part == "" {
			part = "FALSE"
		} else {
			some = true
		}
		b.WriteString(lead + part)
		return err
	}
	b.WriteString("CASE")
	for _, check := range expr.List("case_checks") {
		when := check.Child("when_expr")
		if indexOrigin(q.originsOf(ctx, when), m) >= 0 { // which branch is taken hangs on it too
			text, err := q.overStage(ctx, expr)
			return "(" + q.missed(m) + " AND (" + text + ") IS NULL)", err
		}
		text, err := q.overStage(ctx, when)
		if err != nil {
			return "", err
		}
		if err := branch(" WHEN "+text+" THEN ", check.Child("then_expr")); err != nil {
			return "", err
		}
	}
	if err := branch(" ELSE ", expr.Child("else_expr")); err != nil || !some {
		return "", err
	}
	return "(" + b.String() + " END)", nil
}

// narrow gives each column that hangs on something else too a marker of its own: of the rows in which it is NULL because of that.
// It returns their names and SQL.
func (q *selection) narrow(ctx context.Context, items []item, origins map[string][]origin) (names, texts []string, err error) {
	for _, it := range items {
		if it.expr.Class() == "COLUMN_REF" || q.grouped() {
			continue
		}
		list := origins[strings.ToLower(it.name)]
		for i, o := range list {
			if o.pure || o.marker.local {
				continue
			}
			because, err := q.becauseOf(ctx, it.expr, o.marker)
			if err != nil {
				return nil, nil, err
			}
			if because == "" {
				continue
			}
			value, err := q.overStage(ctx, it.expr)
			if err != nil {
				return nil, nil, err
			}
			own := *o.marker
			own.col, own.optional = q.t.Name("hit"), false
			list[i] = origin{marker: &own, pure: true}
			names = append(names, own.col)
			texts = append(texts, fmt.Sprintf("(%s AND (%s) IS NULL)", because, value))
		}
	}
	return names, texts, nil
}
