package diff

import "funneltrace/trace"

// Determinism is what rebuilding a chain over the same data, in other orders and with other numbers of threads, came to.
type Determinism struct {
	Chain, Hash  string
	Snapshot     string
	ManifestHash string
	Synthetic    bool
	Version      string
	Clock        string // what time it was for models that ask, in every build; empty if none does

	Rebuilds []Rebuild // those that were compared with the first build
	Models   []ModelCheck
	Blames   []Blame
	Number   NumberCheck
}

// Reproducible reports whether every rebuild came out the same.
func (d *Determinism) Reproducible() bool {
	for _, m := range d.Models {
		if !m.Reproducible() {
			return false
		}
	}
	return d.Number.Same
}

// Rebuild is how one rebuild was done.
type Rebuild struct {
	Order   string // what was done to the order of the input: "reversed", "shuffled with seed 3"
	Threads int
}

// ModelCheck is how a model came out of the rebuilds.
type ModelCheck struct {
	Model string
	Rows  int64   // of the first build
	Diffs []Table // for each rebuild, against the first build
}

// Reproducible reports whether the model came out the same each time.
func (m ModelCheck) Reproducible() bool {
	for _, t := range m.Diffs {
		if !t.Equal() {
			return false
		}
	}
	return true
}

// Worst returns the rebuild that differs in most rows, by its index.
func (m ModelCheck) Worst() int {
	worst, most := 0, int64(-1)
	for i, t := range m.Diffs {
		var rows int64
		for _, c := range t.Classes {
			rows += c.Rows
		}
		if rows > most {
			worst, most = i, rows
		}
	}
	return worst
}

// Blame is an ORDER BY that does not decide.
type Blame struct {
	Model  string
	Column string // what it numbers, or "dedup"
	Order  string // as DuckDB prints it
	Pos    trace.Pos
	Tied   int64    // rows that share their place with another
	Groups int64    // tie groups
	Fix    []string // columns to add to the ORDER BY; none if no columns decide
	// What running the chain with the fix came to.
	Tried  bool
	Works  bool  // every rebuild is the same then
	Left   int64 // rows that are still tied: copies in all columns, whose order no column can decide
	Delta  []ModelDelta
	Reason string // why there is no fix, or why it was not tried
}

// ModelDelta is how often the fix changes a model once, against the build without it.
type ModelDelta struct {
	Model string
	Table Table
}

// NumberCheck is the number in the rebuilds.
type NumberCheck struct {
	Label  string
	First  float64
	Values []float64 // by rebuild
	Same   bool
}
