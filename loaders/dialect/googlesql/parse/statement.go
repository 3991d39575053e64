package parse

import (
	"funneltrace/loaders/dialect/googlesql/token"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// script reads a query and what may stand before it.
func (p *parser) script() *tree.Script {
	s := &tree.Script{}
	for {
		switch {
		case p.accept(";"):
			continue
		case p.is("DECLARE"):
			s.Variables = append(s.Variables, p.declare()...)
		case p.is("SET"):
			s.Variables = append(s.Variables, p.set(s))
		case p.is("CREATE"):
			s.Functions = append(s.Functions, p.createFunction())
		case p.cur().Kind == token.End:
			p.fail("there is no SELECT here")
		case p.startsQuery(), p.is("("):
			s.Query = p.query()
			for p.accept(";") {
			}
			if p.cur().Kind != token.End {
				p.fail("%s is not understood here, behind the end of the query", p.cur().Shown())
			}
			return s
		default:
			p.fail("%s does not begin a query; a model is one SELECT, which DECLARE, SET and CREATE TEMP FUNCTION may stand before", p.cur().Shown())
		}
		if p.cur().Kind != token.End {
			p.expect(";")
		}
	}
}

// declare reads DECLARE a, b type DEFAULT value.
func (p *parser) declare() (out []tree.Variable) {
	p.expect("DECLARE")
	names := list(p, p.name)
	var typ *tree.Type
	if !p.is("DEFAULT") {
		t := p.typ()
		typ = &t
	}
	var value tree.Expr
	if p.accept("DEFAULT") {
		value = p.expr()
	}
	for _, n := range names {
		out = append(out, tree.Variable{At: p.since(n.Span.Start), Name: n, Type: typ, Value: value})
	}
	return out
}

// set reads SET name = value, for a name that was declared.
func (p *parser) set(s *tree.Script) tree.Variable {
	start := p.start()
	p.expect("SET")
	if p.is("(") {
		p.fail("SET of several variables at once is not understood; write one SET for each")
	}
	name := p.name()
	v := tree.Variable{Name: name}
	for _, before := range s.Variables {
		if upper(before.Name.Text) == upper(name.Text) {
			v.Type = before.Type
		}
	}
	p.expect("=")
	v.Value = p.expr()
	v.At = p.since(start)
	return v
}

func (p *parser) createFunction() tree.Function {
	start := p.start()
	p.expect("CREATE")
	if p.accept("OR") {
		p.expect("REPLACE")
	}
	if !p.accept("TEMP") && !p.accept("TEMPORARY") {
		p.failAt(start, "CREATE is not understood here; a model is one SELECT, which CREATE TEMP FUNCTION may stand before")
	}
	if !p.is("FUNCTION") {
		p.failAt(start, "CREATE TEMP %s is not understood; a model is one SELECT, which CREATE TEMP FUNCTION may stand before", p.cur().Shown())
	}
	p.next()
	if p.accept("IF") {
		p.expect("NOT", "EXISTS")
	}
	f := tree.Function{Name: p.name()}
	p.expect("(")
	if !p.is(")") {
		f.Params = list(p, func() tree.TypeField {
			n := p.fieldName()
			if p.is("ANY", "TYPE") {
				p.at += 2
				return tree.TypeField{Name: &n, Type: tree.Type{Name: "ANY TYPE"}}
			}
			return tree.TypeField{Name: &n, Type: p.typ()}
		})
	}
	p.expect(")")
	if p.accept("RETURNS") {
		t := p.typ()
		f.Returns = &t
	}
	p.functionBody(&f)
	f.At = p.since(start)
	return f
}

func (p *parser) functionBody(f *tree.Function) {
	for {
		switch {
		case p.accept("DETERMINISTIC"):
			continue
		case p.is("NOT", "DETERMINISTIC"):
			p.at += 2
			continue
		case p.accept("LANGUAGE"):
			f.Language = upper(p.fieldName().Text)
			if f.Language == "SQL" {
				f.Language = ""
			}
			continue
		case p.accept("OPTIONS"):
			p.options()
			continue
		}
		break
	}
	p.expect("AS")
	if f.Language != "" {
		if p.cur().Kind != token.String {
			p.fail("the text of the function is wanted here, in quotes, not %s", p.cur().Shown())
		}
		f.Code = p.next().Value
		if p.accept("OPTIONS") {
			p.options()
		}
		return
	}
	if !p.is("(") {
		p.fail("the function's expression is wanted here, in parentheses, not %s", p.cur().Shown())
	}
	f.Body = p.parenthesized()
}

// options skips what the warehouse is told of how to run a function.
func (p *parser) options() {
	p.expect("(")
	for depth := 1; depth > 0; {
		switch t := p.cur(); {
		case t.Kind == token.End:
			p.fail("the options do not end; ) is wanted")
		case t.Is("("):
			depth++
		case t.Is(")"):
			depth--
		}
		p.next()
	}
}
