package fates

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/cost"
)

// Worth gives the losses of a slice's ledger, which [Result.Ledger] returned, their [trace.Worth]. Where the trace does not come to the
// number, or something could not be followed, it is not known.
func (r *Result) Worth(ctx context.Context, s trace.Slice, l *trace.Ledger) error {
	if l.Incomplete != nil || !r.complete() {
		return nil
	}
	w := worth{Result: r, ledger: l, lines: r.lines()}
	for code, at := range w.lines {
		if c := w.cause(at); c.Class == trace.Loss && c.Clicks > 0 {
			w.losses = append(w.losses, code)
		}
	}
	if len(w.losses) == 0 {
		return nil
	}
	slices.Sort(w.losses)
	if err := w.read(ctx, s); err != nil {
		return fmt.Errorf("estimate what losses cost: %w", err)
	}
	for _, code := range w.losses {
		w.cause(w.lines[code]).Worth = cost.Estimate(w.compared(code))
	}
	return nil
}

// worth is what is known of the rows that were lost, and of those that may be like them.
type worth struct {
	*Result
	ledger *trace.Ledger
	lines  map[int]line // where each cause stands, by its code
	losses []int        // codes, in the order of the chain
	cells  []cell
	alone  map[int]int64 // how many rows each loss took that fail nothing else; not all of them may have been read
}

// cell is root rows with the same fate, month and values of all dimensions.
type cell struct {
	cost.Rows
	cause int
	first int  // the first cause of the stage that dropped them
	alone bool // the cause is the only one of the stage that they fail
	lost  bool // they are read as lost ones
	other bool // they are read as such that lost ones may be like
}

func (w *worth) cause(at line) *trace.Cause { return &w.ledger.Steps[at.step].Causes[at.cause] }

// origin is the code of the filter that a rule split the cause off, or its own.
func (w *worth) origin(code int) int {
	if of := w.cause(w.lines[code]).SplitOf; of != "" {
		for other, at := range w.lines {
			if w.cause(at).ID == of {
				return other
			}
		}
	}
	return code
}

// compared returns the rows that a cause took and that failed nothing else, and those that are like them: what went on from the cause's
// stage, and of rows of which its predicate could tell, those that it dropped because someone wants that.
func (w *worth) compared(code int) (lost, like []cost.Rows) {
	unknowing := w.unknowing(code)
	read := 0.0
	for _, c := range w.cells {
		switch {
		case c.cause == code:
			if c.lost {
				read += c.N
				c.Values = blanked(c.Values, unknowing)
				lost = append(lost, c.Rows)
			}
		case c.other && (c.cause == 0 || c.first > w.origin(code) || c.alone && w.tells(c.cause, code)) && !without(c.Values, unknowing):
			like = append(like, c.Rows)
		}
	}
	for i := range lost {
		lost[i].N *= float64(w.alone[code]) / read
	}
	return lost, like
}

// tells says whether a cause is the wanted work of the predicate that could not tell of the rows of the other.
func (w *worth) tells(code, other int) bool {
	at, lost := w.lines[code], w.lines[other]
	if at.step != lost.step || w.cause(lost).SplitOf != "" || w.cause(at).Class != trace.Expected {
		return false
	}
	if noticed, ok := strings.CutPrefix(w.cause(lost).Reason, "noticed by "); ok && noticed == w.cause(at).Predicate {
		return true
	}
	return slices.ContainsFunc(w.ledger.Steps[at.step].Rungs(), func(r trace.Rung) bool {
		return r.First <= at.cause && at.cause < r.End && r.First <= lost.cause && lost.cause < r.End
	})
}

// unknowing returns, for each column of the cells, the one value that says nothing of the rows that a cause took, or 0. It is a value that
// a model makes of a join which they missed; then other rows that have it missed too, and are not like what these would have been.
func (w *worth) unknowing(code int) []int {
	out := make([]int, 1+len(w.Chain.Dimensions))
	c := w.cause(w.lines[code])
	for i, d := range w.Chain.Dimensions {
		if c.Kind != trace.JoinMiss || !slices.Contains(w.Meta.Joins[d.Name], c.Predicate) {
			continue
		}
		values := map[int]bool{}
		for _, cell := range w.cells {
			if cell.cause == code && cell.lost {
				values[cell.Values[i+1]] = true
			}
		}
		for v := range values {
			if len(values) == 1 {
				out[i+1] = v
			}
		}
	}
	return out
}

// blanked returns the values without those that say nothing.
func blanked(values, unknowing []int) []int {
	out := slices.Clone(values)
	for i, v := range unknowing {
		if v != 0 && out[i] == v {
			out[i] = cost.Unknown
		}
	}
	return out
}

// without says whether rows have one of the values that say nothing.
func without(values, unknowing []int) bool {
	for i, v := range unknowing {
		if v != 0 && values[i] == v {
			return true
		}
	}
	return false
}
