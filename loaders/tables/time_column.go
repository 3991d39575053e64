package tables

import (
	"context"
	"database/sql"
	"regexp"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/moments"
	"funneltrace/snapshots"
	"funneltrace/trace/sqltree"
)

// TimeColumn is the column of a table that says when its rows happened.
type TimeColumn struct {
	Name string
	unit string // what it holds, as [snapshots.TimeRange] says
	at   string // SQL: the time as a TIMESTAMP in UTC, or NULL
	Sort string // SQL: what rows are sorted by
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

// FindTime returns the time column of a relation, or nil. That is a column of type TIMESTAMP or DATE, or else one of text or
// whole numbers whose name is plainly a time and whose values are, but for one in twenty. Of several it is the likeliest by
// name, then the first.
func FindTime(ctx context.Context, conn *sql.Conn, relation string, columns []engine.Column) (*TimeColumn, error) {
	for _, typed := range []bool{true, false} {
		var best *TimeColumn
		least := len(timeNames) + 2
		for _, c := range columns {
			rank, plainly := likely(c.Name)
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

func typedTime(c engine.Column) *TimeColumn {
	readings := moments.Readings(c.Type)
	if len(readings) != 1 {
		return nil
	}
	name := sqltree.Quote(c.Name)
	return &TimeColumn{c.Name, readings[0].Unit, readings[0].At(name), name}
}

// heldTime returns the column as a time if its values say so.
func heldTime(ctx context.Context, conn *sql.Conn, relation string, c engine.Column) (*TimeColumn, error) {
	name := sqltree.Quote(c.Name)
	found, err := moments.Find(ctx, conn, relation, name, c.Type)
	if found == nil || err != nil {
		return nil, err
	}
	t := &TimeColumn{c.Name, found.Unit, found.At(name), name}
	if c.Type == "VARCHAR" { // by the moment, not by how it is written
		t.Sort = t.at
	}
	return t, nil
}

// Span returns the least and the greatest time of a relation.
func (t *TimeColumn) Span(ctx context.Context, conn *sql.Conn, relation string) (*snapshots.TimeRange, error) {
	r := &snapshots.TimeRange{Column: t.Name, Unit: t.unit}
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
