package parse

import "funneltrace/loaders/dialect/googlesql/tree"

func (p *parser) query() *tree.Query {
	defer p.enter()()
	start := p.start()
	q := &tree.Query{}
	if p.accept("WITH") {
		q.Recursive = p.accept("RECURSIVE")
		q.With = list(p, p.cte)
	}
	q.Body = p.setOps(p.setTerm(), p.start())
	p.queryTail(q)
	q.At = p.since(start)
	return p.pipes(q, start)
}

// goesOnAsQuery says whether what comes next can stand behind a query in parentheses, and not behind a value.
func (p *parser) goesOnAsQuery() bool {
	return p.isOneOf("UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "|>")
}

// queryBehind goes on behind a query in parentheses.
func (p *parser) queryBehind(first *tree.Query, start int) *tree.Query {
	q := &tree.Query{Body: p.setOps(first, start)}
	p.queryTail(q)
	q.At = p.since(start)
	return p.pipes(q, start)
}

func (p *parser) queryTail(q *tree.Query) {
	if p.is("ORDER") {
		q.OrderBy = p.orderBy()
	}
	if p.accept("LIMIT") {
		q.Limit = p.expr()
		if p.accept("OFFSET") {
			q.Offset = p.expr()
		}
	}
}

func (p *parser) cte() tree.CTE {
	c := tree.CTE{Name: p.name()}
	p.expect("AS", "(")
	c.Query = p.query()
	p.expect(")")
	return c
}

// setTerm reads one side of a set operation.
func (p *parser) setTerm() tree.Body {
	switch {
	case p.is("SELECT"):
		return p.selectClauses()
	case p.is("FROM"):
		return p.fromFirst()
	case p.is("("):
		p.next()
		var q *tree.Query
		if p.is("(") {
			start := p.start()
			q = p.queryOf(p.setTerm(), start)
		} else {
			q = p.query()
		}
		p.expect(")")
		return q
	}
	p.fail("SELECT is wanted here, not %s", p.cur().Shown())
	return nil
}

// queryOf goes on behind the first side of what may be a set operation.
func (p *parser) queryOf(first tree.Body, start int) *tree.Query {
	q := &tree.Query{Body: p.setOps(first, start)}
	p.queryTail(q)
	q.At = p.since(start)
	return p.pipes(q, start)
}

func (p *parser) setOps(left tree.Body, start int) tree.Body {
	for n := 0; p.isOneOf("UNION", "INTERSECT", "EXCEPT"); n++ {
		if n > maxChain {
			p.fail("more than %d set operations stand in a row here", maxChain)
		}
		at := p.start()
		op, all := p.setOp()
		if before, ok := left.(*tree.SetOp); ok && (before.Op != op || before.All != all) {
			p.failAt(at, "different set operations stand in a row; put parentheses around one of them")
		} else if ok && op != "UNION" {
			p.failAt(at, "%s stands twice in a row; put parentheses around one of them", op)
		}
		right := p.setTerm()
		left = &tree.SetOp{At: p.since(start), Op: op, All: all, Left: left, Right: right}
	}
	return left
}

func (p *parser) setOp() (op string, all bool) {
	op = p.next().Value
	switch {
	case p.accept("ALL"):
		all = true
	case p.accept("DISTINCT"):
	default:
		p.fail("ALL or DISTINCT is wanted behind %s, not %s", op, p.cur().Shown())
	}
	if p.isOneOf("BY", "CORRESPONDING", "STRICT") {
		p.fail("a set operation by name is not understood; give both sides the same columns in one order")
	}
	return op, all
}

func (p *parser) orderBy() []tree.Order {
	p.expect("ORDER", "BY")
	return list(p, func() tree.Order {
		o := tree.Order{X: p.expr()}
		if p.accept("DESC") {
			o.Desc = true
		} else {
			p.accept("ASC")
		}
		if p.accept("NULLS") {
			if !p.isOneOf("FIRST", "LAST") {
				p.fail("FIRST or LAST is wanted behind NULLS, not %s", p.cur().Shown())
			}
			o.Nulls = p.next().Value
		}
		return o
	})
}
