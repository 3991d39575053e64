package snapshots

import (
	"fmt"
	"strconv"
	"strings"
)

// whole are the types of whole numbers, by how many bits their values take without the sign.
var whole = map[string]struct {
	bits   int
	signed bool
}{
	"TINYINT": {7, true}, "SMALLINT": {15, true}, "INTEGER": {31, true}, "BIGINT": {63, true},
	"UTINYINT": {8, false}, "USMALLINT": {16, false}, "UINTEGER": {32, false}, "UBIGINT": {64, false},
}

// Widen returns the type that holds each value of two types, in DuckDB's words, exactly as it is. ok is false if there is none, or
// if the types are of different kinds, as a number and its text are.
func Widen(a, b string) (typ string, ok bool) {
	if a == b {
		return a, true
	}
	for _, try := range []func(a, b string) (string, bool){widenWhole, widenFloat, widenDecimal, widenTime} {
		if typ, ok := try(a, b); ok {
			return typ, true
		}
		if typ, ok := try(b, a); ok {
			return typ, true
		}
	}
	return "", false
}

func widenWhole(a, b string) (string, bool) {
	x, ok := whole[a]
	y, also := whole[b]
	switch {
	case !ok || !also:
		return "", false
	case x.signed == y.signed && x.bits >= y.bits, x.signed && x.bits >= y.bits:
		return a, true
	case x.signed && !y.signed: // and y is as large: the next signed type
		for _, t := range []string{"SMALLINT", "INTEGER", "BIGINT"} {
			if whole[t].bits >= y.bits {
				return t, true
			}
		}
	}
	return "", false
}

// widenFloat joins a floating point number with another, or with whole numbers that it holds exactly.
func widenFloat(a, b string) (string, bool) {
	n, ok := whole[b]
	switch {
	case a != "DOUBLE" && a != "FLOAT":
		return "", false
	case b == "FLOAT" || b == "DOUBLE", ok && n.bits <= 32:
		return "DOUBLE", true
	}
	return "", false
}

func widenDecimal(a, b string) (string, bool) {
	before, after, ok := decimalDigits(a)
	if !ok {
		return "", false
	}
	left, right, ok := decimalDigits(b)
	if n, isWhole := whole[b]; isWhole {
		left, right, ok = len(strconv.FormatUint(1<<n.bits-1, 10)), 0, true
	}
	before, after = max(before, left), max(after, right)
	if !ok || before+after > maxDigits {
		return "", false
	}
	return fmt.Sprintf("DECIMAL(%d,%d)", before+after, after), true
}

// maxDigits is how many digits the engine's decimals have.
const maxDigits = 38

// decimalDigits returns how many digits a decimal type has before and after its point.
func decimalDigits(typ string) (before, after int, ok bool) {
	digits, ok := strings.CutPrefix(typ, "DECIMAL(")
	if _, err := fmt.Sscanf(digits, "%d,%d)", &before, &after); !ok || err != nil {
		return 0, 0, false
	}
	return before - after, after, true
}

// widenTime joins the ways to write one kind of timestamp.
func widenTime(a, b string) (string, bool) {
	coarse := map[string]bool{"TIMESTAMP_S": true, "TIMESTAMP_MS": true, "TIMESTAMP": true}
	return "TIMESTAMP", coarse[a] && coarse[b]
}
