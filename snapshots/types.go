package snapshots

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// columnsOf returns a file's columns with their types in DuckDB's words.
func columnsOf(s *schema.Schema) ([]Column, error) {
	root := s.Root()
	if root.NumFields() == 0 {
		return nil, errors.New("it has no columns")
	}
	columns := make([]Column, root.NumFields())
	for i := range columns {
		columns[i] = Column{Name: root.Field(i).Name(), Type: typeOf(root.Field(i))}
	}
	return columns, nil
}

// typeOf returns the type of a field, as DuckDB names what it reads.
func typeOf(n schema.Node) string {
	name := elementType(n)
	if n.RepetitionType() == parquet.Repetitions.Repeated { // the old way to write a list
		name += "[]"
	}
	return name
}

func elementType(n schema.Node) string {
	group, ok := n.(*schema.GroupNode)
	if !ok {
		return valueType(n.(*schema.PrimitiveNode))
	}
	switch n.LogicalType().(type) {
	case schema.ListLogicalType:
		if group.NumFields() == 1 {
			return listElement(group.Field(0)) + "[]"
		}
	case schema.MapLogicalType:
		if entry, ok := onlyGroup(group); ok && entry.NumFields() == 2 {
			return fmt.Sprintf("MAP(%s, %s)", typeOf(entry.Field(0)), typeOf(entry.Field(1)))
		}
	}
	fields := make([]string, group.NumFields())
	for i := range fields {
		fields[i] = quoteName(group.Field(i).Name()) + " " + typeOf(group.Field(i))
	}
	return "STRUCT(" + strings.Join(fields, ", ") + ")"
}

// listElement returns the type inside of a list's repeated middle layer.
func listElement(middle schema.Node) string {
	if group, ok := middle.(*schema.GroupNode); ok && group.NumFields() == 1 {
		return typeOf(group.Field(0))
	}
	return elementType(middle)
}

func onlyGroup(g *schema.GroupNode) (*schema.GroupNode, bool) {
	if g.NumFields() != 1 {
		return nil, false
	}
	inner, ok := g.Field(0).(*schema.GroupNode)
	return inner, ok
}

func valueType(n *schema.PrimitiveNode) string {
	switch l := n.LogicalType().(type) {
	case schema.StringLogicalType, schema.EnumLogicalType:
		return "VARCHAR"
	case schema.JSONLogicalType:
		return "JSON"
	case schema.UUIDLogicalType:
		return "UUID"
	case schema.DateLogicalType:
		return "DATE"
	case schema.IntervalLogicalType:
		return "INTERVAL"
	case *schema.TimeLogicalType:
		if l.TimeUnit() == schema.TimeUnitNanos && !l.IsAdjustedToUTC() {
			return "TIME_NS"
		}
		return "TIME"
	case *schema.DecimalLogicalType:
		return fmt.Sprintf("DECIMAL(%d,%d)", l.Precision(), l.Scale())
	case *schema.TimestampLogicalType:
		switch {
		case l.IsAdjustedToUTC():
			return "TIMESTAMP WITH TIME ZONE"
		case l.TimeUnit() == schema.TimeUnitNanos:
			return "TIMESTAMP_NS"
		}
		return "TIMESTAMP"
	case *schema.IntLogicalType:
		name := map[int]string{8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT"}[int(l.BitWidth())]
		if !l.IsSigned() {
			name = "U" + name
		}
		return name
	}
	switch n.PhysicalType() {
	case parquet.Types.Boolean:
		return "BOOLEAN"
	case parquet.Types.Int32:
		return "INTEGER"
	case parquet.Types.Int64:
		return "BIGINT"
	case parquet.Types.Int96:
		return "TIMESTAMP"
	case parquet.Types.Float:
		return "FLOAT"
	case parquet.Types.Double:
		return "DOUBLE"
	}
	return "BLOB"
}

// quoteName quotes a field's name where it would not be one word.
func quoteName(name string) string {
	if name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}
