package functions

import (
	"fmt"
	"strings"
)

var arrays = []Function{
	written("ARRAY_CONCAT", 1, -1, func(a []Arg) (string, error) {
		out := a[0]
		for _, x := range a[1:] {
			out = plain(call("bq_array_concat", out, x))
		}
		return out.SQL, nil
	}),
	macro("ARRAY_FIRST", 1, 1),
	macro("ARRAY_LAST", 1, 1),
	as("len", "ARRAY_LENGTH", 1, 1),
	as("list_reverse", "ARRAY_REVERSE", 1, 1),
	macro("ARRAY_SLICE", 3, 3),
	macro("ARRAY_TO_STRING", 2, 3),
	macro("GENERATE_ARRAY", 2, 3),
	written("GENERATE_DATE_ARRAY", 2, 3, dateArray),
	written("GENERATE_TIMESTAMP_ARRAY", 3, 3, func(a []Arg) (string, error) {
		return call("bq_timestamp_array", moment(a[0], "TIMESTAMP"), moment(a[1], "TIMESTAMP"), a[2]), nil
	}),
}

// dateArray takes a step of a day where none is written.
func dateArray(a []Arg) (string, error) {
	from, to := moment(a[0], "DATE"), moment(a[1], "DATE")
	if len(a) == 2 {
		return call("bq_date_array", from, to, plain("INTERVAL 1 DAY")), nil
	}
	if _, _, ok := intervalOf(a[2].SQL); !ok {
		return "", fmt.Errorf("the step has to be written as INTERVAL 1 MONTH")
	}
	return call("bq_date_array", from, to, a[2]), nil
}

// intervalOf takes INTERVAL (amount) PART apart.
func intervalOf(sql string) (amount, part string, ok bool) {
	rest, ok := strings.CutPrefix(sql, "INTERVAL (")
	amount, part, found := cutLast(rest, ") ")
	return amount, part, ok && found
}
