package trace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// IncompleteError says that a trace ends in front of a model of the spine, since DuckDB cannot run that model or one that it
// looks things up in. The steps before it are traced: the rows that the last of them kept stand in front of the model.
type IncompleteError struct {
	Model      string      // of the spine
	NotReached []string    // the models of the spine that were not traced: Model, and those after it
	Cause      *ModelError // what is wrong; its Model is another where Model only reads that one
}

func (e *IncompleteError) Error() string {
	return fmt.Sprintf("the trace ends in front of %s (not reached: %s): %v", e.Model, strings.Join(e.NotReached, ", "), e.Cause)
}

func (e *IncompleteError) Unwrap() error { return e.Cause }

// Why says in one line what DuckDB cannot run.
func (e *IncompleteError) Why() string {
	return fmt.Sprintf("DuckDB cannot run %s: %v", e.Model, e.Cause)
}

// Missed says whether the step is one that the trace did not come to.
func (e *IncompleteError) Missed(step string) bool {
	model, _, _ := strings.Cut(step, ".")
	return e != nil && slices.Contains(e.NotReached, model)
}

// stopAt is the trace's end in front of the model of the spine that needs the faulty one first.
// The spine's first model can only fail: there is nothing to show.
func (g *graph) stopAt(spine []string, cause *ModelError) (*IncompleteError, error) {
	for i, name := range spine {
		if !slices.Contains(g.upstream(name), cause.Model) {
			continue
		}
		why := *cause
		if why.Model != name {
			why.Reader = name
		}
		if i == 0 {
			return nil, &why
		}
		return &IncompleteError{Model: name, NotReached: slices.Clone(spine[i:]), Cause: &why}, nil
	}
	return nil, cause
}

// firstBroken is the trace's end in front of the first model of the spine that is broken, or needs one that is; nil if there is
// no such model.
func (g *graph) firstBroken(spine []string) (*IncompleteError, error) {
	for i := range spine {
		for _, m := range g.upstream(spine[i]) {
			if cause := g.broken[m]; cause != nil {
				return g.stopAt(spine, cause)
			}
		}
	}
	return nil, nil
}

// earlier returns the end that comes first; nil is none.
func earlier(a, b *IncompleteError) *IncompleteError {
	if a == nil || b != nil && len(b.NotReached) > len(a.NotReached) {
		return b
	}
	return a
}

// Needed returns a copy of the chain with only the models that its number is made of.
// It returns the [*ModelError] of one that cannot be run because there is no SELECT.
func Needed(ctx context.Context, conn *sql.Conn, c *Chain) (*Chain, error) {
	g, err := parseModels(ctx, conn, c)
	if err != nil {
		return nil, err
	}
	out := *c
	out.Models = g.needed()
	for _, m := range out.Models {
		if err := g.broken[m.Name]; err != nil {
			return nil, err
		}
	}
	return &out, nil
}

// NeededModels returns the models that the chain's number is made of, in the chain's order, those that cannot be run too.
func NeededModels(ctx context.Context, conn *sql.Conn, c *Chain) ([]Model, error) {
	g, err := parseModels(ctx, conn, c)
	if err != nil {
		return nil, err
	}
	return g.needed(), nil
}

func (g *graph) needed() []Model {
	upstream := g.upstream(g.chain.Number.Model)
	return slices.DeleteFunc(slices.Clone(g.chain.Models), func(m Model) bool { return !slices.Contains(upstream, m.Name) })
}

// modelErrorOf returns the error of the model that is to blame; nil if none is.
func modelErrorOf(err error) *ModelError {
	var model *ModelError
	errors.As(err, &model)
	return model
}
