package jinja

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// What one rendering may take. A template that needs more is broken, or hostile. The rules are: no single value is larger than
// maxText, maxItems or maxBits; what is made of values is counted before it is made where it can be much more than they are, and
// after it was made elsewhere; what is made and read in all is bounded by maxWork.
const (
	maxSteps  = 1_000_000 // tags, names and calls: dbt's largest macros take a few thousand
	maxText   = 16 << 20  // bytes of a text: a hundred times the longest SQL that we know
	maxItems  = 1_000_000 // of a list, or within a value that is compared
	maxBits   = 1 << 16   // of a whole number: 20,000 digits; products of squares grow without an end
	maxWork   = 1 << 30   // bytes made and read in all: a second or two
	maxDepth  = 120       // calls within calls
	maxLinks  = 2000      // operators, filters and calls that follow each other in one tag: each is one deeper on the stack
	itemBytes = 16        // what an item of a list takes
	itemReads = 32        // what to look at an item is counted as, in bytes of a text
)

var (
	errTooLong = fmt.Errorf("this becomes too long a text, more than %d MiB", maxText>>20)
	errTooMany = fmt.Errorf("this has more than %d items", maxItems)
)

// MaxText is the longest text that a template may make, in bytes. Functions that are given to templates keep to it, too.
const MaxText = maxText

// ErrTooLong is the error of a text that would be longer.
var ErrTooLong = errTooLong

// work counts bytes that are made or read.
func (r *Runtime) work(n int) error {
	if r.made += n; r.made > maxWork {
		return errors.New("the template makes too much; a loop or a macro may not end")
	}
	return nil
}

// checked checks a value that was just made, and counts it.
func (r *Runtime) checked(v Value) error {
	n := 0
	switch v := v.(type) {
	case starlark.String:
		if n = len(v); n > maxText {
			return errTooLong
		}
	case starlark.Int:
		if bits := intBits(v); bits > maxBits {
			return fmt.Errorf("this number is too large, more than %d bits", maxBits)
		}
	case starlark.Tuple:
		n = len(v) * itemBytes
		if err := weigh(v, maxItems); err != nil { // it may be hashed, which goes through all of it
			return err
		}
	case starlark.Sequence:
		if v.Len() > maxItems {
			return errTooMany
		}
		n = v.Len() * itemBytes
	}
	return r.work(n)
}

// reads counts what looking through values takes.
func (r *Runtime) reads(values ...Value) error {
	n := 0
	for _, v := range values {
		size := max(starlark.Len(v), 0)
		if _, text := v.(starlark.String); !text {
			size *= itemReads
		}
		n += size
	}
	return r.work(n)
}

func intBits(v starlark.Int) int {
	if _, small := v.Int64(); small {
		return 64
	}
	return v.BigInt().BitLen()
}

// weigh returns an error if a value has more than most others in it, each counted as often as it is met, or if they are nested deeper
// than can be printed: to compare or to hash it would not end.
func weigh(v Value, most int) error {
	left := most
	return weighInto(v, 0, &left)
}

func weighInto(v Value, depth int, left *int) error {
	if *left--; *left < 0 {
		return errTooMany
	}
	if depth > deepest {
		return errTooDeep
	}
	switch v := v.(type) {
	case starlark.Tuple:
		for _, x := range v {
			if err := weighInto(x, depth+1, left); err != nil {
				return err
			}
		}
	case *starlark.List:
		for i := range v.Len() {
			if err := weighInto(v.Index(i), depth+1, left); err != nil {
				return err
			}
		}
	case *starlark.Dict:
		for _, kv := range v.Items() {
			if err := weighInto(kv[1], depth+1, left); err != nil {
				return err
			}
		}
	}
	return nil
}

var errTooDeep = fmt.Errorf("this is nested deeper than %d lists or dicts, or holds itself", deepest)

// textOf is [Text], or an error for what cannot be printed whole.
func textOf(v Value) (string, error) {
	if s, ok := v.(starlark.String); ok {
		return string(s), nil
	}
	if isContainer(v) {
		if err := weigh(v, maxItems); err != nil {
			return "", err
		}
	}
	s := Text(v)
	if len(s) > maxText {
		return "", errTooLong
	}
	return s, nil
}

func isContainer(v Value) bool {
	switch v.(type) {
	case *starlark.List, starlark.Tuple, *starlark.Dict, *starlark.Set:
		return true
	}
	return false
}

// mayMake refuses a text of n parts of so many bytes each that would be too long.
func mayMake(n, each int) error {
	if n > 0 && each > maxText/n {
		return errTooLong
	}
	return nil
}

// characters is how many a text has.
func characters(s starlark.String) int { return utf8.RuneCountInString(string(s)) }
