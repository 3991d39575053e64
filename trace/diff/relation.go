package diff

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// Relation is one side of a comparison.
type Relation struct {
	From string // what to put after FROM: a quoted name, or a subquery in parentheses
	Row  string // the column of From that numbers its rows from 0; it is not compared
}

// field is a column of a side.
type field struct{ name, typ string }

// fields returns the columns of a relation but for the one that numbers its rows.
func (r Relation) fields(ctx context.Context, conn *sql.Conn) ([]field, error) {
	list, err := describe(ctx, conn, "SELECT * FROM "+r.From)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(f field) bool { return f.name == r.Row }), nil
}

func describe(ctx context.Context, conn *sql.Conn, query string) ([]field, error) {
	rows, err := conn.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+query+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []field
	for rows.Next() {
		var f field
		if err := rows.Scan(&f.name, &f.typ); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// columns are the columns that both sides have, as they are compared. In SQL they go by c0, c1…
type columns struct {
	list   []compared
	leaves []leaf // of all of them, in their order
	schema []SchemaChange
}

// compared is a column of both sides.
type compared struct {
	name  [2]string // as each side writes it
	types [2]string
	typ   string // in which both are compared
	role  Role
	from  string
}

// leaf is a column, or a field of a struct: what a person sees change.
type leaf struct {
	name   string
	typ    string
	column int
	sql    string // over c0, c1…
}

// match finds the columns that both sides have, by their names in any case, and a type to compare each in.
func match(ctx context.Context, conn *sql.Conn, sides [2][]field, roles map[string]Column) (*columns, error) {
	c := &columns{}
	other := map[string]field{}
	for _, f := range sides[1] {
		other[strings.ToLower(f.name)] = f
	}
	for _, f := range sides[0] {
		g, ok := other[strings.ToLower(f.name)]
		if !ok {
			c.schema = append(c.schema, SchemaChange{Column: f.name, Types: [2]string{f.typ, ""}})
			continue
		}
		delete(other, strings.ToLower(f.name))
		col := compared{name: [2]string{f.name, g.name}, types: [2]string{f.typ, g.typ}, typ: f.typ, role: Own}
		if f.typ != g.typ {
			c.schema = append(c.schema, SchemaChange{Column: f.name, Types: col.types})
			col.typ = commonType(ctx, conn, f.typ, g.typ)
		}
		if role, ok := roles[strings.ToLower(f.name)]; ok {
			col.role, col.from = role.Role, role.From
		}
		c.list = append(c.list, col)
	}
	for _, f := range sides[1] {
		if _, only := other[strings.ToLower(f.name)]; only {
			c.schema = append(c.schema, SchemaChange{Column: f.name, Types: [2]string{"", f.typ}})
		}
	}
	for i, col := range c.list {
		if err := c.addLeaves(ctx, conn, i, col.name[0], col.typ, column(i)); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func column(i int) string { return fmt.Sprintf("c%d", i) }

// commonType is the type in which the engine would put both in one column; text if it would not.
func commonType(ctx context.Context, conn *sql.Conn, a, b string) string {
	if a == "VARCHAR" || b == "VARCHAR" { // the engine would read text as the other type, and fail
		return "VARCHAR"
	}
	list, err := describe(ctx, conn, fmt.Sprintf("SELECT CAST(NULL AS %s) AS x UNION ALL SELECT CAST(NULL AS %s)", a, b))
	if err != nil || len(list) != 1 {
		return "VARCHAR"
	}
	return list[0].typ
}

// addLeaves adds the fields of a struct, down to what is no struct.
func (c *columns) addLeaves(ctx context.Context, conn *sql.Conn, i int, name, typ, sql string) error {
	if !strings.HasPrefix(typ, "STRUCT(") || strings.HasSuffix(typ, "]") {
		c.leaves = append(c.leaves, leaf{name: name, typ: typ, column: i, sql: sql})
		return nil
	}
	fields, err := describe(ctx, conn, "SELECT unnest(CAST(NULL AS "+typ+"))")
	if err != nil {
		return err
	}
	for _, f := range fields {
		if err := c.addLeaves(ctx, conn, i, name+"."+f.name, f.typ, "struct_extract("+sql+", "+sqltree.Literal(f.name)+")"); err != nil {
			return err
		}
	}
	return nil
}

// named are the columns of some roles.
func (c *columns) named(roles ...Role) []string {
	var out []string
	for i, col := range c.list {
		if slices.Contains(roles, col.role) {
			out = append(out, column(i))
		}
	}
	return out
}

// rows is a subquery of a side: row_no, c0, c1…, and the key as k0, k1….
func (c *columns) rows(side int, r Relation, key []string) string {
	list := []string{sqltree.Quote(r.Row) + "::BIGINT AS row_no"}
	for i, col := range c.list {
		expr := "src." + sqltree.Quote(col.name[side])
		if col.types[side] != col.typ {
			expr = "CAST(" + expr + " AS " + col.typ + ")"
		}
		list = append(list, expr+" AS "+column(i))
	}
	for i, k := range key {
		list = append(list, fmt.Sprintf("(%s) AS k%d", k, i))
	}
	return "(SELECT " + strings.Join(list, ", ") + " FROM " + r.From + " AS src)"
}

// packed is columns, or expressions over them, as one value.
func packed(list []string) string {
	fields := make([]string, len(list))
	for i, x := range list {
		fields[i] = fmt.Sprintf("'f%d': %s", i, x)
	}
	if len(fields) == 0 {
		return "TRUE"
	}
	return "{" + strings.Join(fields, ", ") + "}"
}
