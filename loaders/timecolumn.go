package loaders

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"funneltrace/snapshots"
)

// timeColumn is the column of a table that says when its rows happened.
type timeColumn struct {
	name string
	unit string // what it holds, as [snapshots.TimeRange] says
	at   string // SQL: the time as a TIMESTAMP, or NULL
}

// Names that are plainly a time, the likeliest first, in lower case.
var timeNames = []string{
	"timestamp", "event_time", "event_timestamp", "event_at", "clicked_at", "click_time", "occurred_at", "ts", "time", "datetime",
	"date_time", "t", "at", "created_at", "created", "placed", "placed_at", "ordered_at", "date", "day", "event_date",
}

var timeEnding = regexp.MustCompile(`_(at|time|ts|timestamp|date|datetime)$`)

// likely ranks a column by its name: the lower the likelier. A name that says nothing of time comes last.
func likely(name string) (rank int, plainly bool) {
	name = strings.ToLower(name)
	for i, n := range timeNames {
		if n == name {
			return i, true
		}
	}
	if timeEnding.MatchString(name) {
		return len(timeNames), true
	}
	return len(timeNames) + 1, false
}

// findTime returns the time column of a relation, or nil. That is a column of type TIMESTAMP or DATE, or else one of text or
// whole numbers whose name is plainly a time and whose values are, but for one in twenty. Of several it is the likeliest by
// name, then the first.
func findTime(ctx context.Context, conn *sql.Conn, relation string, columns []column) (*timeColumn, error) {
	for _, typed := range []bool{true, false} {
		var best *timeColumn
		least := len(timeNames) + 2
		for _, c := range columns {
			rank, plainly := likely(c.name)
			if rank >= least || !typed && !plainly {
				continue
			}
			t := typedTime(c)
			if !typed {
				var err error
				if t, err = heldTime(ctx, conn, relation, c); err != nil {
					return nil, err
				}
			}
			if t != nil {
				best, least = t, rank
			}
		}
		if best != nil {
			return best, nil
		}
	}
	return nil, nil
}

func typedTime(c column) *timeColumn {
	name := quoteName(c.name)
	switch {
	case c.typ == "DATE":
		return &timeColumn{c.name, "date", "CAST(" + name + " AS TIMESTAMP)"}
	case c.typ == "TIMESTAMP WITH TIME ZONE":
		return &timeColumn{c.name, "timestamp", "(" + name + " AT TIME ZONE 'UTC')"}
	case strings.HasPrefix(c.typ, "TIMESTAMP"):
		return &timeColumn{c.name, "timestamp", "CAST(" + name + " AS TIMESTAMP)"}
	}
	return nil
}

// Numbers that are times since 1970 lie between the years 1990 and 2100.
const epochFrom, epochTo = 631152000, 4102444800

// heldTime returns the column as a time if its values say so.
func heldTime(ctx context.Context, conn *sql.Conn, relation string, c column) (*timeColumn, error) {
	name := quoteName(c.name)
	var tries []timeColumn
	switch c.typ {
	case "VARCHAR":
		// What is shorter than a date is none; the engine would take much for one.
		tries = append(tries, timeColumn{c.name, "text", "CASE WHEN length(" + name + ") >= 8 THEN TRY_CAST(" + name + " AS TIMESTAMP) END"})
	case "BIGINT", "UBIGINT", "INTEGER", "UINTEGER", "DOUBLE":
		for _, u := range []struct {
			unit   string
			second int64
		}{{"s", 1}, {"ms", 1e3}, {"us", 1e6}, {"ns", 1e9}} {
			micros := fmt.Sprintf("CAST(%s AS HUGEINT) * 1000000 // %d", name, u.second)
			if c.typ == "DOUBLE" {
				micros = fmt.Sprintf("floor(%s * 1000000 / %d)", name, u.second)
			}
			tries = append(tries, timeColumn{c.name, u.unit, fmt.Sprintf("CASE WHEN %s BETWEEN %d AND %d THEN make_timestamp(CAST(%s AS BIGINT)) END",
				name, epochFrom*u.second, epochTo*u.second, micros)})
		}
	}
	for _, t := range tries {
		var values, times int64
		query := "SELECT count(" + name + "), count(" + t.at + ") FROM " + relation
		if err := conn.QueryRowContext(ctx, query).Scan(&values, &times); err != nil {
			return nil, err
		}
		if times > 0 && times*20 >= values*19 {
			return &t, nil
		}
	}
	return nil, nil
}

// span returns the least and the greatest time of a relation.
func (t *timeColumn) span(ctx context.Context, conn *sql.Conn, relation string) (*snapshots.TimeRange, error) {
	r := &snapshots.TimeRange{Column: t.name, Unit: t.unit}
	var from, to sql.NullString
	query := "SELECT CAST(min(moment) AS VARCHAR), CAST(max(moment) AS VARCHAR), count(*) - count(moment) FROM " +
		"(SELECT CASE WHEN isfinite(moment) THEN moment END AS moment FROM (SELECT " + t.at + " AS moment FROM " + relation + "))"
	if err := conn.QueryRowContext(ctx, query).Scan(&from, &to, &r.Without); err != nil {
		return nil, err
	}
	r.From, r.To = from.String, to.String
	if t.unit == "date" {
		r.From, r.To = strings.TrimSuffix(r.From, " 00:00:00"), strings.TrimSuffix(r.To, " 00:00:00")
	}
	return r, nil
}
