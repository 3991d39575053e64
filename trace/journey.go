package trace

// A Journey is what happened to one root row, step by step.
type Journey struct {
	Unit  string
	Row   int64   // the root row's number in the snapshot, from 0
	Root  []Value // its columns
	Stops []Stop  // up to and with the step that dropped it
	Fate  string  // "kept", [Stands], or the label of the cause
	Clock string  // what time it was for models that ask; empty if none does

	Incomplete *IncompleteError // in front of which model the row stands; nil if its fate is another
}

// Stands is the fate of a row that nothing dropped in a trace that does not come to the number.
const Stands = "stands"

// Stop is one step of a journey.
type Stop struct {
	Step      string
	Model     string
	Kept      bool
	Cause     *Cause    // why it was dropped; its counts are zero
	AlsoFails []Cause   // the other predicates of the step that it fails
	Rows      int64     // physical rows that stand for it in the step's output
	Saw       []Value   // the values that the predicate that dropped it saw
	AlsoSaw   [][]Value // what it saw in other rows that stand for it, as many as are shown
	SawMore   bool      // it saw more than that
	Out       []Value   // the output row, the first of Rows, when kept
	More      [][]Value // the other output rows, as many as are shown
	Lookups   []Lookup  // the lookup rows it met or missed, in the order of the joins; several of one join where a row met several
	Winner    *int64    // for a dedup: the root row that stayed instead
}

// Differences are the values of another output row that differ from those of the first.
func (s *Stop) Differences(other []Value) []Value {
	var out []Value
	for i, v := range other {
		if i >= len(s.Out) || v != s.Out[i] {
			out = append(out, v)
		}
	}
	return out
}

// Lookup is a join's side as one row met it.
type Lookup struct {
	Relation string // as the SQL names it
	Join     string // the join as SQL
	Hit      bool
	Key      []Value  // the values looked for
	Compared []Value  // the values compared with ranges of the lookup
	Row      []Value  // the row met, or nil
	Within   []string // of ranges that were met: how far the compared values are from their bounds, "2 h after p.starts"
	Without  string   // the relation that was missed before, so that there is no key; empty if there is one
	Near     []Near   // on a miss, the nearest keys; of ranges, met or missed, the rows with the key before and after
}

// Near is a lookup row that the join nearly met.
type Near struct {
	Why string // "differs in case", "differs in whitespace", "key is NULL", "1 letter differs", "c.at is 2 h 14 min before p.starts"
	Row []Value

	Side     string // of ranges: [Previous] or [Next]
	Distance string // from the compared value to the bound that excludes it: "2 h 14 min before p.starts", "3.5 above p.limit"
	Fails    string // the condition of the join that excludes it
}

// Value is one named value, printed. Null is an SQL NULL, which prints as empty.
type Value struct {
	Name string
	Text string
	Null bool
}

// The sides of a [Near] of a range.
const (
	Previous = "previous" // its range ends before the value that is compared, or below it
	Next     = "next"     // it begins after it, or above
)
