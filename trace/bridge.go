package trace

// Move is what happened to root rows between two states of the data.
type Move string

// The moves, in the order in which a bridge has them.
const (
	New     Move = "new"     // the row is only in B
	Gone    Move = "gone"    // the row is only in A
	Entered Move = "entered" // in both, but only in B within the slice
	Exited  Move = "exited"  // in both, but only in A within the slice
	Gained  Move = "gained"  // dropped in A, reached the number in B
	Lost    Move = "lost"    // reached the number in A, dropped in B
	Moved   Move = "moved"   // dropped in both, by different causes
	Fanned  Move = "fanned"  // reached the number in both, in another number of rows

	Regrouped Move = "regrouped" // reached the number in both, in other groups of its model
)

// Fate is where a root row left, and why.
type Fate struct {
	Step  string
	Cause string // the cause's id
	Kind  Kind
	Class Class
	Label string
}

// A Bridge leads from the number over data A to the number over data B of one chain and slice, root row by root row.
//
//	Paths[1] - Paths[0] = sum of the parts' Effect, always: it is checked.
//	Values[1] - Values[0] = that sum + Rest, where both values are known.
type Bridge struct {
	Label string // of the number
	Unit  string // "click"
	Key   []string
	Slice string

	Roots  [2]int64   // root rows in the slice
	Clicks [2]int64   // of these, those that reached the number
	Paths  [2]int64   // rows that they are in there: clicks and fan-out
	Values [2]float64 // the number
	Known  bool       // whether both values are known for the slice
	Rest   float64    // what the measure adds beyond counting rows
	Same   int64      // clicks that are in both and fared alike
	Groups string     // the number's model, if its rows are groups and it is not known in which of them a click counts
	Parts  []Part
	Notes  []string

	Regroupings []Regrouping // those by which the number's model groups first, then in the order of the dimensions
}

// Part is the root rows that made one move.
type Part struct {
	Move   Move
	From   *Fate // in A; nil where the rows reached the number, or are not there
	To     *Fate // in B
	Beyond *Fate // of rows that entered or left the slice, where they are on the other side, of which they are not in it; nil if they reach the number there
	Clicks int64 // root rows
	Effect int64 // what they add to the number, in rows that are counted there
}

// Effect is the sum of the parts' effects, in rows that the number counts.
func (b *Bridge) Effect() int64 {
	var sum int64
	for _, p := range b.Parts {
		sum += p.Effect
	}
	return sum
}
