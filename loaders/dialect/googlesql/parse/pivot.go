package parse

import "funneltrace/loaders/dialect/googlesql/tree"

func (p *parser) pivot(of tree.Source) tree.Source {
	v := &tree.Pivot{Of: of}
	p.expect("PIVOT", "(")
	v.Aggregates = list(p, p.item)
	p.expect("FOR")
	v.For = p.exprOf(levelBitOr)
	p.expect("IN", "(")
	if p.startsQuery() {
		p.fail("PIVOT over the values of a query is not understood; list the values")
	}
	v.In = list(p, p.item)
	p.expect(")", ")")
	v.Alias = p.sourceAlias()
	v.At = p.since(of.Place().Start)
	return v
}

func (p *parser) unpivot(of tree.Source) tree.Source {
	u := &tree.Unpivot{Of: of}
	p.expect("UNPIVOT")
	if p.isOneOf("INCLUDE", "EXCLUDE") {
		u.IncludeNulls = p.next().Value == "INCLUDE"
		p.expect("NULLS")
	}
	p.expect("(")
	u.Values = p.nameOrNames()
	p.expect("FOR")
	u.Name = p.name()
	p.expect("IN", "(")
	u.In = list(p, func() tree.UnpivotColumns {
		c := tree.UnpivotColumns{Columns: p.nameOrNames()}
		if p.accept("AS") {
			c.As = p.primary()
		}
		return c
	})
	p.expect(")", ")")
	u.Alias = p.sourceAlias()
	u.At = p.since(of.Place().Start)
	return u
}

// nameOrNames reads a name, or several in parentheses.
func (p *parser) nameOrNames() []tree.Name {
	if p.is("(") {
		return p.names()
	}
	return []tree.Name{p.name()}
}
