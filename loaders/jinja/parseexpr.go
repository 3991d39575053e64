package jinja

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
)

// words reads the tokens of one tag.
type words struct {
	src   *source
	list  []token
	depth int
	links int
}

// link counts what follows each other in the tag: however flat it is written, what is evaluated is nested.
func (w *words) link() error {
	if w.links++; w.links > maxLinks {
		return errorAt(w.pos(), "more than %d operators, filters and calls in one tag; make several of it", maxLinks)
	}
	return nil
}

const deepestExpr = 200

func (w *words) peek() token { return w.list[0] }

func (w *words) next() token {
	t := w.list[0]
	if t.kind != endToken {
		w.list = w.list[1:]
	}
	return t
}

func (w *words) pos() Pos { return w.src.pos(w.peek().offset) }

// is reports whether a sign or a word comes next.
func (w *words) is(text string) bool {
	t := w.peek()
	return t.text == text && (t.kind == signToken || t.kind == nameToken)
}

// take reads a sign or a word if it comes next.
func (w *words) take(text string) bool {
	if w.is(text) {
		w.next()
		return true
	}
	return false
}

func (w *words) want(text string) error {
	if w.take(text) {
		return nil
	}
	return w.unexpected(strconv.Quote(text))
}

func (w *words) unexpected(wanted string) error {
	t := w.peek()
	if t.kind == endToken {
		return errorAt(w.pos(), "the tag ends where %s is wanted", wanted)
	}
	return errorAt(w.pos(), "%q stands where %s is wanted", t.text, wanted)
}

// end wants nothing more.
func (w *words) end() error {
	if w.peek().kind != endToken {
		return w.unexpected("the end of the tag")
	}
	return nil
}

func (w *words) name(wanted string) (string, error) {
	if w.peek().kind != nameToken {
		return "", w.unexpected(wanted)
	}
	return w.next().text, nil
}

// expression reads an expression; with commas it may be a tuple without brackets.
func (w *words) expression(commas bool) (expr, error) {
	e, err := w.choice()
	if err != nil || !commas || !w.is(",") {
		return e, err
	}
	items := []expr{e}
	for w.take(",") {
		if t := w.peek(); t.kind == endToken || t.text == "=" && t.kind == signToken {
			break
		}
		if e, err = w.choice(); err != nil {
			return nil, err
		}
		items = append(items, e)
	}
	return tupleExpr{items}, nil
}

func (w *words) choice() (expr, error) {
	if w.depth++; w.depth > deepestExpr {
		return nil, errorAt(w.pos(), "nested too deep")
	}
	defer func() { w.depth-- }()
	e, err := w.or()
	if err != nil {
		return nil, err
	}
	for w.take("if") {
		if err := w.link(); err != nil {
			return nil, err
		}
		cond, err := w.or()
		if err != nil {
			return nil, err
		}
		c := choice{cond: cond, yes: e}
		if w.take("else") {
			if c.no, err = w.choice(); err != nil {
				return nil, err
			}
		}
		e = c
	}
	return e, nil
}

func (w *words) or() (expr, error) {
	return w.left(w.and, func(op string, _ Pos, x, y expr) expr { return logic{false, x, y} }, "or")
}

func (w *words) and() (expr, error) {
	return w.left(w.not, func(op string, _ Pos, x, y expr) expr { return logic{true, x, y} }, "and")
}

// left reads operators of one rank that group from the left.
func (w *words) left(operand func() (expr, error), join func(op string, p Pos, x, y expr) expr, ops ...string) (expr, error) {
	x, err := operand()
	for err == nil {
		p := w.pos()
		i := slices.IndexFunc(ops, w.is)
		if i < 0 {
			return x, nil
		}
		if err := w.link(); err != nil {
			return nil, err
		}
		w.next()
		var y expr
		if y, err = operand(); err == nil {
			x = join(ops[i], p, x, y)
		}
	}
	return nil, err
}

func (w *words) not() (expr, error) {
	if p := w.pos(); w.take("not") {
		if w.depth++; w.depth > deepestExpr {
			return nil, errorAt(p, "nested too deep")
		}
		defer func() { w.depth-- }()
		x, err := w.not()
		return unary{p, "not", x}, err
	}
	return w.comparison()
}

