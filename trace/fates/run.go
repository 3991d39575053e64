package fates

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/tag"
)

// Run traces every root row of the chain through its models, over the sources attached to conn.
// It works in temporary tables of conn. All of it happens at one moment: now() is the same in every model.
//
// A model that cannot be followed ends the trace with a cause of kind [trace.Unattributed]; that is no error.
// In front of a model that DuckDB cannot run the trace ends too, and the ledger is [trace.Ledger.Incomplete]; if that is the first
// model, the error is a [*trace.ModelError].
func Run(ctx context.Context, conn *sql.Conn, c *trace.Chain, opt trace.Options) (*Result, error) {
	t, err := runTracer(ctx, conn, c, opt)
	if err != nil {
		return nil, err
	}
	t.Notes = append(slices.Clone(opt.Notes), t.Notes...)
	return newResult(ctx, t)
}

// runTracer traces the chain. A model whose tagged form fails, though its plain form runs, is given up; in front of one whose
// plain form fails the trace ends. The run is repeated with what was learnt.
func runTracer(ctx context.Context, conn *sql.Conn, c *trace.Chain, opt trace.Options) (*tag.Tracer, error) {
	l := learnt{given: map[string]string{}}
	for {
		t, failed, cause, err := attempt(ctx, conn, c, opt, l)
		if err == nil {
			return t, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		if cause != nil {
			stop, err := t.Graph.StopAt(t.Spine, cause)
			if err != nil {
				return nil, err
			}
			if spine.Earlier(l.stop, stop) == l.stop { // it was not run this time
				return nil, cause
			}
			l.stop = stop
			continue
		}
		if _, again := l.given[failed]; failed == "" || again {
			return nil, err
		}
		if !l.plainly { // a value of a row that was dropped may be what fails
			l.plainly = true
			continue
		}
		l.given[failed] = whyNot(err)
	}
}

// whyNot is why a model is given up whose tagged form fails, in words. What the engine says of names that only this program knows helps
// nobody.
func whyNot(err error) string {
	const fails = "the rewritten model does not run"
	message, _, _ := engine.SplitMessage(err.Error())
	said := engine.InWords(message).Text
	if strings.Contains(said, engine.Hidden) {
		return fails + ": DuckDB does not take some of its SQL in the form in which rows are followed"
	}
	return fails + ": " + said
}

// learnt is what earlier attempts at a run found out.
type learnt struct {
	given   map[string]string // the models to give up, and why
	plainly bool
	stop    *trace.IncompleteError // where the run must end; nil is at the number
}

// attempt is one run. Where it fails on a model, it returns the model's name; where a plain model does not run either, why.
func attempt(ctx context.Context, conn *sql.Conn, c *trace.Chain, opt trace.Options, l learnt) (_ *tag.Tracer, failed string, cause *trace.ModelError, err error) {
	if err := engine.Reset(ctx, conn); err != nil {
		return nil, "", nil, err
	}
	t, err := tag.New(ctx, conn, c, opt)
	if err != nil {
		return nil, "", nil, err
	}
	t.Plainly = l.plainly
	if err := t.BindAll(ctx); err != nil {
		return nil, "", nil, err
	}
	broken, err := t.Graph.FirstBroken(t.Spine)
	if err != nil {
		return nil, "", nil, err
	}
	if t.Stop = spine.Earlier(l.stop, broken); t.Stop != nil {
		t.Reached = t.Spine[:len(t.Spine)-len(t.Stop.NotReached)]
	}
	last, failed, err := t.Run(ctx, l.given)
	if err == nil {
		t.Progress("fates", len(t.Spine))
		err = writer{t, readRules(ctx, t).splits(t)}.write(ctx, last)
	}
	if err == nil || ctx.Err() != nil {
		return t, failed, nil, err
	}
	plain := failed
	if plain == "" { // a value of the last model may be what fails when it is measured
		plain = t.Reached[len(t.Reached)-1]
	}
	plainErr := t.TryPlain(ctx, plain)
	cause = spine.ModelErrorOf(plainErr)
	if plainErr != nil && cause == nil && failed != "" {
		return nil, "", nil, plainErr
	}
	return t, failed, cause, err
}
