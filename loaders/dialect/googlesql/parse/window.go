package parse

import "funneltrace/loaders/dialect/googlesql/tree"

// windowOrName reads what stands behind OVER: a window in parentheses, or a name.
func (p *parser) windowOrName() tree.Window {
	start := p.start()
	if !p.is("(") {
		n := p.name()
		return tree.Window{At: p.since(start), Base: &n}
	}
	p.next()
	var w tree.Window
	if p.isName() {
		n := p.name()
		w.Base = &n
	}
	if p.accept("PARTITION") {
		p.expect("BY")
		w.Partition = list(p, p.expr)
	}
	if p.is("ORDER") {
		w.OrderBy = p.orderBy()
	}
	if p.isOneOf("ROWS", "RANGE") {
		w.Frame = p.frame()
	}
	p.expect(")")
	w.At = p.since(start)
	return w
}

func (p *parser) frame() *tree.Frame {
	f := &tree.Frame{Unit: p.next().Value}
	if !p.accept("BETWEEN") {
		f.Start = p.bound()
		return f
	}
	f.Between = true
	f.Start = p.bound()
	p.expect("AND")
	f.End = p.bound()
	return f
}

func (p *parser) bound() tree.Bound {
	if p.accept("CURRENT") {
		p.expect("ROW")
		return tree.Bound{What: "CURRENT ROW"}
	}
	var b tree.Bound
	if !p.accept("UNBOUNDED") {
		b.X = p.exprOf(levelBitOr)
	}
	if !p.isOneOf("PRECEDING", "FOLLOWING") {
		p.fail("PRECEDING or FOLLOWING is wanted here, not %s", p.cur().Shown())
	}
	b.What = p.next().Value
	return b
}
