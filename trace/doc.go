// Package trace holds the words of the core: what a chain is, and what there is to say of the rows that went through it.
//
// # The idea
//
// A [Chain] is SQL models between one root source and one number. Its rows are accounted for in four turns:
//
//  1. The models are parsed, and the path is found that leads from the root to the number: the spine.
//  2. Each model of the spine is rewritten, on its syntax tree, so that no row is lost: conditions become columns, joins that
//     drop rows become joins that keep them, and each row carries the id of the root row that it comes from and a mask of the
//     conditions that it fails. In the order in which the model has them these conditions are its ladder, and the first one
//     that a row fails is its [Cause].
//  3. The rewritten models run one after the other. What each of them dropped is written down once for each root row: its fate.
//  4. Fates are counted into a [Ledger], for any [Slice]; in = kept + dropped, at each step, is proved each time.
//
// Nobody types causes by hand, and SQL is read and changed as a tree, never as text. What the rewriting does not understand it
// says: such rows have a cause of kind [Unattributed], with the reason.
//
// # The rooms
//
// This package imports none of the others; each of them imports only those below it.
//
//	evidence   single rows of what was traced: the rows of a cause, journeys, near misses
//	fates      runs a chain, writes the fates down, counts, saves and verifies them: [fates.Run] is where to begin
//	tag        rewrites the models of the spine and runs them: what a step is, and what it drops
//	joins      in which order the tables of a FROM stand on the ladder
//	spine      what models say of each other: the path, the columns that are needed, what an engine's message means
//	engine     one connection: queries, temporary tables, the engine's functions and its messages
//	sqltree    the syntax tree of a SELECT, and the questions that a tree answers alone
//	trace      these words
//
// Beside them, diff compares two states of the data, compare two slices of one trace, who tells which values a cause
// takes, since from when on, cost what that costs the number, and report puts ledgers, journeys and comparisons on paper. The tests here go through all rooms: a
// folder of testdata/cases for each construct of SQL, and random chains; tracetest is what the tests of the rooms have in common.
//
// # Glossary
//
// Words for the reader of a ledger:
//
//	root row   a row of the root source; its identity is its number in the snapshot
//	spine      the models from the root to the number; what is joined to it from the side is a lookup
//	step       a model of the spine, or a CTE or subquery in it that drops or multiplies rows
//	cause      one reason for which a step drops rows, with its kind (what the SQL does) and class (what that means)
//	fate       the step and cause that dropped a root row, or that it reached the number
//	mark       a condition of the chain's own by which rows are counted that are kept
//	fan-out    one row became several
//	tie        an ORDER BY that does not decide: a rebuild may come out differently
//
// Words for the reader of the code:
//
//	flow       the rows of a relation on the spine, each with the id of its root row; only rows that are alive are in it
//	stage      one query of a rewritten SELECT: its rows, its groups, its windows, its DISTINCT …
//	ladder     the conditions of a stage in their order; a rung is one of them, a case one way to fail it
//	mask       the cases that a row fails, a bit each; 0 is alive
//	level      what the ids of a flow are: 0 root rows, n the groups of rollup n
//	rollup     a GROUP BY in whose groups all rows live on; its lineage says which root rows are in which group
//	single     of a flow: no id is in it twice
//	forked     of a flow: an id in it may also be in a row that was dropped
//	rootless   of a flow: it may have rows that no root row made
//	carried    hidden columns that go on with the rows: time, dimensions, markers, marks
//	marker     a carried column that is TRUE where a lookup was missed or a value could not be read
//	origin     that a column may be NULL because of a marker; the cause is then blamed on that, not on who noticed
//	settle     to put a flow into a table, because it is read more than once
//	raw        a flow before work that can wait; a stage that reads it raw does that work along with its own
//	late       of a raw flow: a column of a window, which can be joined by id afterwards
//	pending    rows that a stage drops and that no table holds yet
//	near, far  the sides of a join's condition: what the spine has, what the lookup has
//	live       of a column: something further on mentions its name
//	plain      a model as it is written
package trace