func (w *words) comparison() (expr, error) {
	x, err := w.sum()
	if err != nil {
		return nil, err
	}
	c := comparison{pos: w.pos(), x: x}
	for {
		op := ""
		switch t := w.peek(); {
		case t.kind == signToken && slices.Contains([]string{"==", "!=", "<", "<=", ">", ">="}, t.text), w.is("in"):
			op = w.next().text
		case w.is("not") && len(w.list) > 1 && w.list[1].text == "in" && w.list[1].kind == nameToken:
			w.next()
			w.next()
			op = "not in"
		case len(c.ops) == 0:
			return x, nil
		default:
			return c, nil
		}
		y, err := w.sum()
		if err != nil {
			return nil, err
		}
		c.ops, c.rest = append(c.ops, op), append(c.rest, y)
	}
}

func joinBinary(op string, p Pos, x, y expr) expr { return binary{p, op, x, y} }

func (w *words) sum() (expr, error)     { return w.left(w.concat, joinBinary, "+", "-") }
func (w *words) concat() (expr, error)  { return w.left(w.product, joinBinary, "~") }
func (w *words) product() (expr, error) { return w.left(w.power, joinBinary, "*", "//", "/", "%") }
func (w *words) power() (expr, error) {
	return w.left(func() (expr, error) { return w.unary(true) }, joinBinary, "**")
}

func (w *words) unary(filters bool) (expr, error) {
	if w.depth++; w.depth > deepestExpr {
		return nil, errorAt(w.pos(), "nested too deep")
	}
	defer func() { w.depth-- }()
	p := w.pos()
	var e expr
	var err error
	switch {
	case w.take("-"):
		e, err = w.unary(false)
		e = unary{p, "-", e}
	case w.take("+"):
		e, err = w.unary(false)
	default:
		if e, err = w.primary(); err == nil {
			e, err = w.postfix(e)
		}
	}
	if err != nil || !filters {
		return e, err
	}
	return w.filters(e)
}

func (w *words) primary() (expr, error) {
	t, p := w.peek(), w.pos()
	switch {
	case t.kind == nameToken:
		w.next()
		switch t.text {
		case "true", "True":
			return literal{starlark.True}, nil
		case "false", "False":
			return literal{starlark.False}, nil
		case "none", "None":
			return literal{starlark.None}, nil
		}
		return name{p, t.text}, nil
	case t.kind == stringToken:
		var b strings.Builder
		for w.peek().kind == stringToken {
			b.WriteString(w.next().text)
		}
		return literal{starlark.String(b.String())}, nil
	case t.kind == intToken:
		w.next()
		if len(t.text) > maxBits/4 {
			return nil, errorAt(p, "this number is too long")
		}
		n, _ := new(big.Int).SetString(t.text, 10)
		return literal{starlark.MakeBigInt(n)}, nil
	case t.kind == floatToken:
		w.next()
		f, _ := strconv.ParseFloat(t.text, 64)
		return literal{starlark.Float(f)}, nil
	case w.take("("):
		return w.tuple()
	case w.take("["):
		items, err := w.items("]")
		return listExpr{items}, err
	case w.take("{"):
		return w.dict(p)
	}
	return nil, w.unexpected("a value")
}

// tuple reads what follows an opening bracket: a tuple, or one expression.
func (w *words) tuple() (expr, error) {
	var items []expr
	comma := false
	for !w.take(")") {
		e, err := w.expression(false)
		if err != nil {
			return nil, err
		}
		items = append(items, e)
		if w.take(",") {
			comma = true
		} else if !w.is(")") {
			return nil, w.unexpected(`")"`)
		}
	}
	if len(items) == 1 && !comma {
		return items[0], nil
	}
	return tupleExpr{items}, nil
}

// items reads expressions up to the closing bracket.
func (w *words) items(closing string) ([]expr, error) {
	var items []expr
	for !w.take(closing) {
		e, err := w.expression(false)
		if err != nil {
			return nil, err
		}
		items = append(items, e)
		if !w.take(",") && !w.is(closing) {
			return nil, w.unexpected(strconv.Quote(closing))
		}
	}
	return items, nil
}

func (w *words) dict(p Pos) (expr, error) {
	d := dictExpr{pos: p}
	for !w.take("}") {
		k, err := w.expression(false)
		if err != nil {
			return nil, err
		}
		if err := w.want(":"); err != nil {
			return nil, err
		}
		v, err := w.expression(false)
		if err != nil {
			return nil, err
		}
		d.keys, d.vals = append(d.keys, k), append(d.vals, v)
		if !w.take(",") && !w.is("}") {
			return nil, w.unexpected(`"}"`)
		}
	}
	return d, nil
}

