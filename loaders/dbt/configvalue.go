package dbt

import (
	"fmt"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
)

// configValue is config: a function that sets, with get and require.
type configValue struct{ r *rendering }

func (c *configValue) String() string        { return "<config>" }
func (c *configValue) Type() string          { return "config" }
func (c *configValue) Freeze()               {}
func (c *configValue) Truth() starlark.Bool  { return true }
func (c *configValue) Hash() (uint32, error) { return starlark.String("config").Hash() }
func (c *configValue) Name() string          { return "config" }

// CallInternal sets configs.
func (c *configValue) CallInternal(_ *starlark.Thread, args starlark.Tuple, kw []starlark.Tuple) (starlark.Value, error) {
	for _, a := range args {
		if d, ok := a.(*starlark.Dict); ok {
			kw = append(d.Items(), kw...)
		}
	}
	for _, kv := range kw {
		c.r.n.configure(jinja.Text(kv[0]), fromValue(kv[1]))
	}
	return starlark.String(""), nil
}

// Attr returns get, require or set, or a config.
func (c *configValue) Attr(name string) (starlark.Value, error) {
	config := c.r.n.config
	switch name {
	case "get", "require", "meta_get", "meta_require":
		return jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			var key string
			var otherwise, validator jinja.Value = starlark.None, nil
			if err := starlark.UnpackArgs(name, args, kw, "name", &key, "default?", &otherwise, "validator?", &validator); err != nil {
				return nil, err
			}
			if v, ok := config[key]; ok {
				return toValue(v), nil
			}
			if name == "require" {
				return nil, fmt.Errorf("config %s is required", key)
			}
			return otherwise, nil
		}), nil
	case "set":
		return jinja.Func(name, func(args tuple, _ kwargs) (jinja.Value, error) {
			if len(args) == 2 {
				config[jinja.Text(args[0])] = fromValue(args[1])
			}
			return starlark.String(""), nil
		}), nil
	case "persist_relation_docs", "persist_column_docs":
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.False, nil }), nil
	}
	if v, ok := config[name]; ok {
		return toValue(v), nil
	}
	return nil, nil
}

// AttrNames returns the names of the configs.
func (c *configValue) AttrNames() []string { return nil }
