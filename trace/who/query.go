package who

import "funneltrace/trace"

// Query asks who the rows are that causes took.
type Query struct {
	Step   string      // empty asks for a class, over all steps
	Causes []string    // ids of the step's causes; none is all of them
	Class  trace.Class // of all steps
	Label  string      // what is asked for, as people call it
	Slice  trace.Slice
}
