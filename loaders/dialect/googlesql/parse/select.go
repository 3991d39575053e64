package parse

import (
	"funneltrace/loaders/dialect/googlesql/token"
	"funneltrace/loaders/dialect/googlesql/tree"
)

func (p *parser) selectClauses() *tree.Select {
	start := p.start()
	p.expect("SELECT")
	s := &tree.Select{}
	if p.is("WITH") {
		p.fail("SELECT WITH is not understood")
	}
	if p.accept("DISTINCT") {
		s.Distinct = true
	} else {
		p.accept("ALL")
	}
	if p.is("AS") {
		p.next()
		if !p.isOneOf("STRUCT", "VALUE") {
			p.fail("STRUCT or VALUE is wanted behind SELECT AS, not %s", p.cur().Shown())
		}
		s.As = p.next().Value
	}
	s.Items = p.items()
	if p.accept("FROM") {
		s.From = p.from()
	}
	p.clauses(s)
	s.At = p.since(start)
	return s
}

// clauses reads what stands behind FROM.
func (p *parser) clauses(s *tree.Select) {
	if p.accept("WHERE") {
		s.Where = p.expr()
	}
	if p.is("GROUP") {
		s.Group = p.groupBy()
	}
	if p.accept("HAVING") {
		s.Having = p.expr()
	}
	if p.accept("QUALIFY") {
		s.Qualify = p.expr()
	}
	if p.accept("WINDOW") {
		s.Windows = list(p, func() tree.NamedWindow {
			n := p.name()
			p.expect("AS")
			return tree.NamedWindow{Name: n, Window: p.windowOrName()}
		})
	}
}

// items reads a list of expressions with their names; a comma may end it.
func (p *parser) items() (out []tree.Item) {
	for {
		out = append(out, p.item())
		if !p.accept(",") || p.endsList() {
			return out
		}
	}
}

func (p *parser) endsList() bool {
	t := p.cur()
	return t.Kind == token.End || p.isOneOf("FROM", ")", ";", "UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "WHERE", "GROUP", "|>")
}

func (p *parser) item() tree.Item {
	start := p.start()
	if p.accept("*") {
		return tree.Item{X: p.starOf(nil, start)}
	}
	item := tree.Item{X: p.expr()}
	item.Alias = p.alias()
	return item
}

// alias reads AS name, or a name alone.
func (p *parser) alias() *tree.Name {
	if p.accept("AS") || p.isName() {
		n := p.name()
		return &n
	}
	return nil
}

func (p *parser) groupBy() *tree.GroupBy {
	p.expect("GROUP")
	p.expect("BY")
	if p.accept("ALL") {
		return &tree.GroupBy{All: true}
	}
	return &tree.GroupBy{Keys: list(p, p.groupKey)}
}

func (p *parser) groupKey() tree.GroupKey {
	switch {
	case p.is("ROLLUP", "("), p.is("CUBE", "("):
		kind := p.next().Value
		return tree.GroupKey{Kind: kind, Sets: p.groupSets()}
	case p.accept("GROUPING", "SETS"):
		return tree.GroupKey{Kind: "SETS", Sets: p.groupSets()}
	}
	return tree.GroupKey{X: p.expr()}
}

// groupSets reads the list of a ROLLUP, a CUBE or of GROUPING SETS, each an expression, several in parentheses or none.
func (p *parser) groupSets() []tree.GroupKey {
	defer p.enter()()
	p.expect("(")
	sets := list(p, func() tree.GroupKey {
		if p.accept("(", ")") {
			return tree.GroupKey{List: []tree.Expr{}}
		}
		key := p.groupKey()
		if tuple, ok := key.X.(*tree.Struct); ok && tuple.Tuple {
			key = tree.GroupKey{}
			for _, f := range tuple.Fields {
				key.List = append(key.List, f.X)
			}
		}
		return key
	})
	p.expect(")")
	return sets
}
