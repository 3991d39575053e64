package parse

import (
	"strconv"
	"strings"

	"funneltrace/loaders/dialect/googlesql/token"
	"funneltrace/loaders/dialect/googlesql/tree"
)

func upper(s string) string { return strings.ToUpper(s) }

func itoa(n int) string { return strconv.Itoa(n) }

// array reads [a, b], of elements of a type where one was written.
func (p *parser) array(elem *tree.Type, start int) tree.Expr {
	a := &tree.Array{Type: elem}
	p.expect("[")
	for !p.is("]") {
		a.Elems = append(a.Elems, p.expr())
		if !p.accept(",") {
			break
		}
	}
	p.expect("]")
	a.At = p.since(start)
	return a
}

// arrayWord reads ARRAY[…], ARRAY<type>[…] or ARRAY(query).
func (p *parser) arrayWord() tree.Expr {
	start := p.start()
	if p.peek(1).Is("<") {
		t := p.typ()
		return p.array(t.Elem, start)
	}
	p.next()
	if p.is("[") {
		return p.array(nil, start)
	}
	return p.subquery("ARRAY", start)
}

// structWord reads STRUCT(a AS x, b) or STRUCT<x type>(a).
func (p *parser) structWord() tree.Expr {
	start := p.start()
	s := &tree.Struct{}
	if p.peek(1).Is("<") {
		t := p.typ()
		s.Type = &t
	} else {
		p.next()
	}
	p.expect("(")
	for !p.is(")") {
		var item tree.Item
		if itemStart := p.start(); p.accept("*") {
			item.X = p.starOf(nil, itemStart)
		} else {
			item.X = p.expr()
		}
		if p.accept("AS") {
			n := p.name()
			item.Alias = &n
		}
		s.Fields = append(s.Fields, item)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	s.At = p.since(start)
	return s
}

// typ reads a type.
func (p *parser) typ() tree.Type {
	defer p.enter()()
	start := p.start()
	t := p.cur()
	if t.Kind != token.Word {
		p.fail("a type is wanted here, not %s", t.Shown())
	}
	p.next()
	out := tree.Type{Name: t.Value}
	switch {
	case t.Value == "STRUCT" && p.accept("<"):
		if !p.is(">") {
			out.Fields = list(p, p.typeField)
		}
		p.expect(">")
	case (t.Value == "ARRAY" || t.Value == "RANGE") && p.accept("<"):
		elem := p.typ()
		out.Elem = &elem
		p.expect(">")
	case p.accept("("):
		for !p.accept(")") {
			n := p.cur()
			if n.Kind != token.Number && !n.Is("MAX") {
				p.fail("a number is wanted here, not %s", n.Shown())
			}
			out.Params = append(out.Params, p.next().Value)
			if !p.is(")") {
				p.expect(",")
			}
		}
	}
	out.At = p.since(start)
	return out
}

// typeField reads name type, or a type alone.
func (p *parser) typeField() tree.TypeField {
	if next := p.peek(1); next.Kind != token.Word { // what comes is a type's only word
		return tree.TypeField{Type: p.typ()}
	}
	n := p.fieldName()
	return tree.TypeField{Name: &n, Type: p.typ()}
}
