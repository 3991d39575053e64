package tag

import (
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// stageColumn is a column that a stage makes.
type stageColumn struct {
	name, text string
	raises     bool // computing it may raise an error
	always     bool // it is made for every row
}

// aliveRow is TRUE in a stage for the rows that it does not drop.
const aliveRow = maskCol + " = 0"

// listed are the columns as a SELECT list.
func listed(columns []stageColumn) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.text + " AS " + sqltree.Quote(c.name)
	}
	return out
}

// guarded computes the columns only for rows for which the condition holds: those that may raise an error, or all.
func guarded(columns []stageColumn, condition string, all bool) []stageColumn {
	out := make([]stageColumn, len(columns))
	for i, c := range columns {
		if !c.always && (all || c.raises) {
			c.text = "CASE WHEN " + condition + " THEN " + c.text + " END"
		}
		out[i] = c
	}
	return out
}

// packCol holds the columns of a row that is alive, as a list of one struct, and nothing for one that was dropped.
// DuckDB stores the elements of lists apart, so that a dropped row takes the room of one column, not of all.
const packCol = engine.Hidden + "pack"

// packAt is how many columns a stage needs for that to be worth it. To read one of them, all are read.
const packAt = 3

// packAlways is from how many columns on a stage is packed even if it hardly drops a row: those that it drops would take much room.
const packAlways = 12

// packs says whether it is worth it for a stage with so many columns: if it may drop most of its rows, which joins seldom do.
func (q *selection) packs(columns int) bool {
	if columns < packAt || columns >= packAlways {
		return columns >= packAlways
	}
	for _, r := range q.ladder {
		for _, c := range r.cases {
			if c.cause.Kind != trace.JoinMiss {
				return true
			}
		}
	}
	return false
}

// pack is the columns as packCol.
func pack(columns []stageColumn) string {
	fields := make([]string, len(columns))
	for i, c := range columns {
		fields[i] = fmt.Sprintf("c%d := %s", i, c.text)
	}
	return "CASE WHEN " + aliveRow + " THEN [struct_pack(" + strings.Join(fields, ", ") + ")] END AS " + packCol
}

// unpack lists the columns that packCol holds.
func unpack(columns []stageColumn) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = fmt.Sprintf("%s[1].c%d AS %s", packCol, i, sqltree.Quote(c.name))
	}
	return out
}

// NameList is the names of columns.
func NameList(cols []trace.Column) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = c.Name
	}
	return out
}
