package trace

import "strings"

// Record is one row of a [evidence.RowSet].
type Record struct {
	Root  int64   // the number of a root row that it stands for, as [evidence.Evidence.Journey] takes it
	Count int64   // the root rows of the cause that it stands for: 1, or more after a rollup
	Cells []Value // printed, one for each of the set's Columns
}

// RowsQuery asks for rows that entered a step, as they were on entering it.
type RowsQuery struct {
	Step   string
	Cause  string  // whose rows: empty is all causes of the step, "kept" the rows that it kept, [FannedRows], [MarkedRows] of a mark, or [CausesRows] of several
	Slice  Slice   // of the root rows
	Search string  // a text that some cell of the row holds, whatever its case; empty is no search
	Where  []Value // cells that the row must have: the same printed text, or NULL with NULL
	Sort   string  // the column to sort by; empty is the order of the snapshot
	Desc   bool    // the greatest first; NULLs come last either way, and equal cells in the order of the snapshot
}

// Column is a column of a relation.
type Column struct {
	Name string
	Type string // as DuckDB prints it
}

// FannedRows stands in a [RowsQuery] for the rows that a step kept and made several of.
const FannedRows = "fan-out"

// MarkedRows stands in a [RowsQuery] for the rows that a step kept and that the mark of this label is about.
func MarkedRows(label string) string { return "mark " + label }

// CausesRows asks a [RowsQuery] for the rows that any of several causes dropped, by their ids.
func CausesRows(ids []string) string { return strings.Join(ids, ",") }
