// Package dialect holds what the languages of models have in common: each is a folder here, which turns a model's text into
// the engine's SQL and says where every stretch of it came from. What comes after knows one SQL.
//
// It knows no engine and no files: a text goes in, a [Translation] or an [Error] comes out.
package dialect

import (
	"fmt"

	"funneltrace/trace"
)

// Span is a stretch of a text.
type Span = trace.Span

// Place says that a stretch of the SQL was made of a stretch of the model's text.
type Place = trace.Stretch

// Places are the places of a translation.
type Places = trace.Stretches

// Translation is a model's SQL in the engine's language.
type Translation struct {
	SQL    string
	Places Places
	Macros []string // the macros that it calls, each once, in order of name
}

// Error is a text that is not understood.
type Error struct {
	Offset  int // in bytes of the model's text
	Message string
}

func (e *Error) Error() string { return e.Message }

// Errorf returns an error at an offset of the model's text.
func Errorf(offset int, format string, args ...any) *Error {
	return &Error{Offset: offset, Message: fmt.Sprintf(format, args...)}
}
