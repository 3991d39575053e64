package snapshots

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The library that reads footers reserves memory for as many list elements as the file claims, before it sees one, and
// descends into a schema as deep as it goes. A few bytes could so ask for gigabytes, and a few megabytes exhaust the
// stack, which no recover catches. checkThrift walks the bytes first, at no cost in memory, and lets pass only what
// fits: an element takes at least a byte, and a schema has no more than maxSchema elements.
func checkThrift(text []byte) error {
	w := thriftWalk{rest: text}
	return w.structure(0)
}

var errThrift = errors.New("it is not well-formed")

// errWide is no damage: a file that was made so.
var errWide = fmt.Errorf("it has more than %d columns and groups of columns, the most that are read: write those that are needed", maxSchema-1)

const (
	maxDepth    = 32      // of nesting; a footer needs 6
	maxSchema   = 100_000 // columns and groups
	schemaField = 2       // of the footer
)

// Types of Thrift's compact protocol.
const (
	thriftStop = iota
	thriftTrue
	thriftFalse
	thriftByte
	thriftI16
	thriftI32
	thriftI64
	thriftDouble
	thriftBinary
	thriftList
	thriftSet
	thriftMap
	thriftStruct
	thriftUUID
)

type thriftWalk struct{ rest []byte }

func (w *thriftWalk) structure(depth int) error {
	if depth > maxDepth {
		return errThrift
	}
	var field int16
	for {
		kind, err := w.field(&field)
		if err != nil {
			return err
		}
		switch {
		case kind == thriftStop:
			return nil
		case kind == thriftTrue || kind == thriftFalse: // the value is in the type
		case depth == 0 && field == schemaField && kind == thriftList:
			err = w.list(depth+1, maxSchema)
		default:
			err = w.value(kind, depth)
		}
		if err != nil {
			return err
		}
	}
}

// field reads the head of a struct's next field: its type, or that the struct ends, and its number, which follows the last one's.
func (w *thriftWalk) field(number *int16) (kind byte, err error) {
	head, err := w.byte()
	if err != nil || head == thriftStop {
		return thriftStop, err
	}
	*number += int16(head >> 4) // wraps, as it does in the library
	if head>>4 == 0 {           // not a step from the last field's number, but the number itself
		n, err := w.varint()
		if err != nil {
			return 0, err
		}
		*number = int16(int64(n>>1) ^ -int64(n&1))
	}
	return head & 0x0f, nil
}

func (w *thriftWalk) value(kind byte, depth int) error {
	switch kind {
	case thriftTrue, thriftFalse, thriftByte:
		return w.skip(1)
	case thriftI16, thriftI32, thriftI64:
		_, err := w.varint()
		return err
	case thriftDouble:
		return w.skip(8)
	case thriftUUID:
		return w.skip(16)
	case thriftBinary:
		n, err := w.varint()
		if err != nil {
			return err
		}
		return w.skip(n)
	case thriftList, thriftSet:
		return w.list(depth+1, math.MaxInt32)
	case thriftStruct:
		return w.structure(depth + 1)
	}
	return errThrift // a map among them: Parquet has none
}

// list walks a list of at most so many elements.
func (w *thriftWalk) list(depth int, most uint64) error {
	if depth > maxDepth {
		return errThrift
	}
	n, kind, err := w.listHead()
	if err != nil {
		return err
	}
	switch {
	case n > uint64(len(w.rest)):
		return errThrift
	case n > most:
		return errWide
	}
	for range n {
		if err := w.value(kind, depth); err != nil {
			return err
		}
	}
	return nil
}

// listHead reads how many elements a list has, and of which type.
func (w *thriftWalk) listHead() (n uint64, kind byte, err error) {
	head, err := w.byte()
	if err != nil {
		return 0, 0, err
	}
	if n = uint64(head >> 4); n == 15 {
		n, err = w.varint()
	}
	return n, head & 0x0f, err
}

func (w *thriftWalk) byte() (byte, error) {
	if len(w.rest) == 0 {
		return 0, errThrift
	}
	b := w.rest[0]
	w.rest = w.rest[1:]
	return b, nil
}

func (w *thriftWalk) varint() (uint64, error) {
	v, n := binary.Uvarint(w.rest)
	if n <= 0 {
		return 0, errThrift
	}
	w.rest = w.rest[n:]
	return v, nil
}

func (w *thriftWalk) skip(n uint64) error {
	if n > uint64(len(w.rest)) {
		return errThrift
	}
	w.rest = w.rest[n:]
	return nil
}
