package parse

import (
	"funneltrace/loaders/dialect/googlesql/token"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// call reads the arguments of a function and what may stand among and behind them.
func (p *parser) call(name []tree.Name, start int) tree.Expr {
	c := &tree.Call{Name: name}
	p.expect("(")
	c.Distinct = p.accept("DISTINCT")
	for !p.is(")") && !p.callTail(c) {
		c.Args = append(c.Args, p.argument())
		if !p.accept(",") {
			break
		}
	}
	for !p.is(")") {
		if !p.callTail(c) {
			p.fail("%s is not understood here, among the arguments of %s; a comma or ) is wanted", p.cur().Shown(), name[len(name)-1].Text)
		}
	}
	p.expect(")")
	if c.Nulls == "" && p.peek(2).Is("OVER") { // where other dialects have it
		c.Nulls = p.nullsWord()
	}
	if p.accept("OVER") {
		w := p.windowOrName()
		c.Over = &w
	}
	c.At = p.since(start)
	return c
}

func (p *parser) nullsWord() string {
	if p.is("IGNORE", "NULLS") || p.is("RESPECT", "NULLS") {
		word := p.next().Value
		p.next()
		return word
	}
	return ""
}

// callTail reads one of the clauses behind the arguments of a call, if one comes.
func (p *parser) callTail(c *tree.Call) bool {
	switch {
	case p.is("IGNORE", "NULLS"), p.is("RESPECT", "NULLS"):
		c.Nulls = p.nullsWord()
	case p.is("HAVING"):
		p.next()
		if !p.isOneOf("MAX", "MIN") {
			p.fail("MAX or MIN is wanted behind HAVING, not %s", p.cur().Shown())
		}
		isMax := p.next().Value == "MAX"
		c.Having = &tree.HavingMax{Max: isMax, X: p.expr()}
	case p.is("ORDER", "BY"):
		c.OrderBy = p.orderBy()
	case p.is("LIMIT"):
		p.next()
		c.Limit = p.expr()
	default:
		return false
	}
	return true
}

func (p *parser) argument() tree.Expr {
	start := p.start()
	switch {
	case p.isOneOf("TABLE", "MODEL") && nameable(p.peek(1)):
		kind := p.next().Value
		return &tree.Relation{Kind: kind, Path: p.tablePath(), At: p.since(start)}
	case p.accept("*"):
		return p.starOf(nil, start)
	case p.cur().Kind == token.Word && p.peek(1).Is("=>"):
		name := p.fieldName()
		p.next()
		return &tree.NamedArg{At: p.since(start), Name: name, Value: p.argument()}
	case p.startsQuery():
		q := p.query()
		return &tree.Subquery{At: p.since(start), Query: q}
	}
	x := p.expr()
	if !p.is("->") {
		return x
	}
	params := lambdaParams(x)
	if len(params) == 0 {
		p.fail("names are wanted before ->")
	}
	p.next()
	body := p.expr()
	return &tree.Lambda{At: p.since(start), Params: params, Body: body}
}

func lambdaParams(x tree.Expr) (out []tree.Name) {
	switch x := x.(type) {
	case *tree.Name:
		return []tree.Name{*x}
	case *tree.Struct:
		for _, f := range x.Fields {
			n, ok := f.X.(*tree.Name)
			if !ok || !x.Tuple {
				return nil
			}
			out = append(out, *n)
		}
	}
	return out
}

func (p *parser) caseOf() tree.Expr {
	c := &tree.Case{}
	start := p.start()
	p.expect("CASE")
	if !p.is("WHEN") {
		c.X = p.expr()
	}
	for p.accept("WHEN") {
		when := p.expr()
		p.expect("THEN")
		c.Whens = append(c.Whens, tree.When{When: when, Then: p.expr()})
	}
	if len(c.Whens) == 0 {
		p.fail("WHEN is wanted here, not %s", p.cur().Shown())
	}
	if p.accept("ELSE") {
		c.Else = p.expr()
	}
	p.expect("END")
	c.At = p.since(start)
	return c
}

func (p *parser) cast() tree.Expr {
	start := p.start()
	c := &tree.Cast{Safe: p.next().Value == "SAFE_CAST"}
	p.expect("(")
	c.X = p.expr()
	p.expect("AS")
	c.Type = p.typ()
	if p.accept("FORMAT") {
		c.Format = p.expr()
		if p.accept("AT", "TIME", "ZONE") {
			c.Zone = p.expr()
		}
	}
	p.expect(")")
	c.At = p.since(start)
	return c
}

func (p *parser) extract() tree.Expr {
	start := p.start()
	p.expect("EXTRACT", "(")
	e := &tree.Extract{Part: p.part()}
	p.expect("FROM")
	e.X = p.expr()
	if p.accept("AT", "TIME", "ZONE") {
		e.Zone = p.expr()
	}
	p.expect(")")
	e.At = p.since(start)
	return e
}

// part reads the part of a date: MONTH, WEEK(MONDAY).
func (p *parser) part() string {
	t := p.cur()
	if t.Kind != token.Word || reserved[t.Value] {
		p.fail("a part of a date is wanted here, such as DAY, not %s", t.Shown())
	}
	p.next()
	if t.Value == "WEEK" && p.accept("(") {
		day := p.name()
		p.expect(")")
		return "WEEK(" + upper(day.Text) + ")"
	}
	return t.Value
}

func (p *parser) interval() tree.Expr {
	start := p.start()
	p.expect("INTERVAL")
	i := &tree.Interval{Value: p.exprOf(levelBitOr)}
	i.From = p.part()
	if p.accept("TO") {
		i.To = p.part()
	}
	i.At = p.since(start)
	return i
}
