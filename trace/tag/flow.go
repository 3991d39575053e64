package tag

import (
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// Columns that a tagged relation has beside those of the plain one.
const (
	IDCol   = engine.Hidden + "id"   // which root row, or which group after a rollup, the row stands for
	maskCol = engine.Hidden + "mask" // the predicates that the row fails; 0 is alive
	TimeCol = engine.Hidden + "t"    // the root row's time
	RowCol  = engine.Hidden + "row"  // tells the rows of a stage apart, where ids do not
)

// Flow is the rows of a relation on the spine, each with the id of the root row that it comes from.
// Only rows that are alive are in it.
type Flow struct {
	From    sqltree.From
	Table   string         // the temporary table that From reads, if it reads just one; reading it twice is cheap
	alive   string         // the condition under which the table's rows are in the flow; empty is all
	cheap   bool           // From only scans and projects: reading it again costs less than keeping it
	raw     *raw           // another way to read it, which spares work; nil if there is none
	Rows    int64          // how many rows, -1 if not counted
	Columns []trace.Column // of the plain relation, in its order, less the dead ones
	Carried []string       // hidden columns beside the id: time, dimensions, markers
	ids     *roots         // the root rows in it, read for less; nil if there is no such way
	repeats *Repeats       // the ids of several of its rows; nil if there are none, or if they were not looked for
	entered *Flow          // what the SELECT reads that made it; nil if none did
	union   *union         // the UNION ALL that made it, in another
	Identity
	known
}

// Identity is what the ids of a flow stand for.
type Identity struct {
	Level    int  // 0 root rows, n the groups of rollup n
	Single   bool // no id is in it more than once
	forked   bool // an id in it may also be in a row that was dropped
	Rootless bool // it may have rows without an id: no root row made them
}

// known is what is known of a flow's columns, by their names in lower case.
type known struct {
	origins map[string][]origin
	Tied    map[string]string    // why their values hang on ties
	ranks   map[string]*ranking  // those that number rows within a partition
	keyed   map[string][]keyPart // those by which a lookup was looked up
}

// nothingKnown is of columns of which there is nothing to say.
func nothingKnown() known {
	return known{origins: map[string][]origin{}, Tied: map[string]string{}, ranks: map[string]*ranking{}, keyed: map[string][]keyPart{}}
}

// roots are the root rows of a flow, once each.
type roots struct {
	from    sqltree.From
	carried []string
	count   int64
}

// derived is a flow that a query makes of this one: of the same rows, as far as these are known, and kept nowhere yet.
func (f *Flow) derived(from sqltree.From) *Flow {
	g := *f
	g.From, g.Rows = from, f.Known()
	g.Table, g.alive, g.raw, g.repeats = "", "", nil, nil
	return &g
}

// origin says that a column can be NULL, or fall back to something, because of a marker.
type origin struct {
	marker *marker
	pure   bool // the column hangs on nothing else
}

// marker is a hidden boolean column: a join found nothing, or a value could not be read.
type marker struct {
	col       string
	kind      trace.Kind
	predicate string // the join or the cast, as SQL
	relation  string // the lookup that was missed
	pos       trace.Pos
	start     int
	end       int
	optional  bool // a later outer join makes rows in which this one has no place
	local     bool // the join itself already drops the row here: it is the cause, no other

	hint *trace.Hint // that there is always a row; nil if nobody says so
}

// stored is what stands after FROM for its rows where they lie.
func (f *Flow) stored() string {
	switch {
	case f.Table == "":
		return f.From.String()
	case f.alive == "":
		return sqltree.Quote(f.Table)
	}
	return sqltree.Quote(f.Table) + " WHERE " + f.alive
}

func (f *Flow) origin(column string) []origin { return f.origins[strings.ToLower(column)] }

// once says whether each root row is one row of the flow at most.
func (f *Flow) once() bool { return f.Level == 0 && f.Single }

func (f *Flow) hasCarried(name string) bool { return slices.Contains(f.Carried, name) }

// hiddenCols are the id and what is carried with it.
func (f *Flow) hiddenCols() []string { return append([]string{IDCol}, f.Carried...) }

// ColumnNames are the names of its columns, in their order.
func (f *Flow) ColumnNames() []string {
	out := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		out[i] = c.Name
	}
	return out
}

// mergeOrigins unites what two columns hang on; nothing is pure any more unless both agree.
func mergeOrigins(a, b []origin) []origin {
	out := append([]origin(nil), a...)
	for _, o := range b {
		if i := indexOrigin(out, o.marker); i >= 0 {
			out[i].pure = out[i].pure && o.pure
		} else {
			out = append(out, o)
		}
	}
	return out
}

func indexOrigin(list []origin, m *marker) int {
	return slices.IndexFunc(list, func(o origin) bool { return o.marker == m })
}
