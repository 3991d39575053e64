package trace

import (
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// Columns that a tagged relation has beside those of the plain one.
const (
	idCol   = hidden + "id"   // which root row, or which group after a rollup, the row stands for
	maskCol = hidden + "mask" // the predicates that the row fails; 0 is alive
	timeCol = hidden + "t"    // the root row's time
	rowCol  = hidden + "row"  // tells the rows of a stage apart, where ids do not
)

// flow is the rows of a relation on the spine, each with the id of the root row that it comes from.
// Only rows that are alive are in it.
type flow struct {
	from     string   // what to put after FROM: a quoted table, or a subquery in parentheses
	table    string   // the temporary table that from reads, if it reads just one; reading it twice is cheap
	cheap    bool     // from only scans and projects: reading it again costs less than keeping it
	alive    string   // the condition under which the table's rows are in the flow; empty is all
	columns  []column // of the plain relation, in its order, less the dead ones
	carried  []string // hidden columns beside the id: time, dimensions, markers
	level    int      // what the ids are: 0 root rows, n the groups of rollup n
	single   bool     // no id is in it more than once
	forked   bool     // an id in it may also be in a row that was dropped
	rows     int64    // how many rows, -1 if not counted
	rootless bool     // it may have rows without an id: no root row made them
	origins  map[string][]origin
	raw      *raw                // another way to read it, which spares work; nil if there is none
	tied     map[string]string   // columns whose values hang on ties, and why
	ranks    map[string]*ranking // columns that number rows within a partition
}

type column struct{ name, typ string }

// origin says that a column can be NULL, or fall back to something, because of a marker.
type origin struct {
	marker *marker
	pure   bool // the column hangs on nothing else
}

// marker is a hidden boolean column: a join found nothing, or a value could not be read.
type marker struct {
	col       string
	kind      Kind
	predicate string // the join or the cast, as SQL
	relation  string // the lookup that was missed
	pos       Pos
	start     int
	end       int
	optional  bool // a later outer join makes rows in which this one has no place
	local     bool // the join itself already drops the row here: it is the cause, no other

	hint *Hint // that there is always a row; nil if nobody says so
}

func (f *flow) origin(column string) []origin { return f.origins[strings.ToLower(column)] }

func (f *flow) hasCarried(name string) bool {
	for _, c := range f.carried {
		if c == name {
			return true
		}
	}
	return false
}

// hiddenCols are the id and what is carried with it.
func (f *flow) hiddenCols() []string { return append([]string{idCol}, f.carried...) }

func (f *flow) columnNames() []string {
	out := make([]string, len(f.columns))
	for i, c := range f.columns {
		out[i] = c.name
	}
	return out
}

// quoteAll quotes each name and joins them with commas.
func quoteAll(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = sqltree.Quote(n)
	}
	return strings.Join(out, ", ")
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

// dedupNames renames repeated names as DuckDB does when a query becomes a table: a, a_1, a_2.
func dedupNames(list []string) []string {
	seen := map[string]int{}
	out := make([]string, len(list))
	for i, n := range list {
		key := strings.ToLower(n)
		if count, ok := seen[key]; ok {
			for {
				candidate := n + "_" + strconv.Itoa(count)
				count++
				if _, taken := seen[strings.ToLower(candidate)]; !taken {
					seen[key], seen[strings.ToLower(candidate)] = count, 1
					out[i] = candidate
					break
				}
			}
			continue
		}
		seen[key] = 1
		out[i] = n
	}
	return out
}
