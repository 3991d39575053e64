package trace

// Options of a [fates.Run].
type Options struct {
	Progress func(Progress) // called now and then; nil is silent
	Full     bool           // keep every column of every step, as Verify, Dropped and Row need; slower
	Notes    []string       // what the reader of the result must know already
	AsOf     AsOf           // what time it is for the models
	ListsAt  int64          // root rows from which on lookups are kept as lists where they can be; 0 is where it pays
}

// Progress says how far a run is.
type Progress struct {
	What string  // the model that is being run
	Done float64 // 0 to 1 of the whole run
}

// Check is what verifying one step found.
type Check struct {
	Step    string // a model of the spine, or "number"
	OK      bool
	Skipped bool   // nothing was compared, and Message says why
	Rows    int64  // rows of the plain model
	Message string // what differs, or what was left out of the comparison and why
}
