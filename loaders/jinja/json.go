package jinja

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"slices"
	"strings"

	"go.starlark.net/starlark"
)

// widestIndent is how far a level of JSON may be moved to the right.
const widestIndent = 64

// jsonText writes a value as Python's json.dumps does; indent below 0 is one line.
func jsonText(v Value, sorted bool, indent int) (string, error) {
	if err := weigh(v, maxItems); err != nil {
		return "", err
	}
	var b strings.Builder
	writeJSON(&b, v, sorted, min(indent, widestIndent), 1)
	if b.Len() > maxText {
		return "", errTooLong
	}
	return b.String(), nil
}

func writeJSON(b *strings.Builder, v Value, sorted bool, indent, depth int) {
	if depth > deepest+1 || b.Len() > maxText { // the caller refuses either
		return
	}
	group := func(open, end string, n int, item func(i int)) {
		b.WriteString(open)
		for i := range n {
			switch {
			case indent >= 0:
				if i > 0 {
					b.WriteString(",")
				}
				b.WriteString("\n" + strings.Repeat(" ", indent*depth))
			case i > 0:
				b.WriteString(", ")
			}
			item(i)
		}
		if indent >= 0 && n > 0 {
			b.WriteString("\n" + strings.Repeat(" ", indent*(depth-1)))
		}
		b.WriteString(end)
	}
	switch v := v.(type) {
	case starlark.NoneType, Undefined:
		b.WriteString("null")
	case starlark.Bool:
		b.WriteString(map[bool]string{true: "true", false: "false"}[bool(v)])
	case starlark.Int, starlark.Float:
		b.WriteString(Text(v))
	case *starlark.Dict:
		items := v.Items()
		if sorted {
			slices.SortFunc(items, func(x, y starlark.Tuple) int { return strings.Compare(Text(x[0]), Text(y[0])) })
		}
		group("{", "}", len(items), func(i int) {
			jsonString(b, Text(items[i][0]))
			b.WriteString(": ")
			writeJSON(b, items[i][1], sorted, indent, depth+1)
		})
	case *starlark.List, starlark.Tuple, *starlark.Set:
		values := listOf(v)
		group("[", "]", len(values), func(i int) { writeJSON(b, values[i], sorted, indent, depth+1) })
	default:
		jsonString(b, Text(v))
	}
}

func jsonString(b *strings.Builder, s string) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string cannot fail
	b.WriteString(strings.TrimSuffix(buf.String(), "\n"))
}

// fromJSON reads a value; objects keep their order.
func fromJSON(text string) (Value, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, err := decodeJSON(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return v, nil
}

func decodeJSON(d *json.Decoder, depth int) (Value, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	if depth > deepest {
		return nil, errors.New("nested too deep")
	}
	switch t := t.(type) {
	case bool:
		return starlark.Bool(t), nil
	case string:
		return str(t), nil
	case json.Number:
		if len(t) > maxBits/4 {
			return nil, errors.New("too long a number")
		}
		if n, ok := new(big.Int).SetString(t.String(), 10); ok {
			return starlark.MakeBigInt(n), nil
		}
		f, err := t.Float64()
		return starlark.Float(f), err
	case json.Delim:
		if t == '[' {
			var out []Value
			for d.More() {
				v, err := decodeJSON(d, depth+1)
				if err != nil {
					return nil, err
				}
				out = append(out, v)
			}
			_, err := d.Token()
			return starlark.NewList(out), err
		}
		out := starlark.NewDict(0)
		for d.More() {
			k, err := d.Token()
			if err != nil {
				return nil, err
			}
			key, _ := k.(string)
			v, err := decodeJSON(d, depth+1)
			if err != nil {
				return nil, err
			}
			if err := out.SetKey(str(key), v); err != nil {
				return nil, err
			}
		}
		_, err := d.Token()
		return out, err
	}
	return starlark.None, nil
}
