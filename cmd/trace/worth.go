package main

import (
	"context"
	"slices"

	"funneltrace/trace"
)

// worth gives the losses of a slice's ledger what they cost the number, unless it came with that from the cache. The caller ends with
// keep.
func (s *session) worth(ctx context.Context, slice trace.Slice, l *trace.Ledger) error {
	estimated := func(c trace.Cause) bool { return c.Worth != nil }
	if slices.ContainsFunc(l.Steps, func(s trace.Step) bool { return slices.ContainsFunc(s.Causes, estimated) }) {
		return nil
	}
	if s.result == nil && !(s.sound() && s.load(ctx)) {
		return ctx.Err()
	}
	s.memo = s.memoKey(slice, "")
	return s.result.Worth(ctx, slice, l)
}
