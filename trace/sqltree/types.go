package sqltree

import "strings"

// IsNumber says whether DuckDB's type is one of numbers.
func IsNumber(typ string) bool {
	switch typ {
	case "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE":
		return true
	}
	return IsInteger(typ) || strings.HasPrefix(typ, "DECIMAL(") && !nested(typ)
}

// IsInteger says whether DuckDB's type is one of integers of up to 64 bits.
func IsInteger(typ string) bool {
	switch typ {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT":
		return true
	}
	return false
}

// isDay says whether DuckDB's type is a date, or a moment to the microsecond without a time zone.
func isDay(typ string) bool { return typ == "DATE" || typ == "TIMESTAMP" }

// IsDate says whether DuckDB's type is a date, or a moment without a time zone.
func IsDate(typ string) bool {
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

// IsMoment says whether DuckDB's type is one of moments to the microsecond, or of days, which compare with each other without a loss: the
// engine's time zone is UTC.
func IsMoment(typ string) bool { return isDay(typ) || typ == "TIMESTAMP WITH TIME ZONE" }

// SameOrder says whether values of two types compare as those of one do, so that the least of many stays the least when it is
// cast for the comparison.
func SameOrder(a, b string) bool {
	if a == b {
		return !nested(a)
	}
	return IsNumber(a) && IsNumber(b) || IsDate(a) && IsDate(b) || IsMoment(a) && IsMoment(b)
}

// SameKeys says whether a value of one type equals at most one of the other.
func SameKeys(a, b string) bool {
	return a == b || IsInteger(a) && IsInteger(b) || isDay(a) && isDay(b)
}
