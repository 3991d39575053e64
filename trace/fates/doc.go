// Package fates runs a chain, writes down what became of each root row, and counts it.
//
//	result, err := fates.Run(ctx, conn, chain, trace.Options{})
//	ledger, err := result.Ledger(ctx, trace.Slice{})
//
// [Run] has package tag go through the models and writes one fate for each root row into tables of the connection. A [Result]
// counts them: [Result.Ledger] for a slice, [Result.By] for each year or value of a dimension. [Result.Save] and [Load] keep
// it, [Result.Verify] proves it against the plain chain, and [NewBridge] leads from one result to another.
//
// That the fates are complete and exclusive is checked before anybody sees a result. Of single rows, and of how anything is
// shown, it must never know. Start with run.go, then write.go and count.go.
//
// Its tests are those of package trace, where each case is run and its ledger compared with one that was written by hand.
package fates
