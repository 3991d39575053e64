package jinja

import (
	"errors"
	"slices"

	"go.starlark.net/starlark"
)

// Value is what an expression is: one of Starlark's, or one of this package's.
type Value = starlark.Value

// Undefined is the value of a name that means nothing. It prints as nothing, is false, and has undefined attributes, as in dbt;
// to call it is an error.
type Undefined struct{ Name string }

func (u Undefined) String() string        { return "" }
func (u Undefined) Type() string          { return "undefined" }
func (u Undefined) Freeze()               {}
func (u Undefined) Truth() starlark.Bool  { return false }
func (u Undefined) Hash() (uint32, error) { return 0, nil }

// Attr returns another undefined value.
func (u Undefined) Attr(name string) (Value, error) { return Undefined{u.Name + "." + name}, nil }

// AttrNames returns none.
func (u Undefined) AttrNames() []string { return nil }

// Namespace is what namespace() makes: attributes that a loop can set.
type Namespace struct{ fields *starlark.Dict }

func (n *Namespace) String() string        { return "<Namespace " + Repr(n.fields) + ">" }
func (n *Namespace) Type() string          { return "namespace" }
func (n *Namespace) Freeze()               {}
func (n *Namespace) Truth() starlark.Bool  { return true }
func (n *Namespace) Hash() (uint32, error) { return 0, errors.New("a namespace cannot be a key") }

// Attr returns a field, or nil.
func (n *Namespace) Attr(name string) (Value, error) {
	v, found, err := n.fields.Get(starlark.String(name))
	if !found {
		return nil, err
	}
	return v, nil
}

// AttrNames returns the names of the fields.
func (n *Namespace) AttrNames() []string {
	var names []string
	for _, k := range n.fields.Keys() {
		names = append(names, Text(k))
	}
	return names
}

// Object is a value of named parts, such as a module.
type Object struct {
	Kind  string
	Print string // what it is as text
	Parts map[string]Value
}

func (o *Object) String() string        { return o.Print }
func (o *Object) Type() string          { return o.Kind }
func (o *Object) Freeze()               {}
func (o *Object) Truth() starlark.Bool  { return true }
func (o *Object) Hash() (uint32, error) { return starlark.String(o.Print).Hash() }

// Attr returns a part, or nil.
func (o *Object) Attr(name string) (Value, error) {
	if v, ok := o.Parts[name]; ok {
		return v, nil
	}
	return nil, nil
}

// Get returns a part, for templates that take the object for a dictionary.
func (o *Object) Get(key Value) (Value, bool, error) {
	name, _ := key.(starlark.String)
	v, ok := o.Parts[string(name)]
	return v, ok, nil
}

// AttrNames returns the names of the parts.
func (o *Object) AttrNames() []string {
	var names []string
	for name := range o.Parts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Func makes a function of one of Go's.
func Func(name string, f func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error)) Value {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
		return f(args, kwargs)
	})
}

// listOf returns what iterating over the value gives, or nil if it cannot be iterated over. Changes to the value while
// the result is used do no harm. Of more than maxItems one more is returned, which callers refuse.
func listOf(v Value) []Value {
	switch v := v.(type) {
	case starlark.String:
		out := []Value{}
		for _, r := range string(v) {
			if out = append(out, starlark.String(r)); len(out) > maxItems {
				break
			}
		}
		return out
	case Undefined:
		return []Value{}
	case starlark.Iterable:
		out := []Value{}
		it := v.Iterate()
		defer it.Done()
		for x := starlark.Value(nil); it.Next(&x); {
			out = append(out, x)
			if len(out) > maxItems {
				break
			}
		}
		return out
	}
	return nil
}

// List makes a list of values.
func List(values ...Value) *starlark.List { return starlark.NewList(values) }

// typeName is what the type of a value is called in errors.
func typeName(v Value) string {
	switch v := v.(type) {
	case Undefined:
		return v.Name + ", which is undefined,"
	case starlark.NoneType:
		return "none"
	case starlark.String:
		return "a text"
	case starlark.Bool:
		return "a bool"
	case starlark.Int, starlark.Float:
		return "a number"
	case *starlark.List:
		return "a list"
	case starlark.Tuple:
		return "a tuple"
	case *starlark.Dict:
		return "a dict"
	}
	return "a " + v.Type()
}
