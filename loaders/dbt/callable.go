package dbt

import (
	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
)

// contextValue is context: all names, by their names.
type contextValue struct{ r *rendering }

func (c contextValue) String() string        { return "<context>" }
func (c contextValue) Type() string          { return "context" }
func (c contextValue) Freeze()               {}
func (c contextValue) Truth() starlark.Bool  { return true }
func (c contextValue) Hash() (uint32, error) { return starlark.String("context").Hash() }

// Attr returns what a name means, or get().
func (c contextValue) Attr(name string) (starlark.Value, error) {
	if name == "get" {
		return jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			var key string
			var otherwise jinja.Value = starlark.None
			if err := starlark.UnpackArgs(name, args, kw, "key", &key, "default?", &otherwise); err != nil {
				return nil, err
			}
			if v, ok := c.r.lookup(c.r.in, key); ok {
				return v, nil
			}
			return otherwise, nil
		}), nil
	}
	if v, ok := c.r.lookup(c.r.in, name); ok {
		return v, nil
	}
	return nil, nil
}

// AttrNames returns none.
func (c contextValue) AttrNames() []string { return nil }

// callableObject is a function that has parts too.
type callableObject struct {
	name  string
	call  func(args tuple, kw kwargs) (jinja.Value, error)
	parts map[string]jinja.Value
}

func (c *callableObject) String() string        { return "<" + c.name + ">" }
func (c *callableObject) Type() string          { return "function" }
func (c *callableObject) Freeze()               {}
func (c *callableObject) Truth() starlark.Bool  { return true }
func (c *callableObject) Hash() (uint32, error) { return starlark.String(c.name).Hash() }
func (c *callableObject) Name() string          { return c.name }

// Attr returns a part, or nil.
func (c *callableObject) Attr(name string) (starlark.Value, error) { return c.parts[name], nil }

// AttrNames returns none.
func (c *callableObject) AttrNames() []string { return nil }

// CallInternal calls the function.
func (c *callableObject) CallInternal(_ *starlark.Thread, args starlark.Tuple, kw []starlark.Tuple) (starlark.Value, error) {
	return c.call(args, kw)
}
