package functions

import "strings"

// kindOf is the type of an argument, in GoogleSQL's words, where the way it was written shows it; it is empty for a column and
// whatever else only the engine knows.
func kindOf(a Arg) string {
	switch {
	case a.Null:
		return "NULL"
	case a.Text != nil:
		return "STRING"
	}
	name, inner, whole := wholeCall(a.SQL)
	switch {
	case !whole:
		return ""
	case name == "CAST" || name == "TRY_CAST":
		_, typ, _ := cutLast(inner, " AS ")
		return engineKinds[typ]
	}
	if base, _, ok := onceOf(name); ok {
		name = base
	}
	return resultKinds[name]
}

// wholeCall takes a text apart that is one call and nothing else.
func wholeCall(sql string) (name, inner string, whole bool) {
	open := strings.IndexByte(sql, '(')
	if open <= 0 || sql[len(sql)-1] != ')' || strings.Trim(sql[:open], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != "" {
		return "", "", false
	}
	depth := 0
	for i := open; i < len(sql); i++ {
		switch sql[i] {
		case '\'', '"':
			n := strings.IndexByte(sql[i+1:], sql[i])
			if n < 0 {
				return "", "", false
			}
			i += n + 1
		case '(':
			depth++
		case ')':
			depth--
			if depth == 0 && i < len(sql)-1 {
				return "", "", false
			}
		}
	}
	return sql[:open], sql[open+1 : len(sql)-1], depth == 0
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

var engineKinds = map[string]string{"BIGINT": "INT64", "DOUBLE": "FLOAT64", "VARCHAR": "STRING", "BLOB": "BYTES", "BOOLEAN": "BOOL",
	"TIMESTAMPTZ": "TIMESTAMP", "TIMESTAMP": "DATETIME", "DATE": "DATE", "TIME": "TIME", "DECIMAL(38,9)": "NUMERIC", "JSON": "JSON"}

// resultKinds are the types that calls make, as far as others ask for them.
var resultKinds = func() map[string]string {
	out := map[string]string{}
	for kind, names := range map[string]string{
		"STRING": "bq_lower bq_upper bq_trim_1 bq_substr_2 bq_substr_3 bq_replace bq_json_value bq_json_query strftime bq_string bq_regexp_extract regexp_replace " +
			"bq_string_of_datetime bq_string_of_timestamp bq_string_of_float64  bq_lpad_2 bq_lpad_3 bq_safe_string",
		"INT64":     "length bq_length count bq_int64 bq_safe_int64 strpos len bq_unix_seconds bq_unix_millis epoch_us bq_elapsed bq_weeks year month day hour minute second quarter dayofyear weekofyear isoyear date_diff",
		"DATE":      "bq_date bq_date_at bq_date_add make_date bq_safe_date bq_date_of_string bq_cast_date bq_date_of_numbers last_day bq_date_from_unix_date bq_date_checked bq_last_day",
		"DATETIME":  "bq_civil bq_civil_at make_timestamp bq_datetime bq_safe_datetime bq_datetime_of_string bq_cast_datetime bq_datetime_checked",
		"TIMESTAMP": "bq_instant bq_instant_at make_timestamptz bq_timestamp bq_safe_timestamp bq_timestamp_checked now bq_timestamp_of_string bq_cast_timestamp bq_timestamp_seconds bq_timestamp_millis bq_timestamp_micros",
		"TIME":      "bq_time bq_safe_time",
		"FLOAT64":   "bq_float64 bq_safe_float64",
		"BOOL":      "bq_bool bq_safe_bool regexp_matches starts_with ends_with contains",
	} {
		for _, n := range strings.Fields(names) {
			out[n] = kind
		}
	}
	return out
}()
