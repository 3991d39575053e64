package main

import (
	"context"

	"funneltrace/trace"
	"funneltrace/trace/since"
)

// trends gives the causes of a slice's ledger their trends, by month, or by week where the slice is short. The caller calls keep when
// the numbers are out.
func (s *session) trends(ctx context.Context, slice trace.Slice, l *trace.Ledger) (keep func(), err error) {
	if s.chain.Root.Time == "" {
		return func() {}, nil
	}
	by, own := since.By(slice), s.memo
	defer func() { s.memo = own }()
	var parts []*trace.Ledger
	if s.result != nil { // of a run that takes nothing from the cache too
		s.memo = s.memoKey(slice, by)
		parts, err = s.count(ctx, slice, by)
	} else {
		parts, err = s.ledgers(ctx, slice, by, false)
	}
	if err != nil {
		return nil, err
	}
	since.Trends(l, parts, by)
	memo := s.memo
	return func() {
		s.memo = memo
		s.keep(ctx, parts)
	}, nil
}
