package functions

import (
	"fmt"
	"slices"
	"strings"
)

var times = slices.Concat(moments, parts, sums, []Function{
	written("FORMAT_DATE", 2, 2, formatMoment("DATE")),
	written("FORMAT_DATETIME", 2, 2, formatMoment("DATETIME")),
	written("FORMAT_TIME", 2, 2, formatMoment("TIME")),
	written("FORMAT_TIMESTAMP", 2, 3, formatMoment("TIMESTAMP")),
	written("PARSE_DATE", 2, 2, parseMoment("CAST(%s AS DATE)")),
	written("PARSE_DATETIME", 2, 2, parseMoment("%s")),
	written("PARSE_TIME", 2, 2, parseMoment("CAST(%s AS TIME)")),
	written("PARSE_TIMESTAMP", 2, 3, parseTimestamp),
})

// moments are what makes a date or time of something.
var moments = []Function{
	written("CURRENT_DATE", 0, 1, now("DATE")),
	written("CURRENT_DATETIME", 0, 1, now("TIMESTAMP")),
	written("CURRENT_TIME", 0, 1, now("TIME")),
	template("CURRENT_TIMESTAMP", 0, "now()"),
	written("DATE", 1, 3, func(a []Arg) (string, error) {
		return byCount(wide(a), "bq_date", "bq_date_at", "bq_date_of_numbers")
	}),
	written("DATETIME", 1, 6, func(a []Arg) (string, error) {
		return byCount(wide(a), "bq_datetime", "bq_datetime_at", "", "", "", "bq_datetime_of_numbers")
	}),
	written("TIME", 1, 3, func(a []Arg) (string, error) {
		return byCount(wide(a), "bq_time", "bq_time_at", "bq_time_of_parts")
	}),
	written("TIMESTAMP", 1, 2, func(a []Arg) (string, error) {
		return byCount(a, "bq_timestamp", "bq_timestamp_at")
	}),
	macro("DATE_FROM_UNIX_DATE", 1, 1),
	macro("TIMESTAMP_MICROS", 1, 1),
	macro("TIMESTAMP_MILLIS", 1, 1),
	macro("TIMESTAMP_SECONDS", 1, 1),
	macro("UNIX_DATE", 1, 1),
	macro("UNIX_MICROS", 1, 1),
	macro("UNIX_MILLIS", 1, 1),
	macro("UNIX_SECONDS", 1, 1),
}

// byCount calls the macro for a number of arguments, of which the second of two is a zone.
func byCount(a []Arg, names ...string) (string, error) {
	name := names[len(a)-1]
	if name == "" {
		return "", fmt.Errorf("%d arguments are not understood", len(a))
	}
	if len(a) == 2 {
		z, err := zone(a[1])
		if err != nil {
			return "", err
		}
		a = []Arg{a[0], z}
	}
	return call(name, a...), nil
}

func now(typ string) func([]Arg) (string, error) {
	return func(a []Arg) (string, error) {
		z := Arg{SQL: "'UTC'"}
		if len(a) == 1 {
			var err error
			if z, err = zone(a[0]); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("CAST(now() AT TIME ZONE %s AS %s)", z.SQL, typ), nil
	}
}

// zone is an argument that names a zone. The engine knows no hours as a zone but those of Etc/GMT, whose sign is turned round.
func zone(a Arg) (Arg, error) {
	if a.Text == nil {
		return a, nil
	}
	name := *a.Text
	hours := strings.TrimPrefix(strings.TrimPrefix(name, "+"), "-")
	if hours == name {
		if name == "" || !strings.ContainsAny(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") || strings.ContainsAny(name, "+") {
			return a, fmt.Errorf("%q is no time zone; write it as Europe/Paris or +02:00", name)
		}
		return a, nil
	}
	sign := map[byte]string{'+': "-", '-': "+"}[name[0]]
	hours = strings.TrimLeft(strings.TrimSuffix(hours, ":00"), "0")
	if hours == "" {
		return Arg{SQL: "'UTC'"}, nil
	}
	if len(hours) > 2 || strings.Trim(hours, "0123456789") != "" || len(hours) == 2 && hours > "12" {
		return a, fmt.Errorf("the time zone %s is not understood; write it as Europe/Paris or +02:00", name)
	}
	return Arg{SQL: quote("Etc/GMT" + sign + hours)}, nil
}

// moment is an argument that is a date or time; of a constant text it makes one.
func moment(a Arg, kind string) Arg {
	switch {
	case a.Null:
		return plain("CAST(NULL AS " + engineType(kind) + ")")
	case a.Text == nil:
		return a
	}
	return plain(call("bq_cast_"+strings.ToLower(kind), a))
}

// civil is what a clock shows at an argument, as a TIMESTAMP of the engine's.
func civil(a Arg, kind string) string {
	switch k := kindOf(a); k {
	case "DATETIME":
		return a.SQL
	case "DATE":
		return "CAST(" + a.SQL + " AS TIMESTAMP)"
	case "TIMESTAMP":
		return "make_timestamp(epoch_us(" + a.SQL + "))"
	}
	return call("bq_civil", moment(a, kind))
}

// civilAt is the same in a zone, if there is one.
func civilAt(a []Arg, kind string) (string, error) {
	if len(a) == 1 {
		return civil(a[0], kind), nil
	}
	z, err := zone(a[1])
	return call("bq_civil_at", moment(a[0], kind), z), err
}

func engineType(kind string) string {
	for engine, k := range engineKinds {
		if k == kind {
			return engine
		}
	}
	return kind
}
