package tag

import (
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
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
	From     string         // what to put after FROM: a quoted table, or a subquery in parentheses
	Table    string         // the temporary table that from reads, if it reads just one; reading it twice is cheap
	cheap    bool           // from only scans and projects: reading it again costs less than keeping it
	alive    string         // the condition under which the table's rows are in the flow; empty is all
	Columns  []trace.Column // of the plain relation, in its order, less the dead ones
	Carried  []string       // hidden columns beside the id: time, dimensions, markers
	Level    int            // what the ids are: 0 root rows, n the groups of rollup n
	Single   bool           // no id is in it more than once
	forked   bool           // an id in it may also be in a row that was dropped
	Rows     int64          // how many rows, -1 if not counted
	Rootless bool           // it may have rows without an id: no root row made them
	origins  map[string][]origin
	raw      *raw                // another way to read it, which spares work; nil if there is none
	Tied     map[string]string   // columns whose values hang on ties, and why
	ranks    map[string]*ranking // columns that number rows within a partition
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

func (f *Flow) origin(column string) []origin { return f.origins[strings.ToLower(column)] }

func (f *Flow) hasCarried(name string) bool {
	for _, c := range f.Carried {
		if c == name {
			return true
		}
	}
	return false
}

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
	for i, o := range list {
		if o.marker == m {
			return i
		}
	}
	return -1
}
