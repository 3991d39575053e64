package functions

import (
	"fmt"
	"strconv"
	"strings"
)

// parts are the functions that take a part of a date: that cut it off, count it or read it.
var parts = []Function{
	written("DATE_DIFF", 3, 3, difference("DATE")),
	written("DATETIME_DIFF", 3, 3, difference("DATETIME")),
	written("TIME_DIFF", 3, 3, difference("TIME")),
	written("TIMESTAMP_DIFF", 3, 3, difference("TIMESTAMP")),
	written("DATE_TRUNC", 2, 3, truncate("DATE")),
	written("DATETIME_TRUNC", 2, 3, truncate("DATETIME")),
	written("TIME_TRUNC", 2, 2, truncate("TIME")),
	written("TIMESTAMP_TRUNC", 2, 3, truncate("TIMESTAMP")),
	written("EXTRACT", 2, 3, extract),
	written("LAST_DAY", 1, 2, lastDay),
}

// microseconds are those of a part that is always as long.
var microseconds = map[string]string{"MICROSECOND": "1", "MILLISECOND": "1000", "SECOND": "1000000", "MINUTE": "60000000", "HOUR": "3600000000", "DAY": "86400000000"}

// calendar are the parts that the engine cuts off and counts as GoogleSQL does.
var calendar = map[string]string{"DAY": "day", "MONTH": "month", "QUARTER": "quarter", "YEAR": "year"}

var clock = map[string]string{"HOUR": "hour", "MINUTE": "minute", "SECOND": "second", "MILLISECOND": "millisecond", "MICROSECOND": "microsecond"}

var weekdays = []string{"SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"}

// weekOf is the weekday that a part's weeks begin on, 0 for Sunday.
func weekOf(part string) (first int, ok bool) {
	switch part {
	case "WEEK":
		return 0, true
	case "ISOWEEK":
		return 1, true
	}
	for i, day := range weekdays {
		if part == "WEEK("+day+")" {
			return i, true
		}
	}
	return 0, false
}

// shifted moves a date so that its week, as part has it, is a week from Monday on.
func shifted(civil string, first int) string {
	if days := (8 - first) % 7; days > 0 {
		return fmt.Sprintf("%s + INTERVAL %d DAY", civil, days)
	}
	return civil
}

func noPart(part, kind string) error {
	if part == "" {
		return fmt.Errorf("a part such as DAY has to be named here")
	}
	return fmt.Errorf("%s is no part of a %s that is understood here", part, kind)
}

// cut writes what is left of a clock's time when all below a part is cut off.
func cut(civil, part, kind string) (string, error) {
	if first, ok := weekOf(part); ok && kind != "TIME" {
		out := "date_trunc('week', " + shifted(civil, first) + ")"
		if days := (8 - first) % 7; days > 0 {
			out = fmt.Sprintf("(%s - INTERVAL %d DAY)", out, days)
		}
		return out, nil
	}
	name := calendar[part]
	switch {
	case part == "ISOYEAR":
		name = "isoyear"
	case clock[part] != "":
		name = clock[part]
	}
	if name == "" || kind == "TIME" && clock[part] == "" {
		return "", noPart(part, kind)
	}
	return "date_trunc('" + name + "', " + civil + ")", nil
}

func truncate(kind string) func([]Arg) (string, error) {
	return func(a []Arg) (string, error) {
		if a[0].Null {
			return moment(a[0], kind).SQL, nil
		}
		part := a[1].Word
		if len(a) == 3 && kindOf(a[0]) != "DATE" && kindOf(a[0]) != "DATETIME" && (kind == "TIMESTAMP" || kind == "DATE") {
			return truncateAt(a[0], part, a[2])
		}
		own := kindOf(a[0])
		if a[0].Text != nil {
			own = kind
		}
		if own == "" && (kind == "DATETIME" || kind == "TIME") {
			own = kind
		}
		out, err := cut(civil(a[0], kind), part, kind)
		if err != nil {
			return "", err
		}
		switch own {
		case "DATE":
			if clock[part] != "" {
				return "", noPart(part, "DATE")
			}
			return "CAST(" + out + " AS DATE)", nil
		case "DATETIME":
			return "CAST(" + out + " AS TIMESTAMP)", nil
		case "TIME":
			return "CAST(" + out + " AS TIME)", nil
		case "TIMESTAMP":
			return call("bq_instant", plain(out)), nil
		}
		return "cast_to_type(" + out + ", " + a[0].SQL + ")", nil
	}
}

