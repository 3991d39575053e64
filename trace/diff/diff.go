// Package diff says how two states of the data differ: two snapshots of one family, or two builds of one chain. Tables and
// models are compared as bags of rows, and what differs is told apart by what happened to it; a [trace.Bridge] leads from the
// one number to the other.
//
//	d, err := diff.Relations(ctx, conn, a, b, diff.Options{Key: []string{"id"}})
//	for _, c := range d.Classes {
//		fmt.Println(c.Kind, c.Rows)
//	}
//
// Values are equal as the engine sees it: NULL equals NULL, NaN equals NaN, 0.0 equals -0.0.
package diff

import "funneltrace/trace"

// Diff is how state B differs from state A.
type Diff struct {
	A, B    Side
	Chain   string // empty without a chain
	Hash    string // of the chain
	Title   string // of the chain
	Unit    string // what a root row is: "click"
	Slice   string // of the bridge and the ledgers: "2024", "all"
	Version string // of the program

	Tables  []Table
	Bridge  *trace.Bridge    // nil if no number was compared
	Ledgers [2]*trace.Ledger // of A and B; nil without a bridge

	Incomplete *trace.IncompleteError // why there is no bridge: a model cannot be run; nil if that is not so
	Notes      []string               // what the reader must know
	Reproduce  []string               // the commands that make this again
}

// Side is where one of the two states comes from.
type Side struct {
	Snapshot     string
	ManifestHash string
	Source       string // what the manifest says of the data
	Synthetic    bool
	AsOf         trace.AsOf // what time it was for its models; no moment if none asks
}

// Table is how a table of the snapshots, or a model over them, differs.
//
//	Rows[0] = Same + renumbered + re-attached + changed + removed
//	Rows[1] = Same + renumbered + re-attached + changed + added
type Table struct {
	Name     string // "rebrandly.creators_sheet", or the model's
	Model    bool
	Missing  [2]bool // the table is not in A, or not in B; then nothing was compared
	Rows     [2]int64
	Same     int64 // rows that are in both
	Schema   []SchemaChange
	Columns  []Column // what samples show: a column, or a field of a struct by its path
	Classes  []Class  // those that have rows, in the order of the kinds
	Key      []string // SQL over the row that says who is who; none without one
	Matching string   // how rows that differ were paired, in words
	Notes    []string
}

// Of returns the class of a kind; one that has no rows is empty.
func (t Table) Of(k Kind) Class {
	for _, c := range t.Classes {
		if c.Kind == k {
			return c
		}
	}
	return Class{Kind: k}
}

// Equal reports whether nothing differs, neither rows nor schema.
func (t Table) Equal() bool {
	return len(t.Classes) == 0 && len(t.Schema) == 0 && !t.Missing[0] && !t.Missing[1]
}

// SchemaChange is a column that only one side has, or that has another type. An empty type is a side without it.
type SchemaChange struct {
	Column string
	Types  [2]string
}

// Role is what the SQL makes of a column.
type Role string

// The roles. A table's columns are all its own.
const (
	Own        Role = "own"        // from the row itself
	Joined     Role = "joined"     // from a lookup
	Positional Role = "positional" // a number that depends on where other rows are: row_number and its kin
)

// Column is a column that was compared, or a field of one.
type Column struct {
	Name string // "route.id" is a field
	Type string
	Role Role
	From string // the lookup of a joined column, the ORDER BY of a positional one
}

// Kind is what happened to rows that differ.
type Kind string

// The kinds, in their order.
const (
	Renumbered Kind = "renumbered"  // equal but for positional columns
	Reattached Kind = "re-attached" // the row's own columns agree, what was joined to it does not
	Changed    Kind = "changed"     // paired by a key, or by most equal columns
	Removed    Kind = "removed"     // only in A
	Added      Kind = "added"       // only in B
)

// Kinds are all kinds in their order.
func Kinds() []Kind { return []Kind{Renumbered, Reattached, Changed, Removed, Added} }

// Class is the rows of one kind. A pair counts once.
type Class struct {
	Kind      Kind
	Rows      int64
	Columns   []ColumnCount // in how many of the rows each column differs, most first; none for added and removed rows
	Numbering []Numbering   // of renumbered rows: one for each ORDER BY
	Samples   []Sample      // some of the rows, in the order of A's, or B's where A has none
}

// ColumnCount says in how many rows a column differs.
type ColumnCount struct {
	Column string
	Rows   int64
}

// Numbering is why rows were renumbered: the ORDER BY of a positional column, and what it left open.
type Numbering struct {
	Column string    // "rebrandly_id"
	Order  string    // "timestamp", as DuckDB prints it
	Model  string    // where the window stands
	Pos    trace.Pos // and where in its file
	// Rows that have another number. Swapped ones changed places with rows that tie with them; the others were shifted, as
	// rows before them came or went.
	Swapped, Shifted int64
	Groups           int64      // tie groups that the swapped rows are in
	Ties             []TieGroup // some of these
	Known            bool       // the ORDER BY's values are among the model's columns, so that ties could be told from shifts
}

// TieGroup is rows that an ORDER BY leaves in any order.
type TieGroup struct {
	Key  []*string // the values of the ORDER BY that they share; nil is NULL
	Rows int64     // rows of the group, in B
	// Swapped is the rows among them that changed places.
	Swapped int64
}

// Sample is one row that differs, or one pair.
type Sample struct {
	Row     [2]int64     // its place in the table from 0; -1 where a side has no such row, or a model numbers none
	Values  [2][]*string // by [Table.Columns]; nil where a side has no such row; a nil value is NULL
	Changed []int        // the columns that differ
}
