// Package who says which rows a cause takes: of each column, which values stand out among the rows that it took against those that
// came to it, and how much the column explains.
//
//	f := who.Rank(table)   // of one column's, or one pair's, counts
//
// # The measure
//
// How much a column explains is the mutual information of its value and of being taken, less what a column would have that has
// nothing to do with it, as a share of the entropy of being taken:
//
//	(I − E[I]) / H
//
// The expectation E[I] is that over all ways to deal out the taken rows at random, with the counts of the values as they are (the
// adjustment of N. X. Vinh, J. Epps, J. Bailey: "Information theoretic measures for clusterings comparison", JMLR 11, 2010). So a
// column that has another value in each row explains nothing, although the value tells which rows were taken.
//
// The package sees counts alone: no SQL, no screen.
package who
