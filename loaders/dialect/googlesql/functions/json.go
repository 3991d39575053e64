package functions

import (
	"fmt"
	"strconv"
	"strings"
)

var documents = []Function{
	document("JSON_VALUE", "bq_json_value"),
	document("JSON_EXTRACT_SCALAR", "bq_json_value"),
	document("JSON_QUERY", "bq_json_query"),
	document("JSON_EXTRACT", "bq_json_query"),
	document("JSON_VALUE_ARRAY", "bq_json_value_array"),
	document("JSON_EXTRACT_STRING_ARRAY", "bq_json_value_array"),
	document("JSON_QUERY_ARRAY", "bq_json_query_array"),
	document("JSON_EXTRACT_ARRAY", "bq_json_query_array"),
	macro("JSON_TYPE", 1, 1),
	macro("PARSE_JSON", 1, 1),
	renamed("TO_JSON_STRING", 1, "bq_to_json_string"),
	written("TO_JSON", 1, 1, func(a []Arg) (string, error) { return "CAST(" + call("bq_to_json_string", a[0]) + " AS JSON)", nil }),
	renamed("STRING", 1, "bq_string"),
	renamed("INT64", 1, "bq_int64"),
	renamed("FLOAT64", 1, "bq_float64"),
	renamed("BOOL", 1, "bq_bool"),
}

func document(name, macro string) Function {
	legacy := strings.HasPrefix(name, "JSON_EXTRACT")
	return written(name, 1, 2, func(a []Arg) (string, error) {
		path := "$"
		if len(a) == 2 {
			text, err := constant(a[1], "the path")
			if err != nil {
				return "", err
			}
			if path, err = jsonPath(text, legacy); err != nil {
				return "", err
			}
		}
		return call(macro, a[0], plain(quote(path))), nil
	})
}

// jsonPath is a path with each name in quotes, so that none means more to the engine.
func jsonPath(path string, legacy bool) (string, error) {
	wrong := func() (string, error) {
		return "", fmt.Errorf("%q is no path to a part of a JSON that is understood; write it as $.a.b[0]", path)
	}
	if !strings.HasPrefix(path, "$") {
		return wrong()
	}
	out, rest := "$", path[1:]
	for rest != "" {
		name, after, ok := "", "", false
		switch {
		case strings.HasPrefix(rest, `."`):
			name, after, ok = strings.Cut(rest[2:], `"`)
		case rest[0] == '.':
			n := strings.IndexAny(rest[1:], ".[")
			if n < 0 {
				n = len(rest) - 1
			}
			name, after, ok = rest[1:n+1], rest[n+1:], n > 0
			if strings.ContainsAny(name, `"'* ]`) || strings.Trim(name, "0123456789") == "" {
				return wrong()
			}
		case strings.HasPrefix(rest, "['") && legacy:
			name, after, ok = strings.Cut(rest[2:], "']")
		case rest[0] == '[':
			inner, behind, closed := strings.Cut(rest[1:], "]")
			n, err := strconv.ParseUint(inner, 10, 31)
			if !closed || err != nil {
				return wrong()
			}
			out, rest = fmt.Sprintf("%s[%d]", out, n), behind
			continue
		}
		if !ok || strings.ContainsAny(name, `"\`) {
			return wrong()
		}
		out, rest = out+`."`+name+`"`, after
	}
	return out, nil
}
