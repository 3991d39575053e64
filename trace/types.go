package trace

import "strings"

// isNumber says whether DuckDB's type is one of numbers.
func isNumber(typ string) bool {
	switch typ {
	case "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE":
		return true
	}
	return isInteger(typ) || strings.HasPrefix(typ, "DECIMAL(") && !nested(typ)
}

// isInteger says whether DuckDB's type is one of integers of up to 64 bits.
func isInteger(typ string) bool {
	switch typ {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT":
		return true
	}
	return false
}

// isDay says whether DuckDB's type is a date, or a moment to the microsecond without a time zone.
func isDay(typ string) bool { return typ == "DATE" || typ == "TIMESTAMP" }

// isDate says whether DuckDB's type is a date, or a moment without a time zone.
func isDate(typ string) bool {
	switch typ {
	case "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS":
		return true
	}
	return isDay(typ)
}

// nested says whether values of the type are made of others.
func nested(typ string) bool {
	for _, prefix := range []string{"STRUCT(", "MAP(", "UNION("} {
		if strings.HasPrefix(typ, prefix) {
			return true
		}
	}
	return strings.HasSuffix(typ, "]")
}
