package main

import (
	"errors"
	"fmt"
)

// The exit codes are a contract with scripts.
const (
	codeUsage     = 2
	codeInvariant = 3
	codeFailOn    = 4
)

// codedError is an error with an exit code of its own; others exit with 1.
type codedError struct {
	code int
	err  error
}

func (e *codedError) Error() string { return e.err.Error() }
func (e *codedError) Unwrap() error { return e.err }

// errInterrupted says that the person or the system stopped the run.
var errInterrupted = errors.New("interrupted")

func usagef(format string, args ...any) error {
	return &codedError{codeUsage, fmt.Errorf(format, args...)}
}

func invariantf(format string, args ...any) error {
	return &codedError{codeInvariant, fmt.Errorf(format, args...)}
}
