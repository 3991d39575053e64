package snapshots

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// typeNames names types. It knows the nodes whose type the library does not.
type typeNames map[schema.Node]string

// columnsOf returns a file's columns with their types in DuckDB's words. newer are the elements of the schema whose type the library
// does not know, by their place.
func columnsOf(s *schema.Schema, newer map[int]element) ([]Column, error) {
	root := s.Root()
	t, place := typeNames{}, 0
	t.name(root, newer, &place)
	if root.NumFields() == 0 {
		return nil, errors.New("it has no columns")
	}
	columns := make([]Column, root.NumFields())
	for i := range columns {
		columns[i] = Column{Name: root.Field(i).Name(), Type: t.typeOf(root.Field(i))}
	}
	return columns, nil
}

// name walks over the nodes in the order in which the file has them.
func (t typeNames) name(n schema.Node, newer map[int]element, place *int) {
	if e, ok := newer[*place]; ok {
		t[n] = newerLogical[e.logical]
	}
	*place++
	if group, ok := n.(*schema.GroupNode); ok {
		for i := range group.NumFields() {
			t.name(group.Field(i), newer, place)
		}
	}
}

// typeOf returns the type of a field, as DuckDB names what it reads.
func (t typeNames) typeOf(n schema.Node) string {
	name := t.elementType(n)
	if n.RepetitionType() == parquet.Repetitions.Repeated { // the old way to write a list
		name += "[]"
	}
	return name
}

func (t typeNames) elementType(n schema.Node) string {
	if name, ok := t[n]; ok {
		return name
	}
	group, ok := n.(*schema.GroupNode)
	if !ok {
		return valueType(n.(*schema.PrimitiveNode))
	}
	switch n.LogicalType().(type) {
	case schema.ListLogicalType:
		if group.NumFields() == 1 {
			return t.listElement(group.Field(0)) + "[]"
		}
	case schema.MapLogicalType:
		if entry, ok := onlyGroup(group); ok && entry.NumFields() == 2 {
			return fmt.Sprintf("MAP(%s, %s)", t.typeOf(entry.Field(0)), t.typeOf(entry.Field(1)))
		}
	}
	fields := make([]string, group.NumFields())
	for i := range fields {
		fields[i] = quoteName(group.Field(i).Name()) + " " + t.typeOf(group.Field(i))
	}
	return "STRUCT(" + strings.Join(fields, ", ") + ")"
}

// listElement returns the type inside of a list's repeated middle layer.
func (t typeNames) listElement(middle schema.Node) string {
	if group, ok := middle.(*schema.GroupNode); ok && group.NumFields() == 1 {
		return t.typeOf(group.Field(0))
	}
	return t.elementType(middle)
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
