// Package ident writes columns' names in SQL as people do: in quotes only where they need them.
//
// Its tests are those of package loaders, ident_test.go.
package ident

import (
	"regexp"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

var plain = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// words are the engine's keywords that are no column without quotes, and those that are one only where a column has that name.
// The test asks the engine which those are.
var words = strings.Fields(`
	all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check collate collation
	column concurrently constraint create cross current_date current_time current_timestamp default deferrable desc describe distinct
	do else end except false fetch for foreign freeze from full glob group having ilike in initially inner intersect into is isnull
	join lambda lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer
	overlaps pivot pivot_longer pivot_wider placing positional primary qualify references returning right select semi show similar
	some summarize symmetric table tablesample then to trailing true union unique unpack unpivot using variadic verbose when where
	window with
`)

// Of is a column's name as SQL.
func Of(name string) string {
	if plain.MatchString(name) && !IsWord(name) {
		return name
	}
	return sqltree.Quote(name)
}

// IsWord reports whether a name, in lower case, means something to the engine where a column may stand.
func IsWord(name string) bool { return slices.Contains(words, name) }
