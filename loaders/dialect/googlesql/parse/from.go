package parse

import (
	"strings"

	"funneltrace/loaders/dialect/googlesql/tree"
)

// from reads the items of a FROM. Commas and joins group from left to right alike.
func (p *parser) from() tree.Source {
	left := p.joins(p.source())
	for n := 0; p.accept(","); n++ {
		if n > maxChain {
			p.fail("more than %d tables stand in a row here", maxChain)
		}
		start := left.Place().Start
		right := p.source()
		left = p.joins(&tree.Join{At: p.since(start), Kind: "COMMA", Left: left, Right: right})
	}
	return left
}

func (p *parser) joins(left tree.Source) tree.Source {
	for n := 0; p.startsJoin(); n++ {
		if n > maxChain {
			p.fail("more than %d joins stand in a row here", maxChain)
		}
		left = p.join(left)
	}
	return left
}

func (p *parser) startsJoin() bool {
	if p.is("NATURAL") {
		p.fail("NATURAL JOIN is not known to GoogleSQL; name the columns with USING")
	}
	return p.isOneOf("JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS")
}

// join reads one join onto what stands before it. Its right side may be joins with conditions of their own: a JOIN b JOIN c ON … ON …
func (p *parser) join(left tree.Source) tree.Source {
	defer p.enter()()
	j := &tree.Join{Kind: "INNER", Left: left}
	if !p.is("JOIN") {
		j.Kind = p.next().Value
		if j.Kind != "INNER" && j.Kind != "CROSS" {
			p.accept("OUTER")
		}
	}
	p.expect("JOIN")
	j.Right = p.source()
	switch {
	case j.Kind != "CROSS":
		for !isArray(left, j.Right) && p.startsJoin() {
			j.Right = p.join(j.Right)
		}
		switch {
		case p.accept("ON"):
			j.On = p.expr()
		case p.accept("USING"):
			j.Using = p.names()
		case !isArray(left, j.Right):
			p.fail("ON or USING is wanted here, not %s", p.cur().Shown())
		}
	case p.accept("ON"): // which makes it an inner one
		j.Kind, j.On = "INNER", p.expr()
	}
	j.At = p.since(left.Place().Start)
	return j
}

// isArray says whether what is joined is an array, which wants no condition: UNNEST, or t.tags where t stands before it.
func isArray(left, right tree.Source) bool {
	switch r := right.(type) {
	case *tree.Unnest:
		return true
	case *tree.Table:
		return r.Offset != nil || len(r.Path) > 1 && names(left)[strings.ToUpper(r.Path[0].Text)]
	}
	return false
}

// names are the names that a FROM gives its tables, in upper case.
func names(s tree.Source) map[string]bool {
	out := map[string]bool{}
	for s != nil {
		add := func(alias *tree.Name) {
			if alias != nil {
				out[strings.ToUpper(alias.Text)] = true
			}
		}
		switch x := s.(type) {
		case *tree.Join:
			for name := range names(x.Right) {
				out[name] = true
			}
			s = x.Left
			continue
		case *tree.Table:
			add(x.Alias)
			if x.Alias == nil {
				add(&x.Path[len(x.Path)-1])
			}
		case *tree.Unnest:
			add(x.Alias)
		case *tree.Derived:
			add(x.Alias)
		case *tree.Pivot:
			add(x.Alias)
		case *tree.Unpivot:
			add(x.Alias)
		case *tree.TableFunction:
			add(x.Alias)
		case *tree.Sample:
			s = x.Of
			continue
		}
		s = nil
	}
	return out
}

// source reads one item of a FROM, with what belongs to it.
func (p *parser) source() tree.Source {
	defer p.enter()()
	s := p.sourceItself()
	for {
		switch {
		case p.is("PIVOT", "("):
			s = p.pivot(s)
		case p.is("UNPIVOT", "("), p.is("UNPIVOT", "INCLUDE"), p.is("UNPIVOT", "EXCLUDE"):
			s = p.unpivot(s)
		case p.is("TABLESAMPLE"):
			s = p.sample(s)
		case p.is("FOR"):
			t, ok := s.(*tree.Table)
			if !ok || t.AsOf != nil {
				p.fail("FOR SYSTEM_TIME stands behind a table's name alone")
			}
			p.asOf(t)
			if t.Alias == nil {
				t.Alias = p.sourceAlias()
			}
			t.At = p.since(t.Span.Start)
		default:
			return s
		}
	}
}

func (p *parser) sourceItself() tree.Source {
	start := p.start()
	switch {
	case p.is("UNNEST"):
		u := &tree.Unnest{Array: p.unnested(), Alias: p.sourceAlias()}
		u.Offset = p.offset()
		u.At = p.since(start)
		return u
	case p.is("("):
		p.next()
		q, s := p.queryOrJoin()
		p.expect(")")
		if s != nil {
			return s
		}
		d := &tree.Derived{Query: q, Alias: p.sourceAlias()}
		d.At = p.since(start)
		return d
	case p.is("LATERAL"):
		p.fail("LATERAL is not understood")
	}
	t := &tree.Table{Path: p.tablePath()}
	if p.is("(") {
		f := &tree.TableFunction{Call: p.call(t.Path, start).(*tree.Call), Alias: p.sourceAlias()}
		f.At = p.since(start)
		return f
	}
	t.Alias = p.sourceAlias()
	t.Offset = p.offset()
	t.At = p.since(start)
	return t
}

// queryOrJoin reads what stands in parentheses in a FROM: a query, or tables with joins between them.
func (p *parser) queryOrJoin() (*tree.Query, tree.Source) {
	defer p.enter()()
	start := p.start()
	switch {
	case p.startsQuery():
		return p.query(), nil
	case !p.is("("):
		return nil, p.from()
	}
	p.next()
	q, s := p.queryOrJoin()
	p.expect(")")
	if q != nil {
		if p.goesOnAsQuery() {
			return p.queryBehind(q, start), nil
		}
		if p.is(")") {
			return q, nil
		}
		d := &tree.Derived{Query: q, Alias: p.sourceAlias()}
		d.At = p.since(start)
		s = d
	}
	s = p.joins(s)
	for p.accept(",") {
		right := p.source()
		s = p.joins(&tree.Join{At: p.since(start), Kind: "COMMA", Left: s, Right: right})
	}
	return nil, s
}

// sourceAlias reads the alias of a table; the words of what may stand behind one are none.
func (p *parser) sourceAlias() *tree.Name {
	if p.is("PIVOT", "(") || p.is("UNPIVOT", "(") || p.is("UNPIVOT", "INCLUDE") || p.is("UNPIVOT", "EXCLUDE") {
		return nil
	}
	return p.alias()
}

// offset reads WITH OFFSET AS name.
func (p *parser) offset() *tree.Offset {
	if !p.accept("WITH", "OFFSET") {
		return nil
	}
	return &tree.Offset{Alias: p.sourceAlias()}
}

func (p *parser) asOf(t *tree.Table) {
	p.expect("FOR")
	if !p.accept("SYSTEM_TIME") {
		p.expect("SYSTEM")
		p.expect("TIME")
	}
	p.expect("AS", "OF")
	t.AsOf = p.exprOf(levelBitOr)
}

func (p *parser) sample(s tree.Source) tree.Source {
	start := s.Place().Start
	p.expect("TABLESAMPLE", "SYSTEM", "(")
	percent := p.expr()
	p.expect("PERCENT", ")")
	return &tree.Sample{At: p.since(start), Of: s, Percent: percent}
}
