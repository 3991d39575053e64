package tag

import "funneltrace/trace"

// builder is the tracer at one place of one model. It is passed down as a value: who goes into a CTE, a branch or a sub-step
// takes a copy along that says so.
type builder struct {
	*Tracer
	position
}

// position is what is being built, and what that stands in.
type position struct {
	index  int         // of the model on the spine
	model  trace.Model // being built
	step   *Step       // being built; nil where only plain models are run
	open   []string    // the names of the sub-steps around it
	output bool        // the columns of the SELECT that comes next are those of the model
	pooled bool        // inside a set operation: no sub-steps
	shared bool        // and several of its branches have rows of the root: what one drops, another may keep
	inCTE  bool
	union  int  // the UNION whose branches are being built, from 1; 0 is none
	branch int  // which branch, of all UNIONs
	nested bool // the branch is a UNION ALL itself
}
