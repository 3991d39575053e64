package jinja

import (
	"errors"

	"go.starlark.net/starlark"
)

// loop is what a for calls loop, in one of its turns.
type loop struct {
	items []Value
	at    int
	seen  *Value // what changed() was given last; it is the same in all turns
}

func (l *loop) String() string        { return "<loop>" }
func (l *loop) Type() string          { return "loop" }
func (l *loop) Freeze()               {}
func (l *loop) Truth() starlark.Bool  { return true }
func (l *loop) Hash() (uint32, error) { return 0, errors.New("a loop cannot be a key") }

// Attr returns one of the loop's parts, or nil.
func (l *loop) Attr(name string) (Value, error) {
	i, n := l.at, len(l.items)
	switch name {
	case "index":
		return starlark.MakeInt(i + 1), nil
	case "index0":
		return starlark.MakeInt(i), nil
	case "revindex":
		return starlark.MakeInt(n - i), nil
	case "revindex0":
		return starlark.MakeInt(n - i - 1), nil
	case "length":
		return starlark.MakeInt(n), nil
	case "first":
		return starlark.Bool(i == 0), nil
	case "last":
		return starlark.Bool(i == n-1), nil
	case "previtem":
		return l.item(i - 1), nil
	case "nextitem":
		return l.item(i + 1), nil
	case "depth":
		return starlark.MakeInt(1), nil
	case "depth0":
		return starlark.MakeInt(0), nil
	case "cycle":
		return Func(name, func(args starlark.Tuple, _ []starlark.Tuple) (Value, error) {
			if len(args) == 0 {
				return nil, errors.New("loop.cycle wants values")
			}
			return args[i%len(args)], nil
		}), nil
	case "changed":
		return Func(name, func(args starlark.Tuple, _ []starlark.Tuple) (Value, error) {
			changed := *l.seen == nil || !equal(*l.seen, args)
			*l.seen = args
			return starlark.Bool(changed), nil
		}), nil
	}
	return nil, nil
}

// AttrNames returns the names of the parts.
func (l *loop) AttrNames() []string {
	return []string{"changed", "cycle", "depth", "depth0", "first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex", "revindex0"}
}

func (l *loop) item(i int) Value {
	if i < 0 || i >= len(l.items) {
		return Undefined{"loop.previtem or loop.nextitem"}
	}
	return l.items[i]
}
