package functions

import (
	"fmt"
	"strings"
)

// parseElements are those that the engine reads. Where it has to try several formats they stand beside one another.
var parseElements = map[string][]string{"%A": {"%A"}, "%a": {"%a"}, "%B": {"%B"}, "%b": {"%b"}, "%h": {"%b"}, "%D": {"%m/%d/%y"}, "%x": {"%m/%d/%y"}, "%d": {"%d"},
	"%e": {"%d"}, "%F": {"%Y-%m-%d"}, "%H": {"%H"}, "%k": {"%H"}, "%I": {"%I"}, "%l": {"%I"}, "%j": {"%j"}, "%M": {"%M"}, "%m": {"%m"}, "%p": {"%p"}, "%P": {"%p"},
	"%R": {"%H:%M"}, "%S": {"%S"}, "%E0S": {"%S"}, "%T": {"%H:%M:%S"}, "%X": {"%H:%M:%S"}, "%Y": {"%Y"}, "%E4Y": {"%Y"}, "%y": {"%y"}, "%%": {"%%"},
	"%E*S": {"%S.%f", "%S"}, "%E6S": {"%S.%f", "%S"}, "%E3S": {"%S.%f", "%S"}, "%z": {"%z"}, "%Ez": {"%z"}}

// parsed writes how a text is read by a constant format; zoned says whether the text names its zone.
func parsed(a []Arg) (sql string, zoned bool, err error) {
	text, err := constant(a[0], "the format")
	if err != nil {
		return "", false, err
	}
	elements, err := elementsOf(text)
	if err != nil {
		return "", false, err
	}
	formats, year := []string{""}, false
	for _, e := range elements {
		alternatives := parseElements[e]
		if e[0] != '%' {
			alternatives = []string{e}
		}
		if alternatives == nil {
			return "", false, fmt.Errorf("the format element %s is not understood", e)
		}
		year = year || has("%D %x %F %Y %E4Y %y", e)
		zoned = zoned || has("%z %Ez", e)
		var next []string
		for _, f := range formats {
			for _, alt := range alternatives {
				next = append(next, f+alt)
			}
		}
		formats = next
	}
	s := a[1].SQL
	if !year { // the engine's first year is 1900
		s = "'1970 ' || (" + s + ")"
		for i := range formats {
			formats[i] = "%Y " + formats[i]
		}
	}
	for i, f := range formats {
		formats[i] = quote(f)
	}
	list := strings.Join(formats, ", ")
	if len(formats) > 1 {
		list = "[" + list + "]"
	}
	return fmt.Sprintf("strptime(%s, %s)", s, list), zoned, nil
}

func parseMoment(format string) func([]Arg) (string, error) {
	return func(a []Arg) (string, error) {
		sql, zoned, err := parsed(a)
		if zoned {
			return "", fmt.Errorf("only PARSE_TIMESTAMP reads a zone")
		}
		return fmt.Sprintf(format, sql), err
	}
}

func parseTimestamp(a []Arg) (string, error) {
	if a[0].Text != nil && *a[0].Text == "%s" {
		return call("bq_timestamp_seconds", plain(call("bq_cast_int64", a[1]))), nil
	}
	sql, zoned, err := parsed(a)
	switch {
	case err != nil:
		return "", err
	case zoned:
		return sql, nil
	case len(a) == 3:
		z, err := zone(a[2])
		return call("bq_instant_at", plain(sql), z), err
	}
	return call("bq_instant", plain(sql)), nil
}
