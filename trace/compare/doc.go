// Package compare says why the number of one slice is not that of another: a leak, an expected filter, or fewer rows to begin with.
// Two slices have no row in common, so it is not rows that are compared, as package diff does, but the shares of them that pass.
//
//	c := compare.Slices(a, b)     // two ledgers of one trace
//	c.SplitBy("country", as, bs)  // and which values of a dimension carry the change
//
// # The method
//
// The number is a product: N·∏p·F. N are the root rows that come in; p is, for each rung of the chain's ladder, the share that passes of
// those that reach it; F is how often the rows that reach the number are in it, which fan-out makes more than 1. A rung is a predicate
// or a join with all its ways to fail, p = 1 − Σd/n.
//
// The change of a product is split by the logarithmic mean Divisia index (LMDI-I; B. W. Ang, "The LMDI approach to decomposition
// analysis: a practical guide", Energy Policy 33, 2005, 867–871): a factor's part is L(M_A, M_B)·ln(x_B/x_A), with the logarithmic mean
// L(a, b) = (a−b)/(ln a − ln b). There is no residual; the order of the factors makes no difference, and signs turn where the sides do.
// The order of the ladder does make one: a share is of the rows that reach a rung. Zeros are dealt with by the limit, as in Ang's
// guide; a rung that no row reaches has the factor 1. A rung's part is shared by its cases in proportion to the change of their
// shares d/n, −L(M_A, M_B)·Δ(d/n)/L(p_A, p_B), which adds up to it exactly. Parts are rounded so that they add up to the change.
//
// A table worked by hand stands in trace/README.md, and among the tests.
//
// The package sees ledgers alone: no SQL, no screen.
package compare
