package jinja

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
)

// Pos is a place in a template; Line and Column count from 1, columns in characters.
type Pos struct {
	File         string
	Line, Column int
}

func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Error is a template that cannot be parsed or rendered.
type Error struct {
	Pos   Pos
	Err   error
	Calls []Pos // the calls of macros that led to Pos, the innermost first
}

func (e *Error) Error() string { return e.Pos.String() + ": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// Outermost is the place in the template that was rendered: of the error itself, or of the call that led to it.
func (e *Error) Outermost() Pos {
	if n := len(e.Calls); n > 0 {
		return e.Calls[n-1]
	}
	return e.Pos
}

func errorAt(p Pos, format string, args ...any) error {
	return &Error{Pos: p, Err: fmt.Errorf(format, args...)}
}

// at gives an error its place, unless it has one or is none.
func at(p Pos, err error) error {
	var placed *Error
	switch {
	case err == nil, isJump(err), errors.As(err, &placed):
		return err
	}
	return &Error{Pos: p, Err: err}
}

// calledAt notes that a call led to the error.
func calledAt(p Pos, err error) error {
	var placed *Error
	if err != nil && !isJump(err) && errors.As(err, &placed) && placed.Pos != p {
		placed.Calls = append(placed.Calls, p)
	}
	return err
}

// returned leaves a macro with a value: dbt's return().
type returned struct{ value starlark.Value }

func (*returned) Error() string { return "return() is for macros" }

// loopJump is break or continue.
type loopJump struct{ again bool }

func (*loopJump) Error() string { return "break and continue are for loops" }

// isJump reports whether what looks like an error is a way out of a macro or a loop.
func isJump(err error) bool {
	var r *returned
	var l *loopJump
	return errors.As(err, &r) || errors.As(err, &l)
}
