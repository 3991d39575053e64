package tag

import (
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// CutTime is SQL for the day, week, month or year, one of [trace.Times], of a timestamp in UTC, in the time zone of the root.
func CutTime(root trace.Root, at, by string) string {
	if tz := root.Timezone; tz != "" && tz != "UTC" {
		at = "timezone(" + sqltree.Literal(tz) + ", timezone('UTC', " + at + "))"
	}
	return "strftime(" + at + ", '" + map[string]string{"year": "%Y", "month": "%Y-%m", "week": "%G-W%V", "day": "%Y-%m-%d"}[by] + "')"
}

// text is SQL for what a dimension has of its column or expression: a value as text. Of a time it is the day or month, in which a DATE
// is in every zone; what cannot be read as a time is none.
func (d Dimension) text(root trace.Root, expr string) string {
	if d.By == "" {
		return "CAST(" + expr + " AS VARCHAR)"
	}
	at := "TRY_CAST(" + expr + " AS TIMESTAMP)"
	return "CASE typeof(" + expr + ") WHEN 'DATE' THEN " + CutTime(trace.Root{}, at, d.By) + " ELSE " + CutTime(root, at, d.By) + " END"
}
