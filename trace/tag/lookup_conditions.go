package tag

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

// filters says whether the condition is a filter, wherever it stands: it reads what is joined, and nothing of the lookup.
func (c conjunct) filters() bool { return c.reads == readsSpine && !sqltree.IsConstant(c.expr) }

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
		for i, half := range sqltree.Halves(c) {
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

func (q *selection) conjunctOf(ctx context.Context, c sqltree.Node, m *marker) (conjunct, error) {
	out := conjunct{expr: c}
	if q.t.VolatileIn(c) != "" {
		return out, nil
	}
	side, err := q.sideOf(ctx, c, m)
	if err != nil {
		return out, err
	}
	switch {
	case side == near, sqltree.IsConstant(c):
		out.reads = readsSpine
	case side == far:
		out.reads = readsLookup
	case sqltree.Operators[c.Type()] != "":
		out.op = sqltree.Operators[c.Type()]
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
			out.reads, out.near, out.far, out.op = compares, c.Child("right"), c.Child("left"), sqltree.Turned[out.op]
		}
	}
	return out, nil
}
