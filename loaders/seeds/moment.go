package seeds

import (
	"regexp"
	"strings"
	"time"
)

const (
	dateFormat     = "2006-01-02"
	datetimeFormat = "2006-01-02 15:04:05.999999"
)

var dateShape = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$`)

// parseDate reads what Python takes for %Y-%m-%d, as the engine writes it.
func parseDate(v string) (string, bool) {
	if !dateShape.MatchString(v) {
		return "", false
	}
	return moment(dateFormat, "2006-1-2", v)
}

var datetimeShape = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\s+[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}$`)

// parseDatetime reads what Python takes for %Y-%m-%d %H:%M:%S.
func parseDatetime(v string) (string, bool) {
	if !datetimeShape.MatchString(v) {
		return "", false
	}
	return moment(datetimeFormat, "2006-1-2 15:4:5", strings.Join(strings.Fields(v), " "))
}

// isoShape are the date, the time up to seconds, the fraction and the zone. The week dates and day numbers that the standard
// also has stay text.
var isoShape = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})T([0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2})?)?)(?:[.,]([0-9]+))?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?$`)

// bare takes out what the basic format of ISO 8601 goes without.
var bare = strings.NewReplacer("-", "", ":", "")

// parseISO reads a datetime of ISO 8601. One with a zone is told in UTC, since a TIMESTAMP has none.
func parseISO(v string) (string, bool) {
	m := isoShape.FindStringSubmatch(v)
	if m == nil {
		return "", false
	}
	clock := bare.Replace(m[2])
	fraction := m[3]
	if fraction != "" && len(clock) < len("150405") {
		return "", false // a fraction of an hour or a minute
	}
	clock += "0000"[:len("150405")-len(clock)]
	zone := strings.ReplaceAll(m[4], ":", "")
	switch len(zone) {
	case len(""), len("Z"):
		zone = "+0000"
	case len("+01"):
		zone += "00"
	}
	fraction = (fraction + "000000")[:len("000000")] // an engine's time is as fine as that
	return moment(datetimeFormat, "20060102150405.000000-0700", bare.Replace(m[1])+clock+"."+fraction+zone)
}

// moment writes a time in another format. Python's calendar begins with the year 1.
func moment(format, layout, v string) (string, bool) {
	t, err := time.Parse(layout, v)
	if t = t.UTC(); err != nil || t.Year() < 1 || t.Year() > 9999 {
		return "", false
	}
	return t.Format(format), true
}
