package snapshots

import (
	"fmt"
	"slices"
)

// Numbers of Parquet's logical types, of which the library that reads footers knows those up to the last but for the one that was
// never given out; it panics at others.
const (
	unusedLogical  = 9
	lastLogical    = 15
	variantLogical = 16
)

// newerLogical are logical types that the engine reads and the library does not know, by what the engine calls them.
var newerLogical = map[int16]string{variantLogical: "VARIANT", 17: "GEOMETRY"}

// Fields of an element of a footer's schema.
const (
	nameField    = 4
	logicalField = 10
)

// element is an element of a schema whose logical type the library does not know.
type element struct {
	name    string
	logical int16
}

// withoutNewer returns the footer without the logical types that the library does not know, and the elements that have one, by
// their place in the schema. The text has passed [checkThrift].
func withoutNewer(text []byte) (clean []byte, newer map[int]element, err error) {
	w := thriftWalk{rest: text}
	at := func() int { return len(text) - len(w.rest) }
	newer = map[int]element{}
	copied := 0 // of text, to clean
	var field int16
	for {
		kind, err := w.field(&field)
		switch {
		case err != nil:
			return nil, nil, err
		case kind == thriftStop:
			return append(clean, text[copied:]...), newer, nil
		case kind == thriftTrue || kind == thriftFalse:
			continue
		case field != schemaField || kind != thriftList:
			if err := w.value(kind, 0); err != nil {
				return nil, nil, err
			}
			continue
		}
		n, of, err := w.listHead()
		if err != nil || of != thriftStruct {
			return nil, nil, errThrift
		}
		for i := range int(n) {
			e, from, to, err := w.element(at)
			if err != nil {
				return nil, nil, err
			}
			if e.logical != unusedLogical && e.logical <= lastLogical {
				continue
			}
			newer[i] = e
			clean = append(append(clean, text[copied:from]...), thriftStop)
			copied = to
		}
	}
}

// element reads one element of a schema, and where its logical type and what follows it begin and end. That is the last field that
// a schema has.
func (w *thriftWalk) element(at func() int) (e element, from, to int, err error) {
	var field int16
	for {
		start := at()
		kind, err := w.field(&field)
		switch {
		case err != nil:
			return e, 0, 0, err
		case kind == thriftStop:
			return e, from, at(), nil
		case kind == thriftTrue || kind == thriftFalse:
			continue
		}
		rest := w.rest
		if err := w.value(kind, 0); err != nil {
			return e, 0, 0, err
		}
		inner := thriftWalk{rest: rest}
		switch {
		case field == nameField && kind == thriftBinary:
			n, err := inner.varint()
			if err != nil || n > uint64(len(inner.rest)) {
				return e, 0, 0, errThrift
			}
			e.name = string(inner.rest[:n])
		case field == logicalField && kind == thriftStruct:
			from = start
			if _, err := inner.field(&e.logical); err != nil {
				return e, 0, 0, err
			}
		}
	}
}

// unknownLogical is an error for the first element whose type the engine does not know either.
func unknownLogical(newer map[int]element) error {
	var places []int
	for i, e := range newer {
		if newerLogical[e.logical] == "" {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return nil
	}
	e := newer[slices.Min(places)]
	return &unknownTypeError{fmt.Sprintf("its column %q is of a Parquet type that this program does not know, number %d: write it as another type, such as text", e.name, e.logical)}
}

// unknownTypeError is a file that may be whole, and is of a newer kind.
type unknownTypeError struct{ message string }

func (e *unknownTypeError) Error() string { return e.message }
