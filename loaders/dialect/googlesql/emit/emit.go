// Package emit writes the tree of GoogleSQL as the engine's SQL: with the meaning that it has there, and a place for every stretch
// of it in the model's text.
//
// What has another meaning in the engine is written out: where NULLs go in an order, that / divides as FLOAT64, what an alias
// hides. What functions mean stands in the package functions, what operators mean in operators.sql. What cannot be said with the
// same meaning is an error.
package emit

import (
	"errors"
	"slices"
	"strings"

	"funneltrace/loaders/dialect"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// maxSQL bounds what a text becomes: functions that call one another write their arguments over and over.
const maxSQL = 8 << 20

// Script writes a model's query. The error is a [*dialect.Error].
func Script(s *tree.Script) (out dialect.Translation, err error) {
	e := &emitter{out: &fragment{}, projects: map[string]string{}, macros: map[string]bool{}, functions: map[string]tree.Function{}, variables: map[string]tree.Variable{}}
	defer func() {
		if r := recover(); r != nil {
			var wrong *dialect.Error
			if x, ok := r.(error); !ok || !errors.As(x, &wrong) {
				panic(r)
			}
			out, err = dialect.Translation{}, wrong
		}
	}()
	for _, f := range s.Functions {
		e.functions[strings.ToUpper(f.Name.Text)] = f
	}
	for _, v := range s.Variables {
		e.variables[strings.ToUpper(v.Name.Text)] = v
	}
	e.query(s.Query, asTable)
	places := e.out.places
	slices.SortStableFunc(places, func(a, b dialect.Place) int {
		if a.SQL.Start != b.SQL.Start {
			return a.SQL.Start - b.SQL.Start
		}
		return b.SQL.End - a.SQL.End
	})
	out = dialect.Translation{SQL: e.out.String(), Places: places}
	for name := range e.macros {
		out.Macros = append(out.Macros, name)
	}
	slices.Sort(out.Macros)
	return out, nil
}

// emitter writes into out. It stops at what cannot be said: [emitter.fail] panics with the error, which [Script] returns.
type emitter struct {
	out       *fragment
	scope     *scope
	macros    map[string]bool
	functions map[string]tree.Function // of CREATE TEMP FUNCTION, in upper case
	variables map[string]tree.Variable // of DECLARE, in upper case
	calling   []string                 // the functions of the text that are being written
	projects  map[string]string        // of the tables that were written, by their names in upper case
	unnamed   int                      // names that were made up
}

func (e *emitter) fail(at interface{ Place() dialect.Span }, format string, args ...any) {
	panic(dialect.Errorf(at.Place().Start, format, args...))
}

func (e *emitter) write(texts ...string) {
	for _, t := range texts {
		e.out.WriteString(t)
	}
	if e.out.Len() > maxSQL {
		panic(dialect.Errorf(0, "the query becomes longer than %d MiB when its functions are written out", maxSQL>>20))
	}
}

// placed notes that what write writes was made of a stretch of the model's text.
func (e *emitter) placed(at dialect.Span, write func()) {
	start := e.out.Len()
	i := len(e.out.places)
	write()
	e.out.places = slices.Insert(e.out.places, i, dialect.Place{SQL: dialect.Span{Start: start, End: e.out.Len()}, Text: at})
}

// captured returns what write writes, apart.
func (e *emitter) captured(write func()) *fragment {
	before := e.out
	e.out = &fragment{}
	defer func() { e.out = before }()
	write()
	return e.out
}

// between calls one for each of n things, and writes the text between them.
func (e *emitter) between(text string, n int, one func(i int)) {
	for i := range n {
		if i > 0 {
			e.write(text)
		}
		one(i)
	}
}

// fragment is a piece of SQL with its places.
type fragment struct {
	strings.Builder
	places []dialect.Place
}

// add writes a fragment behind what is there.
func (f *fragment) add(g *fragment) {
	at := f.Len()
	f.WriteString(g.String())
	f.addPlaces(g, at)
}

// addPlaces takes the places of a fragment that stands at an offset.
func (f *fragment) addPlaces(g *fragment, at int) {
	for _, p := range g.places {
		p.SQL.Start, p.SQL.End = p.SQL.Start+at, p.SQL.End+at
		f.places = append(f.places, p)
	}
}

// macro notes that a macro is called and returns its name.
func (e *emitter) macro(name string) string {
	e.macros[name] = true
	return name
}

// madeUp returns a name that no text has.
func (e *emitter) madeUp() string {
	e.unnamed++
	return "_bq" + itoa(e.unnamed)
}
