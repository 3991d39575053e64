package trace

import "time"

// AsOf is what time it is for the models of a chain: what now(), CURRENT_TIMESTAMP and their kin are told.
type AsOf struct {
	Moment time.Time // zero is the moment of the run, so that another run may come out otherwise
	By     string    // who declares it: "the snapshot"; empty if nobody does
}

// MomentText prints a moment, in UTC.
func MomentText(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999") + " UTC" }
