package parse

import (
	"slices"

	"funneltrace/loaders/dialect/googlesql/tree"
)

// Pipe syntax is read as the query that it stands for: each operator is a SELECT over what was before it. As long as that is a FROM and
// what was joined to it, its tables are known by their names; behind any other operator the columns are, and the name that AS gives.

// fromFirst reads a query that begins with its FROM.
func (p *parser) fromFirst() *tree.Select {
	start := p.start()
	p.expect("FROM")
	s := &tree.Select{From: p.from()}
	s.At = p.since(start)
	s.Items = everything(s.At)
	return s
}

func everything(at tree.At) []tree.Item { return []tree.Item{{X: &tree.Star{At: at}}} }

// pipes reads the operators of pipe syntax behind a query.
func (p *parser) pipes(q *tree.Query, start int) *tree.Query {
	for n := 0; p.accept("|>"); n++ {
		if n > maxDepth { // each makes a query within a query
			p.fail("more than %d operators stand behind one another here", maxDepth)
		}
		q = p.pipe(q, start)
		q.At = p.since(start)
	}
	return q
}

// over is a SELECT of all columns of the query: of its FROM and WHERE, as long as it has nothing else, so that the tables keep their names.
func over(q *tree.Query) *tree.Select {
	if s, ok := q.Body.(*tree.Select); ok && isPlain(q, s) {
		return &tree.Select{At: s.At, Items: everything(s.At), From: s.From, Where: s.Where}
	}
	return overAll(q)
}

func overAll(q *tree.Query) *tree.Select {
	return &tree.Select{At: q.At, Items: everything(q.At), From: &tree.Derived{At: q.At, Query: q}}
}

func isPlain(q *tree.Query, s *tree.Select) bool {
	star, isStar := s.Items[0].X.(*tree.Star)
	return len(q.OrderBy) == 0 && q.Limit == nil && len(s.Items) == 1 && isStar && star.Of == nil && len(star.Except)+len(star.Replace) == 0 && s.As == "" &&
		!s.Distinct && s.Group == nil && s.Having == nil && s.Qualify == nil && s.From != nil
}

// pipe reads one operator behind a query. What WITH gave names to is known to all of them.
func (p *parser) pipe(q *tree.Query, start int) *tree.Query {
	out := &tree.Query{With: q.With, Recursive: q.Recursive}
	q.With, q.Recursive = nil, false
	switch {
	case p.is("ORDER") && len(q.OrderBy) == 0 && q.Limit == nil:
		out.Body, out.OrderBy = q.Body, p.orderBy()
		return out
	case p.is("LIMIT") && q.Limit == nil:
		out.Body, out.OrderBy = q.Body, q.OrderBy
		p.queryTail(out)
		return out
	}
	s := over(q)
	if s.Where != nil && !p.isOneOf("WHERE", "SELECT", "EXTEND", "SET", "DROP", "AGGREGATE", "DISTINCT") {
		s = overAll(q)
	}
	star := s.Items[0].X.(*tree.Star)
	out.Body = s
	switch word := p.cur().Value; {
	case p.accept("WHERE"):
		if cond := p.expr(); s.Where == nil {
			s.Where = cond
		} else {
			s.Where = &tree.Junction{At: tree.At{Span: s.Where.Place().Cover(cond.Place())}, Op: "AND", Terms: []tree.Expr{s.Where, cond}}
		}
	case p.is("SELECT"):
		from, where := s.From, s.Where
		s = p.selectClauses()
		if s.From != nil || s.Where != nil || s.Group != nil || s.Having != nil {
			p.failAt(s.Span.Start, "a SELECT behind |> has no FROM, WHERE, GROUP BY or HAVING")
		}
		s.From = from
		if where != nil {
			s.Where = where
		}
		out.Body = s
	case p.accept("EXTEND"):
		s.Items = append(s.Items, p.items()...)
	case p.accept("SET"):
		star.Replace = list(p, func() tree.Item {
			n := p.name()
			p.expect("=")
			return tree.Item{X: p.expr(), Alias: &n}
		})
	case p.accept("DROP"):
		star.Except = list(p, p.name)
	case p.accept("AGGREGATE"):
		p.pipeAggregate(s, out)
	case p.accept("DISTINCT"):
		s.Distinct = true
	case p.accept("AS"):
		n := p.name()
		s.From = &tree.Derived{At: q.At, Query: q, Alias: &n}
		s.Items = everything(q.At)
	case p.isOneOf("ORDER", "LIMIT"):
		p.queryTail(out)
	case p.startsJoin():
		s.From = p.join(s.From)
	case p.isOneOf("UNION", "INTERSECT", "EXCEPT"):
		out.Body = p.pipeSets(q, start)
	case p.is("PIVOT"):
		s.From = p.pivot(s.From)
	case p.is("UNPIVOT"):
		s.From = p.unpivot(s.From)
	default:
		p.fail("|> %s is not understood", word)
	}
	return out
}

// pipeAggregate reads AGGREGATE items GROUP BY keys: the keys come before the items.
func (p *parser) pipeAggregate(s *tree.Select, out *tree.Query) {
	var items []tree.Item
	if !p.is("GROUP") {
		items = p.items()
	}
	s.Items = nil
	if p.accept("GROUP") {
		order := p.accept("AND")
		if order {
			p.expect("ORDER")
		}
		p.expect("BY")
		s.Items = p.items()
		s.Group = &tree.GroupBy{}
		for i := range s.Items {
			number := &tree.Literal{At: tree.At{Span: s.Items[i].X.Place()}, Kind: tree.Int, Value: itoa(i + 1)}
			s.Group.Keys = append(s.Group.Keys, tree.GroupKey{X: number})
			if order {
				out.OrderBy = append(out.OrderBy, tree.Order{X: number})
			}
		}
	}
	s.Items = append(slices.Clone(s.Items), items...)
	if len(s.Items) == 0 {
		p.fail("an aggregate is wanted behind AGGREGATE")
	}
}

// pipeSets reads UNION ALL (query), (query) …
func (p *parser) pipeSets(q *tree.Query, start int) tree.Body {
	op, all := p.setOp()
	var left tree.Body = q
	for {
		if !p.is("(") {
			p.fail("a query in parentheses is wanted here, not %s", p.cur().Shown())
		}
		right := p.setTerm()
		left = &tree.SetOp{At: p.since(start), Op: op, All: all, Left: left, Right: right}
		if !p.accept(",") {
			return left
		}
	}
}
