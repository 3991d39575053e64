package dbt

import (
	"regexp"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// warehouse is the engine that templates are rendered for, as target.type has it: it says how names and types are written, and which version
// of a macro adapter.dispatch takes.
type warehouse string

const (
	duckDB   warehouse = "duckdb"
	bigQuery warehouse = "bigquery"
)

// title is its name, as dbt's classes have it and as people write it.
func (w warehouse) title() string {
	if w == bigQuery {
		return "BigQuery"
	}
	return "DuckDB"
}

// quote makes a name of what may be none by itself.
func (w warehouse) quote(name string) string {
	if w == bigQuery {
		return "`" + strings.NewReplacer(`\`, `\\`, "`", "\\`").Replace(name) + "`"
	}
	return sqltree.Quote(name)
}

// typeName is api.Column.translate_type: what the warehouse calls a type.
func (w warehouse) typeName(name string) string {
	known := map[string]string{"STRING": "TEXT"}
	if w == bigQuery {
		known = map[string]string{"TEXT": "STRING", "FLOAT": "FLOAT64", "INTEGER": "INT64"}
	}
	if own, ok := known[strings.ToUpper(name)]; ok {
		return own
	}
	return name
}

// relation is what a template sees of a table.
func (p *Project) relation(name trace.SourceName) relation {
	return relation{name: name, in: p.warehouse}
}

// relationOf is what a template sees of a node's table.
func (p *Project) relationOf(n *node) relation {
	return relation{name: n.called(), in: p.warehouse, alias: n.alias()}
}

var bigQueryTypes = map[string]string{
	"VARCHAR": "STRING", "BOOLEAN": "BOOL", "BLOB": "BYTES", "FLOAT": "FLOAT64", "DOUBLE": "FLOAT64", "TIMESTAMP": "DATETIME", "TIMESTAMP_S": "DATETIME",
	"TIMESTAMP_MS": "DATETIME", "TIMESTAMP_NS": "DATETIME", "TIMESTAMP WITH TIME ZONE": "TIMESTAMP", "TINYINT": "INT64", "SMALLINT": "INT64", "INTEGER": "INT64",
	"BIGINT": "INT64", "UTINYINT": "INT64", "USMALLINT": "INT64", "UINTEGER": "INT64", "UBIGINT": "INT64", "HUGEINT": "NUMERIC", "UUID": "STRING",
}

var decimalType = regexp.MustCompile(`^DECIMAL\(\d+,\s*\d+\)$`)

// typeOf is what the warehouse calls a type of the engine's: that of a column that a template asks for.
func (w warehouse) typeOf(engine string) string {
	if w != bigQuery {
		return engine
	}
	switch {
	case strings.HasSuffix(engine, "[]"):
		return "ARRAY<" + w.typeOf(strings.TrimSuffix(engine, "[]")) + ">"
	case decimalType.MatchString(engine):
		return "NUMERIC"
	}
	if fields, ok := strings.CutPrefix(engine, "STRUCT("); ok {
		return "STRUCT<" + w.fields(strings.TrimSuffix(fields, ")")) + ">"
	}
	if own, ok := bigQueryTypes[engine]; ok {
		return own
	}
	return engine
}

// fields are those of a STRUCT: names and types between commas.
func (w warehouse) fields(list string) string {
	var out []string
	for list != "" {
		parts, ends := dotted(list, 0)
		if len(parts) == 0 {
			return list
		}
		end, depth, quoted := ends[0], 0, false
		for ; end < len(list) && (depth > 0 || quoted || list[end] != ','); end++ {
			switch list[end] {
			case '(':
				depth++
			case ')':
				depth--
			case '"':
				quoted = !quoted
			}
		}
		out = append(out, parts[0]+" "+w.typeOf(strings.TrimSpace(list[ends[0]:end])))
		list = strings.TrimLeft(strings.TrimPrefix(list[end:], ","), " ")
	}
	return strings.Join(out, ", ")
}
