// Package tag rewrites the models of a spine so that each row says why it would not be in the plain model, and runs them.
//
// A [Tracer] goes through the spine. What it makes of a model is a [Flow], the rows that are alive, and a [Step], with the
// causes on its ladder in their order; the rows that a stage dropped are [Deaths]. The files are named after what they decide:
//
//	run.go, query.go        the models one after the other; a query, with a step for each part of it that drops rows
//	select*.go              one SELECT: its FROM, its list, its WHERE
//	from*.go                what becomes of the joins, in the order that package joins gives them
//	ladder*.go, lookup*.go  the rungs, and the cases in which a row fails them; what a join finds, or nearly finds
//	blame*.go               on which lookup or value a condition hangs that is NULL
//	stage*.go               the queries that a SELECT becomes, in the order in which they run
//	window*.go, group*.go   what stays of rows that are numbered or grouped
//	plain*.go               models as they are written: bound, run, looked up
//
// What a step is stands in traced.go; how it is found out, everywhere else. A stage is described first (stage.go), then printed,
// then run. The room is large since it has one subject: each file decides one thing about a SELECT, and all of them need the
// SELECT that is being rewritten.
//
// How fates are counted or stored it must never know. Start with [Tracer.Run], then select.go.
package tag