// truncateAt cuts a TIMESTAMP by the clock of a zone. Hours are taken off as they went by: one may come twice.
func truncateAt(x Arg, part string, at Arg) (string, error) {
	z, err := zone(at)
	if err != nil {
		return "", err
	}
	m := moment(x, "TIMESTAMP")
	c := call("bq_civil_at", m, z)
	out, err := cut(c, part, "TIMESTAMP")
	switch {
	case err != nil:
		return "", err
	case clock[part] != "":
		return fmt.Sprintf("(%s - (%s - %s))", m.SQL, c, out), nil
	}
	return call("bq_instant_at", plain(out), z), nil
}

// difference counts the ends of parts between two dates; between two TIMESTAMPs the parts that went by.
func difference(kind string) func([]Arg) (string, error) {
	return func(a []Arg) (string, error) {
		part := a[2].Word
		unit := microseconds[part]
		elapsed := call("bq_elapsed", moment(a[0], kind), moment(a[1], kind), plain(unit))
		if kind == "TIMESTAMP" {
			if unit == "" {
				return "", noPart(part, kind)
			}
			return elapsed, nil
		}
		counted, err := boundaries(civil(a[0], kind), civil(a[1], kind), part, kind)
		if err != nil || kind == "TIME" || unit == "" || kindOf(a[0]) == "DATE" || kindOf(a[0]) == "DATETIME" || a[0].Text != nil {
			return counted, err
		}
		return fmt.Sprintf("CASE WHEN bq_kind(%s) = 'TIMESTAMP' THEN %s ELSE %s END", a[0].SQL, elapsed, counted), nil
	}
}

func boundaries(a, b, part, kind string) (string, error) {
	if first, ok := weekOf(part); ok && kind != "TIME" {
		return fmt.Sprintf("(date_diff('day', date_trunc('week', %s), date_trunc('week', %s)) // 7)", shifted(b, first), shifted(a, first)), nil
	}
	switch {
	case part == "ISOYEAR" && kind != "TIME":
		return fmt.Sprintf("(isoyear(%s) - isoyear(%s))", a, b), nil
	case calendar[part] != "" && kind != "TIME":
		return fmt.Sprintf("date_diff('%s', %s, %s)", calendar[part], b, a), nil
	case clock[part] != "":
		return fmt.Sprintf("date_diff('%s', %s, %s)", clock[part], b, a), nil
	}
	return "", noPart(part, kind)
}

func extract(a []Arg) (string, error) {
	part := a[0].Word
	if part == "DATE" || part == "TIME" || part == "DATETIME" {
		return byCount(a[1:], "bq_"+strings.ToLower(part), "bq_"+strings.ToLower(part)+"_at")
	}
	c, err := civilAt(a[1:], "TIMESTAMP")
	if err != nil {
		return "", err
	}
	if first, ok := weekOf(part); ok && part != "ISOWEEK" {
		return call("bq_weeks", plain(c), plain(strconv.Itoa(first))), nil
	}
	switch part {
	case "DAYOFWEEK":
		return "(dayofweek(" + c + ") + 1)", nil
	case "DAYOFYEAR":
		return "dayofyear(" + c + ")", nil
	case "ISOWEEK":
		return "weekofyear(" + c + ")", nil
	case "ISOYEAR":
		return "isoyear(" + c + ")", nil
	case "MILLISECOND":
		return "(millisecond(" + c + ") % 1000)", nil
	case "MICROSECOND":
		return "(microsecond(" + c + ") % 1000000)", nil
	}
	if calendar[part] == "" && clock[part] == "" {
		return "", noPart(part, "TIMESTAMP")
	}
	return strings.ToLower(part) + "(" + c + ")", nil
}

func lastDay(a []Arg) (string, error) {
	part := "MONTH"
	if len(a) == 2 {
		part = a[1].Word
	}
	c := civil(a[0], "DATE")
	if part == "MONTH" {
		return "last_day(" + c + ")", nil
	}
	begin, err := cut(c, part, "DATE")
	if err != nil || calendar[part] == "" && !isWeek(part) && part != "ISOYEAR" || part == "DAY" {
		return "", noPart(part, "DATE")
	}
	if isWeek(part) {
		return fmt.Sprintf("CAST(%s + INTERVAL 6 DAY AS DATE)", begin), nil
	}
	if part == "ISOYEAR" {
		return fmt.Sprintf("CAST(date_trunc('isoyear', %s + INTERVAL 53 WEEK) - INTERVAL 1 DAY AS DATE)", begin), nil
	}
	return fmt.Sprintf("CAST(%s + INTERVAL 1 %s - INTERVAL 1 DAY AS DATE)", begin, part), nil
}

func isWeek(part string) bool {
	_, ok := weekOf(part)
	return ok
}
