// Package joins puts the tables of a FROM in the order in which they stand on a ladder.
//
// SQL may list tables in any order, and say in the WHERE how they hang together. [Order] makes of
//
//	FROM c, b, t WHERE c.x = b.x AND k = t.k AND t.v < 5
//
// a chain of joins that begins at the spine: t, then b on its link k = t.k, then c on c.x = b.x; t.v < 5 stays in the WHERE.
// It gives the same rows. The rules are:
//
//   - What is ordered is a list: tables between commas or CROSS JOINs, and INNER JOINs where the spine is joined to a join. Any
//     other join stays as it is written, and is one table of the list.
//   - Names are bound first: whose column an unqualified name is, and that an alias of the SELECT list stands for its expression.
//   - A link is a conjunct that reads a table and one that is there already. Of an OR whose branches all have the same equality,
//     that equality is a link, and the OR none; any other OR is one only where there is no equality.
//   - The next table is the first one, in written order, that is linked to what is there; where none is, the first one written.
//   - Links become the condition of their join, but not of a table of one row that no equality links: that one is there for its
//     values, and what compares with it filters. Nor of a table that is made for each row anew.
//   - Each conjunct is the node that was written, so that it has its place and its text.
//
// What it must never know: rows, flows and causes. It asks a [Reader] what the tree does not say. Start with [Order].
//
// Its tests are those of package trace, joins_test.go.
package joins
