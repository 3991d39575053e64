package spine

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"funneltrace/trace"
)

// StopAt is the trace's end in front of the model of the spine that needs the faulty one first.
// The spine's first model can only fail: there is nothing to show.
func (g *Graph) StopAt(spine []string, cause *trace.ModelError) (*trace.IncompleteError, error) {
	for i, name := range spine {
		if !slices.Contains(g.Upstream(name), cause.Model) {
			continue
		}
		why := *cause
		if why.Model != name {
			why.Reader = name
		}
		if i == 0 {
			return nil, &why
		}
		return &trace.IncompleteError{Model: name, NotReached: slices.Clone(spine[i:]), Cause: &why}, nil
	}
	return nil, cause
}

// FirstBroken is the trace's end in front of the first model of the spine that is broken, or needs one that is; nil if there is
// no such model.
func (g *Graph) FirstBroken(spine []string) (*trace.IncompleteError, error) {
	for i := range spine {
		for _, m := range g.Upstream(spine[i]) {
			if cause := g.Broken[m]; cause != nil {
				return g.StopAt(spine, cause)
			}
		}
	}
	return nil, nil
}

// Earlier returns the end that comes first; nil is none.
func Earlier(a, b *trace.IncompleteError) *trace.IncompleteError {
	if a == nil || b != nil && len(b.NotReached) > len(a.NotReached) {
		return b
	}
	return a
}

// Needed returns a copy of the chain with only the models that its number is made of.
// It returns the [*trace.ModelError] of one that cannot be run because there is no SELECT.
func Needed(ctx context.Context, conn *sql.Conn, c *trace.Chain) (*trace.Chain, error) {
	g, err := Parse(ctx, conn, c)
	if err != nil {
		return nil, err
	}
	out := *c
	out.Models = g.needed()
	for _, m := range out.Models {
		if err := g.Broken[m.Name]; err != nil {
			return nil, err
		}
	}
	return &out, nil
}

// NeededModels returns the models that the chain's number is made of, in the chain's order, those that cannot be run too.
func NeededModels(ctx context.Context, conn *sql.Conn, c *trace.Chain) ([]trace.Model, error) {
	g, err := Parse(ctx, conn, c)
	if err != nil {
		return nil, err
	}
	return g.needed(), nil
}

func (g *Graph) needed() []trace.Model {
	upstream := g.Upstream(g.chain.Number.Model)
	return slices.DeleteFunc(slices.Clone(g.chain.Models), func(m trace.Model) bool { return !slices.Contains(upstream, m.Name) })
}

// ModelErrorOf returns the error of the model that is to blame; nil if none is.
func ModelErrorOf(err error) *trace.ModelError {
	var model *trace.ModelError
	errors.As(err, &model)
	return model
}
