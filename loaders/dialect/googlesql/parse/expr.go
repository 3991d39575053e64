package parse

import (
	"funneltrace/loaders/dialect/googlesql/token"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// Levels of operators, from the loosest to the tightest.
const (
	levelOr = iota + 1
	levelAnd
	levelNot
	levelComparison
	levelBitOr
	levelBitXor
	levelBitAnd
	levelShift
	levelSum
	levelProduct
	levelSign
)

var binary = map[string]int{"OR": levelOr, "AND": levelAnd, "=": levelComparison, "<": levelComparison, ">": levelComparison,
	"<=": levelComparison, ">=": levelComparison, "!=": levelComparison, "<>": levelComparison, "|": levelBitOr, "^": levelBitXor,
	"&": levelBitAnd, "<<": levelShift, ">>": levelShift, "+": levelSum, "-": levelSum, "*": levelProduct, "/": levelProduct, "||": levelProduct}

func (p *parser) expr() tree.Expr { return p.exprOf(levelOr) }

// exprOf reads an expression of operators of this level or tighter.
func (p *parser) exprOf(level int) tree.Expr {
	start := p.start()
	if level <= levelNot && p.is("NOT") {
		defer p.enter()()
		p.next()
		x := p.exprOf(levelNot)
		return p.climb(&tree.Unary{At: p.since(start), Op: "NOT", X: x}, level)
	}
	return p.climb(p.operand(), level)
}

// operand reads what stands between operators, with its signs.
func (p *parser) operand() tree.Expr {
	start := p.start()
	for _, sign := range []string{"-", "+", "~"} {
		if p.is(sign) {
			defer p.enter()()
			p.next()
			x := p.operand()
			return &tree.Unary{At: p.since(start), Op: sign, X: x}
		}
	}
	return p.postfix(p.primary())
}

// climb goes on behind a left operand as long as operators of this level or tighter come.
func (p *parser) climb(left tree.Expr, level int) tree.Expr {
	start := left.Place().Start
	compared := false
	for n := 0; ; n++ {
		if n > maxChain {
			p.fail("more than %d operators stand in a row here", maxChain)
		}
		op, width := p.operator()
		at := binary[op]
		if at == 0 {
			at = p.comparisonWord()
			width = 0
		}
		if at == 0 || at < level {
			return left
		}
		if at == levelComparison {
			if compared {
				p.fail("a comparison of a comparison wants parentheses")
			}
			compared = true
		} else if at < levelComparison {
			compared = false
		}
		if width == 0 {
			left = p.comparison(left, start)
			continue
		}
		p.at += width
		right := p.exprOf(at + 1)
		left = joined(op, left, right, p.since(start))
	}
}

// operator is the operator that comes next, and how many tokens it is.
func (p *parser) operator() (string, int) {
	t := p.cur()
	if t.Kind != token.Symbol && t.Kind != token.Word {
		return "", 0
	}
	if next := p.peek(1); t.Is(">") && next.Is(">") && next.Span.Start == t.Span.End {
		return ">>", 2
	}
	return t.Value, 1
}

// joined is left op right; of AND and OR all terms stand beside one another.
func joined(op string, left, right tree.Expr, at tree.At) tree.Expr {
	if op != "AND" && op != "OR" {
		return &tree.Binary{At: at, Op: op, X: left, Y: right}
	}
	if j, ok := left.(*tree.Junction); ok && j.Op == op {
		j.Terms, j.At = append(j.Terms, right), at
		return j
	}
	return &tree.Junction{At: at, Op: op, Terms: []tree.Expr{left, right}}
}

// comparisonWord is the level of a comparison that is written in words, if one comes next.
func (p *parser) comparisonWord() int {
	switch {
	case p.isOneOf("IS", "IN", "LIKE", "BETWEEN"), p.is("NOT", "IN"), p.is("NOT", "LIKE"), p.is("NOT", "BETWEEN"):
		return levelComparison
	}
	return 0
}

func (p *parser) comparison(left tree.Expr, start int) tree.Expr {
	not := p.accept("NOT")
	switch word := p.next(); word.Value {
	case "IS":
		return p.isWhat(left, start)
	case "BETWEEN":
		low := p.exprOf(levelBitOr)
		p.expect("AND")
		high := p.exprOf(levelBitOr)
		return &tree.Between{At: p.since(start), X: left, Low: low, High: high, Not: not}
	case "LIKE":
		return p.like(left, start, not)
	}
	return p.in(left, start, not)
}

func (p *parser) isWhat(left tree.Expr, start int) tree.Expr {
	not := p.accept("NOT")
	if p.accept("DISTINCT", "FROM") {
		right := p.exprOf(levelBitOr)
		return &tree.Distinct{At: p.since(start), X: left, Y: right, Not: not}
	}
	if !p.isOneOf("NULL", "TRUE", "FALSE", "UNKNOWN") {
		p.fail("NULL, TRUE, FALSE or DISTINCT FROM is wanted behind IS, not %s", p.cur().Shown())
	}
	what := p.next().Value
	return &tree.Is{At: p.since(start), X: left, Not: not, What: what}
}

func (p *parser) in(left tree.Expr, start int, not bool) tree.Expr {
	in := &tree.In{X: left, Not: not}
	switch {
	case p.is("UNNEST"):
		in.Array = p.unnested()
	case p.is("("):
		in.List, in.Query = p.listOrQuery()
	default:
		p.fail("a list or a query in parentheses is wanted behind IN, or UNNEST(array), not %s", p.cur().Shown())
	}
	in.At = p.since(start)
	return in
}

func (p *parser) like(left tree.Expr, start int, not bool) tree.Expr {
	l := &tree.Like{X: left, Not: not}
	switch {
	case p.isOneOf("ANY", "SOME", "ALL"):
		l.Quantity = "ANY"
		if p.next().Value == "ALL" {
			l.Quantity = "ALL"
		}
		if p.is("UNNEST") {
			l.Array = p.unnested()
		} else {
			l.Patterns, l.Query = p.listOrQuery()
		}
	default:
		l.Patterns = []tree.Expr{p.exprOf(levelBitOr)}
	}
	l.At = p.since(start)
	return l
}

// unnested reads UNNEST(array) where it is no table.
func (p *parser) unnested() tree.Expr {
	p.expect("UNNEST", "(")
	x := p.expr()
	p.expect(")")
	return x
}

// listOrQuery reads the right side of an IN: (a, b), or a query in its parentheses. ((SELECT 1)) is a query too.
func (p *parser) listOrQuery() ([]tree.Expr, *tree.Query) {
	switch x := p.parenthesized().(type) {
	case *tree.Subquery:
		return nil, x.Query
	case *tree.Struct:
		if x.Tuple && x.Span.End == p.since(0).Span.End {
			var out []tree.Expr
			for _, f := range x.Fields {
				out = append(out, f.X)
			}
			return out, nil
		}
		return []tree.Expr{x}, nil
	default:
		return []tree.Expr{x}, nil
	}
}
