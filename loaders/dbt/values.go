package dbt

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
	"funneltrace/loaders/yamlfile"
)

// toValue makes a template's value of what a YAML file says.
func toValue(v any) jinja.Value {
	switch v := v.(type) {
	case nil:
		return starlark.None
	case bool:
		return starlark.Bool(v)
	case int:
		return starlark.MakeInt(v)
	case int64:
		return starlark.MakeInt64(v)
	case float64:
		return starlark.Float(v)
	case string:
		return starlark.String(v)
	case []string:
		out := make([]jinja.Value, len(v))
		for i := range v {
			out[i] = starlark.String(v[i])
		}
		return starlark.NewList(out)
	case []any:
		out := make([]jinja.Value, len(v))
		for i := range v {
			out[i] = toValue(v[i])
		}
		return starlark.NewList(out)
	case [][2]any:
		d := starlark.NewDict(len(v))
		for _, kv := range v {
			_ = d.SetKey(toValue(kv[0]), toValue(kv[1])) // keys are texts
		}
		return d
	case jinja.Value:
		return v
	}
	return starlark.String(fmt.Sprint(v))
}

// toYAML is toyaml().
func toYAML(args tuple, kw kwargs) (jinja.Value, error) {
	var v, otherwise, sorted jinja.Value
	if err := starlark.UnpackArgs("toyaml", args, kw, "value", &v, "default?", &otherwise, "sort_keys?", &sorted); err != nil {
		return nil, err
	}
	text, err := yaml.Marshal(inOrder(fromValue(v)))
	return starlark.String(text), err
}

// inOrder makes mappings of a value such that they are written in their order.
func inOrder(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = inOrder(v[i])
		}
	case [][2]any:
		out := yaml.MapSlice{}
		for _, kv := range v {
			out = append(out, yaml.MapItem{Key: kv[0], Value: inOrder(kv[1])})
		}
		return out
	}
	return v
}

// fromValue is the way back.
func fromValue(v jinja.Value) any {
	switch v := v.(type) {
	case nil, starlark.NoneType, jinja.Undefined:
		return nil
	case starlark.Bool:
		return bool(v)
	case starlark.Int:
		if n, ok := v.Int64(); ok {
			return n
		}
	case starlark.Float:
		return float64(v)
	case *starlark.List:
		out := []any{}
		for i := range v.Len() {
			out = append(out, fromValue(v.Index(i)))
		}
		return out
	case starlark.Tuple:
		out := []any{}
		for _, x := range v {
			out = append(out, fromValue(x))
		}
		return out
	case *starlark.Dict:
		out := [][2]any{}
		for _, kv := range v.Items() {
			out = append(out, [2]any{jinja.Text(kv[0]), fromValue(kv[1])})
		}
		return out
	}
	return jinja.Text(v)
}

// fromYAML is fromyaml(text, default).
func (r *rendering) fromYAML(args tuple, kw kwargs) (jinja.Value, error) {
	var text string
	var otherwise jinja.Value = starlark.None
	if err := starlark.UnpackArgs("fromyaml", args, kw, "value", &text, "default?", &otherwise); err != nil {
		return nil, err
	}
	tree, err := yamlfile.Tree(r.where(), []byte(text))
	if err != nil || tree.IsZero() {
		return otherwise, nil // as dbt does
	}
	return toValue(tree.Value()), nil
}

// withoutPlace is what an error of a template says, without where.
func withoutPlace(err error) error {
	var e *jinja.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}
