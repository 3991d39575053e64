package tables

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

func Nulls(ctx context.Context, conn *sql.Conn, relation string, columns []engine.Column) ([]int64, error) {
	counts := make([]string, len(columns))
	found := make([]int64, len(columns))
	into := make([]any, len(columns))
	for i, c := range columns {
		counts[i] = "count(*) - count(" + sqltree.Quote(c.Name) + ")"
		into[i] = &found[i]
	}
	err := conn.QueryRowContext(ctx, "SELECT "+strings.Join(counts, ", ")+" FROM "+relation).Scan(into...)
	return found, err
}

// HoldsRowColumn reports whether a column has the name of the row's number.
func HoldsRowColumn(columns []engine.Column) bool {
	return slices.ContainsFunc(columns, func(c engine.Column) bool { return strings.EqualFold(c.Name, trace.RowColumn) })
}

// ColumnList is the columns of a table in SQL.
type ColumnList struct {
	Columns      []engine.Column
	Names, Casts string
	Hash         string // of a whole row
}

// SelectList casts the columns to what Parquet holds: it has no enumerations, and one kind of timestamp.
func SelectList(columns []engine.Column) ColumnList {
	var names, casts []string
	l := ColumnList{Columns: slices.Clone(columns)}
	for i, c := range columns {
		switch {
		case strings.HasPrefix(c.Type, "ENUM("):
			c.Type = "VARCHAR"
		case c.Type == "TIMESTAMP_S", c.Type == "TIMESTAMP_MS":
			c.Type = "TIMESTAMP"
		}
		l.Columns[i] = c
		name := sqltree.Quote(c.Name)
		names = append(names, name)
		casts = append(casts, "CAST("+name+" AS "+c.Type+") AS "+name)
	}
	l.Names, l.Casts = strings.Join(names, ", "), strings.Join(casts, ", ")
	l.Hash = "hash(" + l.Names + ")"
	return l
}
