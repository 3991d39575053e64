// Package project has the words for projects that other tools keep: what one is asked, and what it answers with. A kind of project,
// such as dbt's, is a folder beside this one that makes a [Project] of what is on disk; the commands know no kind. It must never know
// how any of them writes its models down.
//
// Start at [Project]. Which kinds there are, package loaders says.
package project

import (
	"context"
	"time"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/seeds"
	"funneltrace/snapshots"
	"funneltrace/trace"
)

// Project is a project of models whose files are read.
type Project interface {
	About() About
	// Models are the names of the models, and Roots those of the tables that the model, or any model, is made of.
	Models() []string
	Roots(model string) []string
	// Families are what a snapshot of the tables that the project does not make itself may be called. There are none where there
	// are no such tables.
	Families() []string
	// Seeds are the tables that the project has in files of its own. One that cannot be read is told by BadSeed: it is an error of
	// the chains that need it, and of no other.
	Seeds() []seeds.Seed
	BadSeed(name string, why error)
	// NoTables is the error of a project that there is nothing to run over.
	NoTables() error
	// Plan makes the chain that is wanted. A root or number that is missing or wrong is a [*engine.UsageError] that names those
	// there are. A model that cannot be rendered does not fail the plan: it is broken in the chain.
	Plan(ctx context.Context, t Tables, want Wanted) (*Plan, error)
	// Draft decides what nobody has said, as far as the project and its data let it, and writes it down as settings.
	Draft(ctx context.Context, t Tables, want Wanted) (*Draft, error)
}

// Options say how a project is read.
type Options struct {
	Vars     string                           // YAML or JSON of vars, as --vars has it
	Target   string                           // the name of the target that models see; empty is prod
	Dialect  string                           // the language of the models, duckdb or bigquery; empty is what the project says
	Getenv   func(name string) (string, bool) // what templates see of the environment; nil is nothing
	Now      time.Time                        // when the run is said to have begun
	Dir      string                           // of a manifest: the project's folder, if it is not beside it
	RunQuery bool                             // what templates run asks the snapshot; it is refused otherwise
}

// About is what is known of a project before anything is traced.
type About struct {
	Name, Dir string   // Dir as it was given
	Snapshot  string   // that its settings name; may be empty
	Settings  string   // the file with its settings, there or not
	Notes     []string // what the reader must know so far: packages that are not there, files that cannot be read
}

// Tables are what a project runs over.
type Tables struct {
	Snapshot []snapshots.Table // the snapshot's; none if there is only the seeds
	Seeds    []snapshots.Table
	// Open opens an engine with them attached, and with these names beside their own, for templates that ask; it is not called
	// otherwise. The project closes it when the plan is made.
	Open func(ctx context.Context, names []trace.Alias) (*engine.Answers, error)
}

// Wanted says what is to be traced. What is empty is taken from the settings, or else guessed.
type Wanted struct {
	Root, To   string
	Via        []string
	Measure    string   // an aggregate over the rows of To, as sum(amount)
	Label      string   // what the number is called
	Unit, Time string   // as in chain.yml
	Dimensions []string // name or name=SQL over the root row
}

// Plan is a chain with what was decided for it.
type Plan struct {
	Chain   *trace.Chain
	Guessed []string // what nobody has said: "unit order", "time ordered_at"
}

// Draft is the text of settings for a project that has none.
type Draft struct {
	Text []byte
	Plan *Plan
}
