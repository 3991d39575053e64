package jinja

import (
	"slices"
)

func (p *parser) ifTag(pos Pos, w *words) (node, error) {
	n := ifNode{}
	for {
		cond, err := w.expression(true)
		if err = first(err, w.end); err != nil {
			return nil, err
		}
		b, end, err := p.body(pos, "if", "elif", "else", "endif")
		if err != nil {
			return nil, err
		}
		n.conds, n.bodies = append(n.conds, cond), append(n.bodies, b)
		switch end.next().text {
		case "elif":
			w = end
			continue
		case "else":
			if err := end.end(); err != nil {
				return nil, err
			}
			if n.other, end, err = p.body(pos, "if", "endif"); err != nil {
				return nil, err
			}
			end.next()
		}
		return n, end.end()
	}
}

func (p *parser) forTag(pos Pos, w *words) (node, error) {
	n := forNode{pos: pos}
	var err error
	if n.vars, err = w.target(false); err != nil {
		return nil, err
	}
	if err := w.want("in"); err != nil {
		return nil, err
	}
	// The if of a for is its own, so a choice is no expression to loop over.
	if n.over, err = w.or(); err != nil {
		return nil, err
	}
	if w.is(",") {
		items := []expr{n.over}
		for w.take(",") {
			e, err := w.or()
			if err != nil {
				return nil, err
			}
			items = append(items, e)
		}
		n.over = tupleExpr{items}
	}
	if w.take("if") {
		if n.cond, err = w.or(); err != nil {
			return nil, err
		}
		if w.take("else") { // it was a choice after all
			no, err := w.choice()
			if err != nil {
				return nil, err
			}
			n.over, n.cond = choice{n.cond, n.over, no}, nil
		}
	}
	if w.is("recursive") {
		return nil, errorAt(pos, "recursive loops are not supported; write a macro that calls itself")
	}
	if err := w.end(); err != nil {
		return nil, err
	}
	var end *words
	if n.body, end, err = p.body(pos, "for", "else", "endfor"); err != nil {
		return nil, err
	}
	if end.next().text == "else" {
		if n.other, end, err = p.body(pos, "for", "endfor"); err != nil {
			return nil, err
		}
		end.next()
	}
	return n, end.end()
}

// target reads what a value is given to.
func (w *words) target(fields bool) (target, error) {
	var list []target
	for {
		if w.take("(") {
			t, err := w.target(fields)
			if err == nil {
				err = w.want(")")
			}
			if err != nil {
				return t, err
			}
			list = append(list, t)
		} else {
			n, err := w.name("a name")
			if err != nil {
				return target{}, err
			}
			t := target{name: n}
			if fields && w.take(".") {
				if t.field, err = w.name("a name"); err != nil {
					return t, err
				}
			}
			list = append(list, t)
		}
		if !w.take(",") {
			break
		}
	}
	if len(list) == 1 {
		return list[0], nil
	}
	return target{names: list}, nil
}

func (p *parser) setTag(pos Pos, w *words) (node, error) {
	to, err := w.target(true)
	if err != nil {
		return nil, err
	}
	if w.take("=") {
		e, err := w.expression(true)
		return setNode{pos, to, e}, first(err, w.end)
	}
	n := setBlock{pos: pos, to: to}
	if w.take("|") {
		if n.filter, err = w.filterChain(); err != nil {
			return nil, err
		}
	}
	if w.peek().kind != endToken {
		return nil, w.unexpected(`"="`)
	}
	n.body, _, err = p.body(pos, "set", "endset")
	return n, err
}

// filterChain reads filters with nothing before them.
func (w *words) filterChain() (func(expr) expr, error) {
	hole := &hole{}
	w.list = append([]token{{signToken, "|", w.peek().offset}}, w.list...)
	e, err := w.filters(hole)
	return func(captured expr) expr {
		hole.of = captured
		return e
	}, err
}

// hole is an expression that is filled in later.
type hole struct{ of expr }

func (h *hole) eval(f *frame) (Value, error) { return h.of.eval(f) }

func (p *parser) withTag(pos Pos, w *words) (node, error) {
	n := withNode{}
	for w.peek().kind != endToken {
		name, err := w.name("a name")
		if err = first(err, func() error { return w.want("=") }); err != nil {
			return nil, err
		}
		e, err := w.expression(false)
		if err != nil {
			return nil, err
		}
		n.sets = append(n.sets, setNode{pos, target{name: name}, e})
		if !w.take(",") && w.peek().kind != endToken {
			return nil, w.unexpected("a comma")
		}
	}
	var err error
	n.body, _, err = p.body(pos, "with", "endwith")
	return n, err
}

func (p *parser) macroTag(pos Pos, w *words) (node, error) {
	d := &macroDef{pos: pos}
	var err error
	if d.name, err = w.name("the macro's name"); err != nil {
		return nil, err
	}
	if err := w.params(d); err != nil {
		return nil, err
	}
	if p.depth == 1 {
		p.tpl.macros = append(p.tpl.macros, d.name)
	}
	err = p.macroBody(pos, d, "macro", "endmacro")
	return d, err
}

func (p *parser) macroBody(pos Pos, d *macroDef, what, end string) (err error) {
	p.macros = append(p.macros, d)
	d.body, _, err = p.body(pos, what, end)
	p.macros = p.macros[:len(p.macros)-1]
	return err
}

// params reads (a, b=1).
func (w *words) params(d *macroDef) error {
	if err := w.want("("); err != nil {
		return err
	}
	for !w.take(")") {
		n, err := w.name("a parameter")
		if err != nil {
			return err
		}
		var value expr
		if w.take("=") {
			if value, err = w.expression(false); err != nil {
				return err
			}
		}
		d.params, d.defaults = append(d.params, n), append(d.defaults, value)
		if !w.take(",") && !w.is(")") {
			return w.unexpected(`")"`)
		}
	}
	return w.end()
}

func (p *parser) callTag(pos Pos, w *words) (node, error) {
	caller := &macroDef{pos: pos, name: "caller"}
	if w.is("(") {
		// The parameters of the caller: cut them off from the call that follows.
		depth, cut := 0, 0
		for i, t := range w.list {
			if t.kind == signToken && t.text == "(" {
				depth++
			}
			if t.kind == signToken && t.text == ")" {
				if depth--; depth == 0 {
					cut = i + 1
					break
				}
			}
		}
		head := &words{src: w.src, list: append(slices.Clone(w.list[:cut]), token{endToken, "", w.peek().offset})}
		if err := head.params(caller); err != nil {
			return nil, err
		}
		w.list = w.list[cut:]
	}
	e, err := w.expression(false)
	if err = first(err, w.end); err != nil {
		return nil, err
	}
	c, ok := e.(call)
	if !ok {
		return nil, errorAt(pos, "call wants the call of a macro")
	}
	if err := p.macroBody(pos, caller, "call", "endcall"); err != nil {
		return nil, err
	}
	return callBlock{pos, c, caller}, nil
}

func (p *parser) blockTag(pos Pos, kind string, w *words) (node, error) {
	n := blockNode{Block: Block{Kind: kind, Pos: pos}}
	var err error
	if n.Name, err = w.name("the name of the " + kind); err != nil {
		return nil, err
	}
	p.tpl.blocks = append(p.tpl.blocks, n.Block)
	// Its parameters are names of the body, and so those of a macro: a body may say kwargs.
	d := &macroDef{pos: pos, name: n.Name}
	if err := p.macroBody(pos, d, kind, "end"+kind); err != nil {
		return nil, err
	}
	n.body = d.body
	return n, nil
}
