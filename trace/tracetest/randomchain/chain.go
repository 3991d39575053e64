package randomchain

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
)

// Chain is tables and models over them. The first model reads the root, each other the one before.
type Chain struct {
	Tables []*Table
	Models []*Query
}

// Table is a table with its rows as SQL; the first one of a chain is the root, whose id is the number of the row.
type Table struct {
	Name    string // in the schema src
	Columns []Column
	Rows    [][]string
}

// Column is a name and its type.
type Column struct {
	Name     string
	Type     Type
	Missable bool // it may be NULL since a LEFT JOIN missed
}

// Type is a type as DuckDB calls it.
type Type string

const (
	number  Type = "INTEGER"
	text    Type = "VARCHAR"
	list    Type = "INTEGER[]"
	boolean Type = "BOOLEAN"
)

// modelName is the name of the chain's i-th model, from 0.
func modelName(i int) string { return fmt.Sprintf("m%d", i+1) }

// Trace is the chain as it is traced.
func (c *Chain) Trace() *trace.Chain {
	out := &trace.Chain{Name: "random", Root: trace.Root{Source: trace.SourceName{Schema: "src", Table: c.Tables[0].Name}, Unit: "row"}}
	for i, q := range c.Models {
		text, _ := q.print()
		out.Models = append(out.Models, trace.Model{Name: modelName(i), File: modelName(i) + ".sql", SQL: text, Text: text})
		out.Number.Model = modelName(i)
	}
	return out
}

// Load makes the tables, in place of those of another chain.
func (c *Chain) Load(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "DROP SCHEMA IF EXISTS src CASCADE"); err != nil {
		return err
	}
	for _, t := range c.Tables {
		if err := tracetest.MakeTable(ctx, conn, "src", t.Name, t.query()); err != nil {
			return err
		}
	}
	return nil
}

// String is the chain for people: the tables, and the models.
func (c *Chain) String() string {
	var b strings.Builder
	for _, t := range c.Tables {
		fmt.Fprintf(&b, "-- src.%s\n%s\n", t.Name, t.query())
	}
	for i, q := range c.Models {
		text, _ := q.print()
		fmt.Fprintf(&b, "-- %s\n%s\n", modelName(i), text)
	}
	return b.String()
}

func (t *Table) query() string {
	var names, casts, rows []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
		casts = append(casts, fmt.Sprintf("CAST(%s AS %s) AS %s", c.Name, c.Type, c.Name))
	}
	for _, r := range t.Rows {
		rows = append(rows, "("+strings.Join(r, ", ")+")")
	}
	where := ""
	if len(rows) == 0 {
		rows, where = []string{"(" + strings.Repeat("NULL, ", len(t.Columns)-1) + "NULL)"}, " WHERE FALSE"
	}
	return fmt.Sprintf("SELECT %s FROM (VALUES %s) AS t(%s)%s", strings.Join(casts, ", "), strings.Join(rows, ", "), strings.Join(names, ", "), where)
}

// clone is a copy that shares nothing.
func (c *Chain) clone() *Chain {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // it has nothing that JSON does not take
	}
	out := &Chain{}
	if err := json.Unmarshal(text, out); err != nil {
		panic(err)
	}
	return out
}
