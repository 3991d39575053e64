package jinja

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
)

func toInt(_ *frame, x Value, a arguments) (Value, error) {
	otherwise, base := Value(starlark.MakeInt(0)), 10
	if err := a.unpack("default?", &otherwise, "base?", &base); err != nil {
		return nil, err
	}
	switch v := boolAsInt(x, starlark.MakeInt(0)).(type) {
	case starlark.Int:
		return v, nil
	case starlark.String:
		text := strings.ReplaceAll(strings.TrimSpace(string(v)), "_", "")
		if base >= 2 && base <= 36 {
			prefix := map[int]string{2: "0b", 8: "0o", 16: "0x"}[base]
			if rest := strings.TrimLeft(text, "+-"); prefix != "" && len(rest) > 1 && strings.EqualFold(rest[:2], prefix) {
				text = text[:len(text)-len(rest)] + rest[2:]
			}
			if n, err := strconv.ParseInt(text, base, 64); err == nil {
				return starlark.MakeInt64(n), nil
			}
		}
		if f, err := strconv.ParseFloat(text, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return starlark.NumberToInt(starlark.Float(math.Trunc(f)))
		}
	case starlark.Float:
		if n, err := starlark.NumberToInt(starlark.Float(math.Trunc(float64(v)))); err == nil {
			return n, nil
		}
	}
	return otherwise, nil
}

func toFloat(_ *frame, x Value, a arguments) (Value, error) {
	var otherwise Value = starlark.Float(0)
	if err := a.unpack("default?", &otherwise); err != nil {
		return nil, err
	}
	if s, ok := x.(starlark.String); ok {
		if f, err := strconv.ParseFloat(strings.TrimSpace(string(s)), 64); err == nil {
			return starlark.Float(f), nil
		}
		return otherwise, nil
	}
	if f, ok := starlark.AsFloat(boolAsInt(x, starlark.MakeInt(0))); ok {
		return starlark.Float(f), nil
	}
	return otherwise, nil
}

func absolute(_ *frame, x Value, _ arguments) (Value, error) {
	negative, err := compare("<", x, starlark.MakeInt(0))
	if err != nil || !negative {
		return x, err
	}
	return operate("-", starlark.MakeInt(0), x)
}

func round(_ *frame, x Value, a arguments) (Value, error) {
	precision, how := 0, "common"
	if err := a.unpack("precision?", &precision, "method?", &how); err != nil {
		return nil, err
	}
	f, ok := starlark.AsFloat(x)
	do, known := map[string]func(float64) float64{"common": math.RoundToEven, "ceil": math.Ceil, "floor": math.Floor}[how]
	if !ok || !known {
		return nil, fmt.Errorf("round cannot do that to %s", typeName(x))
	}
	scale := math.Pow(10, float64(precision))
	return starlark.Float(do(f*scale) / scale), nil
}

// native reads a text as the value that it writes down.
func native(f *frame, x Value, _ arguments) (Value, error) {
	if !f.env.Native {
		return x, nil
	}
	s, ok := x.(starlark.String)
	if !ok {
		return x, nil
	}
	switch text := strings.TrimSpace(string(s)); strings.ToLower(text) {
	case "true":
		return starlark.True, nil
	case "false":
		return starlark.False, nil
	case "none", "null":
		return starlark.None, nil
	default:
		if v, err := fromJSON(text); err == nil {
			return v, nil
		}
	}
	return x, nil
}
