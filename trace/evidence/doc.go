// Package evidence shows single rows of what was traced.
//
//	e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
//	rows, err := e.Rows(ctx, trace.RowsQuery{Step: "campaigns_funnel", Cause: id})
//	journey, err := e.Journey(ctx, 1234)
//
// [Gather] keeps a full run. [Evidence.Rows] are the rows that a cause dropped, a page at a time; [Evidence.Journey] is what
// happened to one row at each step, with the lookup rows that it met or nearly met.
//
// It reads what a run left behind and changes nothing of it. How rows are printed it must never know. Start with evidence.go.
package evidence
