package trace

// Regrouping is the root rows that reach the number in both states of the data, with another value of a dimension in each.
type Regrouping struct {
	Dimension string
	Grouped   bool  // the number's model groups by it: in it, the rows count elsewhere
	Clicks    int64 // root rows
	Shifts    []Shift
	More      int64 // root rows of other shifts, which are not listed
}

// Shift is the root rows that went from one value of a dimension to another.
type Shift struct {
	From, To *string // nil is no value
	Clicks   int64
	Why      []string // what is known of the reason, in words; may be empty
	Rows     []ShiftRow
}

// ShiftRow is one of these rows.
type ShiftRow struct {
	Row [2]int64 // its number in either snapshot
	Key []Value  // what the chain says that it is told by; none without a key
}
