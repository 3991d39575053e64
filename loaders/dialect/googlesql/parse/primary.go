package parse

import (
	"strings"

	"funneltrace/loaders/dialect/googlesql/token"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// primary reads an expression without operators, and without what may stand behind it.
func (p *parser) primary() tree.Expr {
	defer p.enter()()
	t := p.cur()
	at := tree.At{Span: t.Span}
	switch t.Kind {
	case token.Number:
		p.next()
		kind := tree.Int
		if !strings.HasPrefix(strings.ToLower(t.Value), "0x") && strings.ContainsAny(t.Value, ".eE") {
			kind = tree.Float
		}
		return &tree.Literal{At: at, Kind: kind, Value: t.Value}
	case token.String, token.Bytes:
		return p.text()
	case token.Param:
		p.next()
		return &tree.Param{At: at, Text: t.Text}
	case token.Quoted:
		n := p.name()
		return &n
	case token.Word:
		return p.word()
	}
	switch {
	case p.is("("):
		return p.parenthesized()
	case p.is("["):
		return p.array(nil, t.Span.Start)
	}
	p.fail("an expression is wanted here, not %s", t.Shown())
	return nil
}

// text reads a string or bytes.
func (p *parser) text() tree.Expr {
	t := p.next()
	lit := &tree.Literal{At: p.since(t.Span.Start), Kind: tree.String, Value: t.Value}
	if t.Kind == token.Bytes {
		lit.Kind = tree.Bytes
	}
	return lit
}

var typedLiterals = wordSet("DATE DATETIME TIMESTAMP TIME NUMERIC DECIMAL BIGNUMERIC BIGDECIMAL JSON")

// word reads what begins with a bare word.
func (p *parser) word() tree.Expr {
	t := p.cur()
	start := t.Span.Start
	switch t.Value {
	case "NULL":
		p.next()
		return &tree.Literal{At: p.since(start), Kind: tree.Null}
	case "TRUE", "FALSE":
		p.next()
		return &tree.Literal{At: p.since(start), Kind: tree.Bool, Value: t.Value}
	case "CASE":
		return p.caseOf()
	case "CAST", "SAFE_CAST":
		if p.peek(1).Is("(") {
			return p.cast()
		}
	case "EXTRACT":
		return p.extract()
	case "INTERVAL":
		return p.interval()
	case "ARRAY":
		return p.arrayWord()
	case "STRUCT":
		return p.structWord()
	case "EXISTS":
		p.next()
		return p.subquery("EXISTS", start)
	}
	if typedLiterals[t.Value] && p.peek(1).Kind == token.String {
		p.next()
		value := p.next().Value
		return &tree.Typed{At: p.since(start), Type: t.Value, Value: value}
	}
	if callable[t.Value] && p.peek(1).Is("(") {
		n := named(p.next())
		return p.call([]tree.Name{n}, start)
	}
	if reserved[t.Value] {
		p.fail("an expression is wanted here, not the word %s", t.Text)
	}
	n := p.name()
	return &n
}

// postfix reads what may stand behind an expression: .field, [index], and the arguments of a function.
func (p *parser) postfix(x tree.Expr) tree.Expr {
	start := x.Place().Start
	for n := 0; ; n++ {
		if n > maxChain {
			p.fail("more than %d fields stand in a row here", maxChain)
		}
		switch {
		case p.is("(") && len(path(x)) > 0:
			x = p.call(path(x), start)
		case p.is(".") && p.peek(1).Is("*"):
			p.at += 2
			return p.starOf(x, start)
		case p.is(".") && p.peek(1).Is("("):
			p.fail("a function behind a dot is not understood; write it as NAME(…)")
		case p.accept("."):
			name := p.fieldName()
			x = &tree.Field{At: p.since(start), X: x, Name: name}
		case p.accept("["):
			x = p.index(x, start)
		default:
			return x
		}
	}
}

// path is the names of an expression that is nothing but names with dots between them.
func path(x tree.Expr) []tree.Name {
	switch x := x.(type) {
	case *tree.Name:
		return []tree.Name{*x}
	case *tree.Field:
		if before := path(x.X); len(before) > 0 && len(before) < 5 {
			return append(before, x.Name)
		}
	}
	return nil
}

var indexKinds = wordSet("OFFSET ORDINAL SAFE_OFFSET SAFE_ORDINAL")

func (p *parser) index(x tree.Expr, start int) tree.Expr {
	i := &tree.Index{X: x}
	if t := p.cur(); t.Kind == token.Word && indexKinds[t.Value] && p.peek(1).Is("(") {
		i.Kind = t.Value
		p.at += 2
		i.I = p.expr()
		p.expect(")")
	} else {
		i.I = p.expr()
	}
	p.expect("]")
	i.At = p.since(start)
	return i
}

// starOf reads what may stand behind a star: EXCEPT (names), REPLACE (expressions).
func (p *parser) starOf(of tree.Expr, start int) tree.Expr {
	s := &tree.Star{Of: of}
	if p.is("EXCEPT", "(") && !p.peek(2).Is("SELECT") && !p.peek(2).Is("WITH") && !p.peek(2).Is("(") {
		p.next()
		s.Except = p.names()
	}
	if p.accept("REPLACE", "(") {
		for {
			x := p.expr()
			p.expect("AS")
			n := p.name()
			s.Replace = append(s.Replace, tree.Item{X: x, Alias: &n})
			if !p.accept(",") || p.is(")") {
				break
			}
		}
		p.expect(")")
	}
	s.At = p.since(start)
	return s
}

// parenthesized reads (expression), (query) or the tuple (a, b).
//
// Whether a text behind several parentheses is a query or an expression is only known after it, so what was read is gone on with.
func (p *parser) parenthesized() tree.Expr {
	defer p.enter()()
	start := p.start()
	p.expect("(")
	var first tree.Expr
	switch {
	case p.startsQuery():
		q := p.query()
		p.expect(")")
		return &tree.Subquery{At: p.since(start), Query: q}
	case p.is("("):
		first = p.parenthesized()
		if sub, ok := first.(*tree.Subquery); ok && sub.Kind == "" {
			if p.goesOnAsQuery() {
				q := p.queryBehind(sub.Query, sub.Span.Start)
				p.expect(")")
				return &tree.Subquery{At: p.since(start), Query: q}
			}
			if p.accept(")") {
				return sub
			}
		}
		first = p.climb(p.postfix(first), levelOr)
	default:
		first = p.expr()
	}
	if !p.is(",") {
		p.expect(")")
		return first
	}
	s := &tree.Struct{Tuple: true, Fields: []tree.Item{{X: first}}}
	for p.accept(",") {
		s.Fields = append(s.Fields, tree.Item{X: p.expr()})
	}
	p.expect(")")
	s.At = p.since(start)
	return s
}

func (p *parser) startsQuery() bool {
	return p.isOneOf("SELECT", "FROM") || p.is("WITH") && !p.peek(1).Is("(")
}

// subquery reads a query in parentheses behind the word that says what it is for.
func (p *parser) subquery(kind string, start int) tree.Expr {
	p.expect("(")
	q := p.query()
	p.expect(")")
	return &tree.Subquery{At: p.since(start), Kind: kind, Query: q}
}
