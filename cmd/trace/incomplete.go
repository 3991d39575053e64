package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/fates"
)

// incomplete returns why ledgers do not come to the number, an error with exit code 1, or nil. Without a ledger the result knows.
func incomplete(ls []*trace.Ledger, r *fates.Result) error {
	for _, l := range ls {
		if l.Incomplete != nil {
			return l.Incomplete
		}
	}
	if r != nil && r.Incomplete() != nil {
		return r.Incomplete()
	}
	return nil
}

// notReached returns an error if the step is one that the ledger did not come to, or the model that is to blame for that.
func notReached(l *trace.Ledger, step string) error {
	if l.Incomplete.Missed(step) || l.Incomplete != nil && l.Incomplete.Cause.Model == step {
		return fmt.Errorf("step %s: %w", step, l.Incomplete)
	}
	return nil
}

// printExcerpt prints the SQL around the place of a model's error, if the error is one.
func printExcerpt(err error, stderr io.Writer) {
	var model *trace.ModelError
	if !errors.As(err, &model) {
		return
	}
	for line := range strings.Lines(model.Excerpt) {
		fmt.Fprintln(stderr, "  "+strings.TrimRight(line, "\n"))
	}
}
