package moments

import (
	"fmt"
	"strings"
)

// Reading is one way to read a time out of a value.
type Reading struct {
	Unit  string // what the value is, as [snapshots.TimeRange] has it
	sql   string // the time of the value $; for a number that is none, an error
	holds string // whether the value $ is likely to be a time of this unit; empty is always
}

// SQL is the time of a value, which is SQL too: a TIMESTAMP, a TIMESTAMPTZ or a DATE.
func (r Reading) SQL(value string) string { return in(r.sql, value) }

// At is the time of a value as a TIMESTAMP in UTC, or NULL if it is none.
func (r Reading) At(value string) string {
	at := "CAST(" + in(r.sql, value) + " AS TIMESTAMP)"
	if r.holds == "" {
		return at
	}
	return "CASE WHEN " + in(r.holds, value) + " THEN " + at + " END"
}

// guarded is the reading where some values would be an error.
func (r Reading) guarded() Reading {
	r.sql = "TRY(" + r.sql + ")"
	return r
}

func in(template, value string) string { return strings.ReplaceAll(template, "$", value) }

// The units of texts. A day is written without dashes, as 20240131.
const (
	plainText  = "text"
	offsetText = "text with offset"
	lowerText  = "text with offset, lower case"
	apartText  = "text with offset, apart"
	dayNumber  = "yyyymmdd"
)

// What is shorter than a date is no time; the engine would take much for one.
const longEnough = "length($) >= 8"

var texts = []Reading{
	{plainText, "try_cast($ AS TIMESTAMP)", longEnough},
	{offsetText, "try_cast($ AS TIMESTAMPTZ)", longEnough},
	{lowerText, "try_cast(upper($) AS TIMESTAMPTZ)", longEnough},
	{apartText, "try_strptime($, ['%Y-%m-%d %H:%M:%S %z', '%Y-%m-%d %H:%M:%S.%f %z', '%Y-%m-%dT%H:%M%z', '%Y-%m-%d %H:%M%z'])", longEnough},
	{dayNumber, "try_strptime($, '%Y%m%d')", "length($) = 8"},
}

// Numbers that are times since 1970 lie between the years 1990 and 2100.
const epochFrom, epochTo = 631152000, 4102444800

// numbers are the readings of a number: whole is the value as a BIGINT, seconds as to_timestamp takes it, digits as a text.
func numbers(whole, seconds, digits string) []Reading {
	out := []Reading{{"s", "to_timestamp(" + seconds + ")", between(whole, 1)}}
	for _, u := range []struct {
		unit, function string
		second         int64
	}{{"ms", "epoch_ms", 1e3}, {"us", "make_timestamp", 1e6}, {"ns", "make_timestamp_ns", 1e9}} {
		out = append(out, Reading{u.unit, u.function + "(" + whole + ")", between(whole, u.second)})
	}
	if digits != "" {
		out = append(out, Reading{dayNumber, "try_strptime(" + digits + ", '%Y%m%d')", "$ BETWEEN 19000101 AND 21001231"})
	}
	return out
}

func between(number string, second int64) string {
	return fmt.Sprintf("TRY(%s) BETWEEN %d AND %d", number, epochFrom*second, epochTo*second)
}

// Readings are the ways to read a column of a type, the likeliest first.
func Readings(typ string) []Reading {
	const text = "try_cast($ AS BIGINT)"
	switch {
	case typ == "DATE":
		return []Reading{{"date", "$", ""}}
	case strings.HasPrefix(typ, "TIMESTAMP"):
		return []Reading{{"timestamp", "$", ""}}
	case typ == "VARCHAR":
		return append(texts[:len(texts):len(texts)], numbers(text, text, "")...)
	case typ == "BIGINT", typ == "INTEGER", typ == "UINTEGER":
		return numbers("$", "$", "CAST($ AS VARCHAR)")
	case typ == "UBIGINT", typ == "HUGEINT", typ == "UHUGEINT":
		return numbers("CAST($ AS BIGINT)", "CAST($ AS BIGINT)", "CAST($ AS VARCHAR)")
	case typ == "DOUBLE", typ == "FLOAT":
		return numbers("CAST(floor($) AS BIGINT)", "$", "")
	case strings.HasPrefix(typ, "DECIMAL("):
		return numbers("CAST(floor($) AS BIGINT)", "CAST($ AS DOUBLE)", "")
	}
	return nil
}

// Of returns the reading of a unit, as [snapshots.TimeRange] names it, in a column of a type. strays says that other values are
// there too, for which the SQL must not be an error. It is false if there is no such reading.
func Of(unit, typ string, strays bool) (Reading, bool) {
	for _, r := range Readings(typ) {
		if r.Unit == unit {
			if strays && isNumber(unit) {
				r = r.guarded()
			}
			return r, true
		}
	}
	return Reading{}, false
}

func isNumber(unit string) bool { return unit == "s" || unit == "ms" || unit == "us" || unit == "ns" }
