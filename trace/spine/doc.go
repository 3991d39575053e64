// Package spine is what the models of a chain say of each other: which of them are on the way from the root to the number.
//
// A [Graph] holds the models as syntax trees. [Graph.Spine] is the path whose rows are followed, [Graph.Liveness] the columns
// that anything on it needs, [Roles] what becomes of columns on the way. A [Scope] resolves the names of CTEs. Where a model
// cannot be run, [ModelFails] says where in its text, and [Graph.StopAt] in front of which model a trace ends for that.
//
// It looks at models, and changes none: that a model is rewritten, and how, it must never know. Start with graph.go.
//
// Its tests are those of package trace, roles_test.go and paths_test.go.
package spine
