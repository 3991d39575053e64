package tag

import (
	"context"
	"slices"

	"funneltrace/trace/sqltree"
)

// originsOf returns the markers that the expression's columns hang on.
func (q *selection) originsOf(ctx context.Context, expr sqltree.Node) []origin {
	var out []origin
	first, clean := true, true
	var visit func(n sqltree.Node) bool
	visit = func(n sqltree.Node) bool {
		if n.Class() == "SUBQUERY" {
			n.Child("child").Walk(visit) // x of x IN (SELECT …)
			outer := q.outerColumns(ctx, n)
			clean = clean && len(outer) > 0
			for _, ref := range outer {
				visit(ref)
			}
			return false
		}
		if n.Class() != "COLUMN_REF" {
			return true
		}
		list := q.originsOfColumn(ctx, n)
		if len(list) == 0 {
			clean = false
		}
		out, first = together(out, list, first), false
		return true
	}
	expr.Walk(visit)
	if !clean {
		for i := range out {
			out[i].pure = false
		}
	}
	return append([]origin(nil), out...)
}

// together is what an expression hangs on that reads a further column, or the first one; it is pure where all columns agree.
func together(out, list []origin, first bool) []origin {
	if first {
		return slices.Clone(list)
	}
	for i := range out {
		at := indexOrigin(list, out[i].marker)
		out[i].pure = out[i].pure && at >= 0 && list[at].pure
	}
	for _, o := range list {
		if indexOrigin(out, o.marker) < 0 {
			o.pure = false
			out = append(out, o)
		}
	}
	return out
}

func (q *selection) originsOfColumn(ctx context.Context, ref sqltree.Node) []origin {
	l, name, err := q.resolve(ctx, ref)
	switch {
	case err != nil || l == nil:
		return nil
	case l.spine:
		return append([]origin(nil), q.spine.origin(name)...)
	case q.usingColumn(name):
		return nil
	}
	return append(q.before(ctx, l.marker), origin{marker: l.marker, pure: true})
}

// before returns what a lookup's key hangs on: where another lookup was missed that has the key, this one is missed because of that.
func (q *selection) before(ctx context.Context, m *marker) []origin {
	at := slices.IndexFunc(q.joins, func(j *joined) bool { return j.marker == m })
	if at < 0 {
		return nil
	}
	pairs, err := q.keyPairs(ctx, q.joins[at])
	if err != nil {
		return nil
	}
	var out []origin
	for _, p := range pairs {
		if p.near.Class() != "COLUMN_REF" {
			continue
		}
		for _, o := range q.originsOfColumn(ctx, p.near) {
			if o.marker != m && o.pure && indexOrigin(out, o.marker) < 0 {
				out = append(out, o)
			}
		}
	}
	return out
}
