package dbt

import (
	"regexp"
	"slices"
	"strings"

	"github.com/jinzhu/inflection"

	"funneltrace/loaders/chainfile"
	"funneltrace/loaders/ident"
	"funneltrace/loaders/moments"
	"funneltrace/loaders/project"
	"funneltrace/snapshots"
	"funneltrace/trace"
)

// guess fills in what nobody has said: the unit's name from that of the table, the time and the dimensions from names and types of the
// root's columns.
func (p *Project) guess(plan *project.Plan, table *snapshots.Table, want project.Wanted) {
	c := plan.Chain
	say := func(what string) { plan.Guessed = append(plan.Guessed, what) }
	if c.Root.Unit == "" {
		c.Root.Unit = unit(c.Root.Source.Table)
		say("unit " + c.Root.Unit)
	}
	var columns []snapshots.Column
	if table != nil {
		columns = table.Columns
	}
	timeColumn := ""
	if c.Root.Time == "" {
		if timeColumn, c.Root.Time = timeOf(table); c.Root.Time != "" {
			say("time " + c.Root.Time)
		}
	}
	chainfile.AddDimensions(c, want.Dimensions)
	if len(want.Dimensions) > 0 || len(c.Dimensions) > 0 {
		return
	}
	for _, d := range dimensionsOf(columns, timeColumn) {
		c.Dimensions = append(c.Dimensions, d)
		say("dimension " + d.Name)
	}
}

// words of tables' names that say nothing of what a row is.
var vague = []string{"data", "stats", "metrics", "details", "series", "news", "analytics", "statistics", "basics", "raw", "history", "table", "main", "source", "base", "log", "seed"}

// unit is what one row of a table is called: the singular of the last word of its name that is a plural.
func unit(table string) string {
	words := strings.FieldsFunc(strings.ToLower(table), func(r rune) bool { return r == '_' || r == ' ' || r == '-' || r == '.' })
	for _, w := range slices.Backward(words) {
		if one := inflection.Singular(w); one != w && len(w) > 3 && !slices.Contains(vague, w) {
			return one
		}
	}
	if len(words) == 1 && len(words[0]) > 3 && inflection.Plural(words[0]) != words[0] && !slices.Contains(vague, words[0]) {
		return words[0] // orders are also kept in a table called order
	}
	return "row"
}

// Names of columns that are plainly a time, the likeliest first.
var timeNames = []string{
	"timestamp", "event_timestamp", "event_time", "event_at", "occurred_at", "clicked_at", "click_time", "ts", "time", "datetime", "created_at",
	"created", "placed_at", "ordered_at", "order_date", "event_date", "date", "day", "date_day", "created_date", "started_at", "session_start",
}

var timeEnding = regexp.MustCompile(`(?i)(_(at|time|ts|timestamp|date|datetime|day|on)$|^(date|time)_|date$)`)

// timeOf is the column of a table that says when its rows happened, and SQL for it; empty if no column is plainly one.
func timeOf(t *snapshots.Table) (name, expr string) {
	if t == nil {
		return "", ""
	}
	if t.Time != nil { // a frozen table has been looked through
		if expr = frozenTime(t); expr != "" {
			return t.Time.Column, expr
		}
	}
	best := len(timeNames) + 2
	for _, c := range t.Columns {
		rank := len(timeNames) + 1
		lower := strings.ToLower(c.Name)
		if i := slices.Index(timeNames, lower); i >= 0 {
			rank = i
		} else if timeEnding.MatchString(lower) {
			rank = len(timeNames)
		}
		typed := strings.HasPrefix(c.Type, "TIMESTAMP") || c.Type == "DATE"
		if typed && rank < best {
			best, name, expr = rank, c.Name, ident.Of(c.Name)
		}
	}
	return name, expr
}

// frozenTime is SQL for the time column of a frozen table.
func frozenTime(t *snapshots.Table) string {
	i := slices.IndexFunc(t.Columns, func(c snapshots.Column) bool { return c.Name == t.Time.Column })
	if i < 0 {
		return ""
	}
	strays := i >= len(t.Nulls) || t.Time.Without > t.Nulls[i]
	reading, ok := moments.Of(t.Time.Unit, t.Columns[i].Type, strays)
	if !ok {
		return ""
	}
	return reading.SQL(ident.Of(t.Time.Column))
}

// words that name what rows are told apart by.
var dimensionWords = regexp.MustCompile(`(?i)(^|_)(status|state|type|kind|category|country|region|market|channel|source|medium|platform|device|os|browser|language|locale|currency|plan|tier|segment|gender|method|event|event_name|action|provider|network|genre|size|store)$`)

// dimensionsOf are columns that rows can be told apart by: texts and bools with names that say so.
func dimensionsOf(columns []snapshots.Column, timeColumn string) []trace.Dimension {
	const most = 6
	var out []trace.Dimension
	for _, c := range columns {
		name := strings.ToLower(c.Name)
		if len(out) == most || c.Name == timeColumn || strings.ContainsAny(name, "=<>!, ") || name == "year" || name == "month" {
			continue
		}
		text := c.Type == "VARCHAR" && dimensionWords.MatchString(name) || strings.HasPrefix(c.Type, "ENUM")
		if text || c.Type == "BOOLEAN" {
			out = append(out, trace.Dimension{Name: name, SQL: ident.Of(c.Name)})
		}
	}
	return out
}
