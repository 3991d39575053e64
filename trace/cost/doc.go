// Package cost estimates what a loss costs the number.
//
//	w := cost.Estimate(lost, like) // of the rows of one cause
//	w := cost.Total(ledger)        // of all losses together
//
// # The method
//
// Lost are the rows that failed nothing else at their step: without the cause they would have gone on. Like them are the rows that did
// go on, and those that an expected filter took which could not tell of the lost ones. Of these it is known how many reached the number,
// and in how many of its rows.
//
// The estimate is post-stratified (Holt and Smith, Journal of the Royal Statistical Society A 142, 1979): each lost row is given the mean
// of the rows that are like it in all that is known of both, the month and the values of dimensions. Where they are too few to tell
// ([Least]), the month is left out, then the dimension with the most values with and without the month, and so on, to all rows that went on.
//
// The range is the middle 90 % of a beta distribution with the mean of the estimate and a variance of its own: what rows do that are like
// each other is beta-binomial. Rows with the same value of a dimension, as the clicks of one link, share their fate more than others do
// (Kish, Survey Sampling, 1965): how much is the intraclass correlation, taken from how far the rows of each value are from the means of
// their strata. Each dimension and the month is tried as what makes rows alike, and the one that makes the range widest is taken; where
// few values tell how much that is, it is wider by Student's t. The variance is that of what the lost rows would have done, around an
// estimate that is uncertain itself; where a row may be in the number several times, that is added.
//
// It rests on one assumption: that the lost rows differ from those that went on in nothing that matters beside what is known of both.
// Where a loss takes the rows that would have fared better or worse, the range does not cover that. trace/README.md has how often it holds
// for random chains of both sorts.
//
// The package sees counts alone: no SQL, no screen.
package cost
