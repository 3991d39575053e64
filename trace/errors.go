package trace

import (
	"fmt"
	"slices"
	"strings"
)

// IncompleteError says that a trace ends in front of a model of the spine, since DuckDB cannot run that model or one that it
// looks things up in. The steps before it are traced: the rows that the last of them kept stand in front of the model.
type IncompleteError struct {
	Model      string      // of the spine
	NotReached []string    // the models of the spine that were not traced: Model, and those after it
	Cause      *ModelError // what is wrong; its Model is another where Model only reads that one
}

func (e *IncompleteError) Error() string {
	return fmt.Sprintf("the trace ends in front of %s (not reached: %s): %v", e.Model, strings.Join(e.NotReached, ", "), e.Cause)
}

func (e *IncompleteError) Unwrap() error { return e.Cause }

// Why says in one line what DuckDB cannot run.
func (e *IncompleteError) Why() string {
	return fmt.Sprintf("DuckDB cannot run %s: %v", e.Model, e.Cause)
}

// Missed says whether the step is one that the trace did not come to.
func (e *IncompleteError) Missed(step string) bool {
	model, _, _ := strings.Cut(step, ".")
	return e != nil && slices.Contains(e.NotReached, model)
}

// ModelError is a model that cannot be used, with the place in its file.
type ModelError struct {
	Pos     Pos
	Message string
	Hint    string

	Model   string // the model that it is in
	Reader  string // the model of the spine that needs it; empty if that is Model itself
	Excerpt string // the SQL around the place, a mark below it; several lines, or empty where the place is not known
}

func (e *ModelError) Error() string {
	msg := fmt.Sprintf("%s: %s", e.Pos, e.Message)
	if e.Hint != "" {
		msg += " (" + e.Hint + ")"
	}
	if e.Reader != "" {
		msg += "; model " + e.Reader + " reads it"
	}
	return msg
}

// InvariantError says that the trace does not add up. It is a fault of the program, never of the data.
type InvariantError struct{ Message string }

func (e *InvariantError) Error() string {
	return "the trace does not add up: " + e.Message
}
