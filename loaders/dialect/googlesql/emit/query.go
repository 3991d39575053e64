package emit

import (
	"funneltrace/loaders/dialect/googlesql/tree"
)

// use is what a query's rows are for.
type use int

const (
	asTable use = iota // columns
	asValue            // one value each: of ARRAY(…), a scalar subquery, IN
)

func (e *emitter) query(q *tree.Query, u use) {
	e.within(func(s *scope) {
		if len(q.With) > 0 {
			e.with(q)
		}
		sel, plain := q.Body.(*tree.Select)
		if plain {
			e.selectOf(sel, u, q.OrderBy)
		} else {
			e.body(q.Body, u)
			e.orderBy(q.OrderBy)
		}
		if q.Limit != nil {
			e.write(" LIMIT ")
			e.expr(q.Limit)
		}
		if q.Offset != nil {
			e.write(" OFFSET ")
			e.expr(q.Offset)
		}
	})
}

// with writes the CTEs.
func (e *emitter) with(q *tree.Query) {
	e.write("WITH ")
	if q.Recursive {
		e.write("RECURSIVE ")
	}
	e.between(", ", len(q.With), func(i int) {
		c := q.With[i]
		e.name(c.Name)
		e.write(" AS (")
		e.query(c.Query, asTable)
		e.write(")")
	})
	e.write(" ")
}

func (e *emitter) body(b tree.Body, u use) {
	switch b := b.(type) {
	case *tree.Select:
		e.selectOf(b, u, nil)
	case *tree.Query:
		e.write("(")
		e.query(b, u)
		e.write(")")
	case *tree.SetOp:
		e.placed(b.Span, func() {
			e.within(func(*scope) { e.body(b.Left, u) })
			e.write(" ", b.Op)
			if b.All {
				e.write(" ALL")
			}
			e.write(" ")
			e.within(func(*scope) { e.body(b.Right, u) })
		})
	}
}

// orderBy writes where NULLs go: in GoogleSQL they are the smallest.
func (e *emitter) orderBy(keys []tree.Order) {
	if len(keys) == 0 {
		return
	}
	e.write(" ORDER BY ")
	e.between(", ", len(keys), func(i int) { e.order(keys[i]) })
}

func (e *emitter) order(k tree.Order) {
	e.expr(k.X)
	nulls := k.Nulls
	if k.Desc {
		e.write(" DESC")
	} else {
		e.write(" ASC")
	}
	switch {
	case nulls != "":
	case k.Desc:
		nulls = "LAST"
	default:
		nulls = "FIRST"
	}
	e.write(" NULLS ", nulls)
}
