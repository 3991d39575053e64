package emit

import (
	"funneltrace/loaders/dialect/googlesql/functions"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// cast writes CAST and SAFE_CAST, which the list of functions has by the type that they make.
func (e *emitter) cast(c *tree.Cast) {
	name := "CAST"
	if c.Safe {
		name = "SAFE_CAST"
	}
	args := []arg{e.arg(c.X), e.typeArg(c.Type)}
	if c.Format != nil {
		args = append(args, e.arg(c.Format))
	}
	if c.Zone != nil {
		args = append(args, e.arg(c.Zone))
	}
	e.listed(c, name, args)
}

// typeArg is a type as an argument: its name as GoogleSQL has it, and as the engine has it.
func (e *emitter) typeArg(t tree.Type) arg {
	a := arg{written: &fragment{}}
	a.Word, a.SQL = t.Name, e.typ(t)
	return a
}

func (e *emitter) extract(x *tree.Extract) {
	part := arg{written: &fragment{}}
	part.Word, part.SQL = x.Part, x.Part
	args := []arg{part, e.arg(x.X)}
	if x.Zone != nil {
		args = append(args, e.arg(x.Zone))
	}
	e.listed(x, "EXTRACT", args)
}

// listed writes what has a syntax of its own as a function of the list.
func (e *emitter) listed(at tree.Expr, name string, args []arg) {
	f, ok := functions.Lookup(name)
	if !ok {
		e.fail(at, "%s is not understood here", name)
	}
	e.written(at, f, args)
}
