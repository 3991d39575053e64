package reference

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"sort"
	"strconv"
	"strings"
	"time"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// wantValue is a recorded value as text that can be compared with [gotValue]'s.
func wantValue(raw json.RawMessage) string {
	var v any
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return "undecodable " + string(raw)
	}
	return shown(v)
}

func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = shown(x)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		if n, ok := v["n"].(string); ok {
			return number(n)
		}
		if j, ok := v["j"].(string); ok {
			return canonicalJSON(j)
		}
		if fields, ok := v["s"].([]any); ok {
			var parts []string
			for i, f := range fields {
				pair := f.([]any)
				name, _ := pair[0].(string)
				if name == "" {
					name = "_field_" + strconv.Itoa(i+1)
				}
				parts = append(parts, name+": "+shown(pair[1]))
			}
			sort.Strings(parts)
			return "{" + strings.Join(parts, ", ") + "}"
		}
	}
	return fmt.Sprint(v)
}

// gotValue is a value of the engine's as text, of a type of the reference's.
func gotValue(v any, typ string) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case time.Time:
		return moment(v, typ)
	case []byte:
		return "hex:" + hex.EncodeToString(v)
	case float64:
		return number(strconv.FormatFloat(v, 'g', -1, 64))
	case float32:
		return number(strconv.FormatFloat(float64(v), 'g', -1, 64))
	case duckdb.Decimal:
		return number(v.String())
	case *big.Int:
		return number(v.String())
	case bool:
		return strconv.FormatBool(v)
	case string:
		if typ == "JSON" {
			return canonicalJSON(v)
		}
		return v
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = gotValue(x, strings.TrimSuffix(strings.TrimPrefix(typ, "ARRAY<"), ">"))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		if typ == "JSON" {
			text, err := json.Marshal(v)
			if err != nil {
				return err.Error()
			}
			return canonicalJSON(string(text))
		}
		var parts []string
		for name, x := range v {
			parts = append(parts, name+": "+gotValue(x, fieldType(typ, name)))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return number(fmt.Sprint(v))
}

// fieldType finds the type of a struct's field that has no struct in it.
func fieldType(typ, name string) string {
	_, rest, ok := strings.Cut(typ, name+" ")
	if !ok {
		return ""
	}
	return strings.TrimRight(rest[:strings.IndexAny(rest+",", ",>")], ">")
}

func moment(t time.Time, typ string) string {
	layout := "2006-01-02 15:04:05.999999"
	switch typ {
	case "DATE":
		layout = "2006-01-02"
	case "TIME":
		layout = "15:04:05.999999"
	}
	return t.UTC().Format(layout)
}

// number is a number in one way of writing: to 15 digits where it has a fraction.
func number(s string) string {
	f, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil:
		return s
	case math.IsInf(f, 0) || math.IsNaN(f):
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	if n, ok := new(big.Int).SetString(s, 10); ok {
		return n.String()
	}
	if strings.ContainsAny(s, "eE") || strings.Contains(s, ".") {
		if f == math.Trunc(f) && math.Abs(f) < 1e15 {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
		return strconv.FormatFloat(f, 'g', 15, 64)
	}
	return s
}

func canonicalJSON(s string) string {
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		return s
	}
	out, err := json.Marshal(v)
	if err != nil {
		return s
	}
	return string(out)
}
