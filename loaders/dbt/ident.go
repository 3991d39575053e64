package dbt

import (
	"regexp"
	"strings"

	"funneltrace/trace/sqltree"
)

var plainIdent = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// reserved words of DuckDB's, which are no column without quotes: `SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'`,
// and those of functions and types that can be taken for something else.
const reserved = ` all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable
desc describe distinct do else end except false fetch for foreign from group having in initially intersect into lambda lateral leading limit not null
offset on only or order pivot pivot_longer pivot_wider placing primary qualify references returning select show some summarize symmetric table then
to trailing true union unique unpivot using variadic when where window with user current_date current_time current_timestamp localtime localtimestamp
left right full inner join cross natural semi anti positional asof interval row values year month `

// ident writes a column's name as people do: in quotes only where it needs them.
func ident(name string) string {
	if plainIdent.MatchString(name) && !strings.Contains(strings.ReplaceAll(reserved, "\n", " "), " "+name+" ") {
		return name
	}
	return sqltree.Quote(name)
}