// postfix reads attributes, items and calls.
func (w *words) postfix(e expr) (expr, error) {
	for {
		if w.is(".") || w.is("[") || w.is("(") {
			if err := w.link(); err != nil {
				return nil, err
			}
		}
		p := w.pos()
		switch {
		case w.take("."):
			t := w.next()
			switch t.kind {
			case nameToken:
				e = attribute{p, e, t.text}
			case intToken:
				n, _ := strconv.Atoi(t.text)
				e = itemExpr{p, e, literal{starlark.MakeInt(n)}}
			default:
				return nil, errorAt(p, "a name is wanted behind the dot")
			}
		case w.take("["):
			var err error
			if e, err = w.subscript(p, e); err != nil {
				return nil, err
			}
		case w.is("("):
			if c, ok := e.(name); ok {
				p = c.pos
			} else if a, ok := e.(attribute); ok {
				p = a.pos
			}
			args, err := w.arguments()
			if err != nil {
				return nil, err
			}
			e = call{p, e, args}
		default:
			return e, nil
		}
	}
}

func (w *words) subscript(p Pos, of expr) (expr, error) {
	var bounds [3]expr
	n, err := 0, error(nil)
	for {
		if w.take(":") {
			if n++; n > 2 {
				return nil, w.unexpected(`"]"`)
			}
			continue
		}
		if w.take("]") {
			break
		}
		if bounds[n] != nil {
			return nil, w.unexpected(`"]"`)
		}
		if bounds[n], err = w.expression(n == 0); err != nil {
			return nil, err
		}
	}
	if n == 0 {
		if bounds[0] == nil {
			return nil, errorAt(p, "nothing stands between the brackets")
		}
		return itemExpr{p, of, bounds[0]}, nil
	}
	return sliceExpr{p, of, bounds[0], bounds[1], bounds[2]}, nil
}

// arguments reads (…).
func (w *words) arguments() (a callArgs, err error) {
	if err := w.want("("); err != nil {
		return a, err
	}
	for !w.take(")") {
		switch {
		case w.take("**"):
			a.named, err = w.expression(false)
		case w.take("*"):
			a.spread, err = w.expression(false)
		case w.peek().kind == nameToken && w.list[1].kind == signToken && w.list[1].text == "=":
			key := w.next().text
			w.next()
			var v expr
			v, err = w.expression(false)
			a.names, a.vals = append(a.names, key), append(a.vals, v)
		default:
			var v expr
			v, err = w.expression(false)
			a.args = append(a.args, v)
		}
		if err != nil {
			return a, err
		}
		if !w.take(",") && !w.is(")") {
			return a, w.unexpected(`")"`)
		}
	}
	return a, nil
}

// filters reads | filters and is tests.
func (w *words) filters(e expr) (expr, error) {
	for {
		if w.is("|") || w.is("is") {
			if err := w.link(); err != nil {
				return nil, err
			}
		}
		p := w.pos()
		switch {
		case w.take("|"):
			n, err := w.filterName()
			if err != nil {
				return nil, err
			}
			f := filterExpr{pos: p, of: e, name: n}
			if w.is("(") {
				if f.args, err = w.arguments(); err != nil {
					return nil, err
				}
			}
			e = f
		case w.take("is"):
			negated := w.take("not")
			n, err := w.name("the name of a test")
			if err != nil {
				return nil, err
			}
			t := testExpr{pos: p, of: e, name: n}
			switch next := w.peek(); {
			case w.is("("):
				if t.args, err = w.arguments(); err != nil {
					return nil, err
				}
			case next.kind == stringToken, next.kind == intToken, next.kind == floatToken, w.is("["), w.is("{"),
				next.kind == nameToken && !slices.Contains([]string{"else", "or", "and", "is", "if", "in", "not"}, next.text):
				arg, err := w.primary()
				if err == nil {
					arg, err = w.postfix(arg)
				}
				if err != nil {
					return nil, err
				}
				t.args.args = []expr{arg}
			}
			if e = t; negated {
				e = unary{p, "not", t}
			}
		default:
			return e, nil
		}
	}
}

func (w *words) filterName() (string, error) {
	n, err := w.name("the name of a filter")
	for err == nil && w.take(".") {
		var more string
		more, err = w.name("the name of a filter")
		n += "." + more
	}
	return n, err
}
