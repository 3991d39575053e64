package trace

import (
	"context"

	"funneltrace/trace/sqltree"
)

// conjunct is a condition of a join beside the equalities of its key.
type conjunct struct {
	expr   sqltree.Node
	at     sqltree.Node // as it is written: of half a BETWEEN, the whole
	second bool         // it is the second half
	reads  reads
	op     string       // of a comparison of both sides: near op far
	near   sqltree.Node // what the spine has
	far    sqltree.Node // what the lookup has
}

// reads is whose columns a condition reads.
type reads int

const (
	readsBoth   reads = iota // in a way that does not tell them apart
	readsSpine               // or nothing
	readsLookup              // and nothing else
	compares                 // one side with the other
)

// operators are the comparisons that the least or the greatest value of one side decides for all of them.
var operators = map[string]string{
	"COMPARE_LESSTHAN": "<", "COMPARE_LESSTHANOREQUALTO": "<=", "COMPARE_GREATERTHAN": ">", "COMPARE_GREATERTHANOREQUALTO": ">=", "COMPARE_NOTEQUAL": "<>",
}

var turned = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "<>": "<>"}

// conjunctsOf tells the equalities by which a join looks up from its other conditions. A BETWEEN is two of these.
func (q *selection) conjunctsOf(ctx context.Context, condition sqltree.Node, m *marker) ([]keyPair, []conjunct, error) {
	var pairs []keyPair
	var rest []conjunct
	for _, c := range sqltree.Conjuncts(condition) {
		pair, err := q.pairOf(ctx, c, m)
		if err != nil {
			return nil, nil, err
		}
		if pair != nil {
			pairs = append(pairs, *pair)
			continue
		}
		for i, half := range halves(c) {
			k, err := q.conjunctOf(ctx, half, m)
			if err != nil {
				return nil, nil, err
			}
			k.at, k.second = c, i > 0
			rest = append(rest, k)
		}
	}
	return pairs, rest, nil
}

// halves returns the two comparisons that a BETWEEN is, or the condition itself.
func halves(c sqltree.Node) []sqltree.Node {
	if c.Type() != "COMPARE_BETWEEN" {
		return []sqltree.Node{c}
	}
	return []sqltree.Node{
		sqltree.Compare("COMPARE_GREATERTHANOREQUALTO", c.Child("input"), c.Child("lower")),
		sqltree.Compare("COMPARE_LESSTHANOREQUALTO", c.Child("input"), c.Child("upper")),
	}
}

func (q *selection) conjunctOf(ctx context.Context, c sqltree.Node, m *marker) (conjunct, error) {
	out := conjunct{expr: c}
	if q.t.volatileIn(c) != "" {
		return out, nil
	}
	side, err := q.sideOf(ctx, c, m)
	if err != nil {
		return out, err
	}
	switch {
	case side == near, isConstant(c):
		out.reads = readsSpine
	case side == far:
		out.reads = readsLookup
	case operators[c.Type()] != "":
		out.op = operators[c.Type()]
		left, err := q.sideOf(ctx, c.Child("left"), m)
		if err != nil {
			return out, err
		}
		right, err := q.sideOf(ctx, c.Child("right"), m)
		if err != nil {
			return out, err
		}
		switch {
		case left == near && right == far:
			out.reads, out.near, out.far = compares, c.Child("left"), c.Child("right")
		case left == far && right == near:
			out.reads, out.near, out.far, out.op = compares, c.Child("right"), c.Child("left"), turned[out.op]
		}
	}
	return out, nil
}

// isConstant says whether the expression reads no table.
func isConstant(expr sqltree.Node) bool { return firstColumn(expr) == nil && !hasSubquery(expr) }

// sameOrder says whether values of two types compare as those of one do, so that the least of many stays the least when it is
// cast for the comparison.
func sameOrder(a, b string) bool {
	if a == b {
		return !nested(a)
	}
	return isNumber(a) && isNumber(b) || isDate(a) && isDate(b)
}

// sameKeys says whether a value of one type equals at most one of the other.
func sameKeys(a, b string) bool {
	return a == b || isInteger(a) && isInteger(b) || isDay(a) && isDay(b)
}
