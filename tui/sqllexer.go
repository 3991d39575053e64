package tui

import (
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// sqlLexer reads DuckDB's SQL with Jinja in it, as models are written. Chroma's own SQL knows neither QUALIFY nor Jinja,
// and its package of lexers takes six milliseconds of every start, a command line's too, to list what it has.
var sqlLexer = sync.OnceValue(func() chroma.Lexer {
	return chroma.MustNewLexer(&chroma.Config{Name: "DuckDB SQL", CaseInsensitive: true, DotAll: true}, func() chroma.Rules {
		return chroma.Rules{"root": {
			{Pattern: `\s+`, Type: chroma.TextWhitespace},
			{Pattern: `\{#.*?(#\}|\z)`, Type: chroma.Comment},
			{Pattern: `\{[{%].*?([%}]\}|\z)`, Type: chroma.NameTag},
			{Pattern: `--[^\n]*`, Type: chroma.CommentSingle},
			{Pattern: `/\*.*?(\*/|\z)`, Type: chroma.CommentMultiline},
			{Pattern: `E?'([^']|'')*('|\z)`, Type: chroma.LiteralStringSingle},
			{Pattern: `\$(\w*)\$.*?(\$\1\$|\z)`, Type: chroma.LiteralString},
			{Pattern: `"([^"]|"")*("|\z)`, Type: chroma.Name},
			{Pattern: `(\d[\d_]*(\.\d*)?|\.\d+)(e[+-]?\d+)?`, Type: chroma.LiteralNumber},
			{Pattern: chroma.Words(`\b`, `\b`, sqlWords...), Type: chroma.Keyword},
			{Pattern: `\w+`, Type: chroma.Name},
			{Pattern: `.`, Type: chroma.Punctuation},
		}}
	})
})

// sqlWords are the words of DuckDB's grammar that models use.
var sqlWords = []string{
	"ALL", "AND", "ANTI", "ANY", "ARRAY", "AS", "ASC", "ASOF", "AT", "BETWEEN", "BY", "CASE", "CAST", "COLLATE", "COLUMNS", "CROSS", "CUBE",
	"CURRENT", "DESC", "DISTINCT", "ELSE", "END", "ESCAPE", "EXCEPT", "EXCLUDE", "EXISTS", "FALSE", "FILTER", "FIRST", "FOLLOWING", "FOR", "FROM",
	"FULL", "GLOB", "GROUP", "GROUPING", "GROUPS", "HAVING", "IGNORE", "ILIKE", "IN", "INNER", "INTERSECT", "INTERVAL", "IS", "JOIN", "LAMBDA",
	"LAST", "LATERAL", "LEFT", "LIKE", "LIMIT", "MATERIALIZED", "NAME", "NATURAL", "NOT", "NULL", "NULLS", "OFFSET", "ON", "OR", "ORDER", "ORDINALITY",
	"OUTER", "OVER", "PARTITION", "PIVOT", "POSITIONAL", "PRECEDING", "QUALIFY", "RANGE", "RECURSIVE", "RENAME", "REPLACE", "RESPECT", "RIGHT",
	"ROLLUP", "ROW", "ROWS", "SELECT", "SEMI", "SETS", "SIMILAR", "SOME", "TABLESAMPLE", "THEN", "TIES", "TO", "TRUE", "TRY_CAST", "UNBOUNDED",
	"UNION", "UNPIVOT", "USING", "VALUES", "WHEN", "WHERE", "WINDOW", "WITH", "WITHIN",
}
