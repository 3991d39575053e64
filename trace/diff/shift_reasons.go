package diff

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// reasons says of each shift what became of its two values in the tables of the snapshots: a table that has the dimension's column, and a
// row for each of its values. The root is none, since what is in it is what has moved.
func (s States) reasons(ctx context.Context, conn *sql.Conn, b *trace.Bridge) error {
	for i := range b.Regroupings {
		r := &b.Regroupings[i]
		at := slices.IndexFunc(s.Chain.Dimensions, func(d trace.Dimension) bool { return d.Name == r.Dimension })
		if at < 0 || s.Chain.Dimensions[at].Step == "" {
			continue
		}
		for _, t := range s.Tables {
			if t.Schemas[0] == "" || t.Schemas[1] == "" || strings.EqualFold(s.Chain.TableOf(s.Chain.Root.Source).Table, t.Table) {
				continue
			}
			changes, err := s.changesOf(ctx, conn, t, s.Chain.Dimensions[at].Column, valuesOf(r.Shifts))
			if err != nil {
				return err
			}
			for j := range r.Shifts {
				shift := &r.Shifts[j]
				for _, value := range []*string{shift.From, shift.To} {
					if value != nil && changes[*value] != "" {
						shift.Why = append(shift.Why, changes[*value])
					}
				}
			}
		}
	}
	return nil
}

func valuesOf(shifts []trace.Shift) []string {
	var out []string
	for _, s := range shifts {
		for _, v := range []*string{s.From, s.To} {
			if v != nil {
				out = append(out, *v)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// changesOf says what differs between the rows that a table has for some values of a column, by the value. It says nothing where the
// table has no such column, or several rows for one value.
func (s States) changesOf(ctx context.Context, conn *sql.Conn, t Source, column string, values []string) (map[string]string, error) {
	var rows [2]map[string]map[string]string
	for side, schema := range t.Schemas {
		from := s.rows(side, schema, t.Table)
		columns, err := columnsOf(ctx, conn, from)
		if err != nil {
			return nil, fmt.Errorf("compare %s: %w", t.Name, err)
		}
		if !sqltree.ContainsName(columns, column) {
			return nil, nil
		}
		if rows[side], err = rowsBy(ctx, conn, from, columns, column, values); err != nil || rows[side] == nil {
			return nil, err
		}
	}
	out := map[string]string{}
	for _, v := range values {
		a, b := rows[0][v], rows[1][v]
		switch {
		case a == nil && b == nil:
		case a == nil:
			out[v] = fmt.Sprintf("%s has %s only in B", t.Name, v)
		case b == nil:
			out[v] = fmt.Sprintf("%s has %s only in A", t.Name, v)
		default:
			var changed []string
			for name, was := range a {
				if is, both := b[name]; both && is != was {
					changed = append(changed, fmt.Sprintf("%s of %s in %s was %s, is %s", name, v, t.Name, was, is))
				}
			}
			slices.Sort(changed)
			out[v] = strings.Join(changed, "; ")
		}
	}
	return out, nil
}

func columnsOf(ctx context.Context, conn *sql.Conn, from string) (out []string, err error) {
	rows, err := conn.QueryContext(ctx, "SELECT column_name FROM (DESCRIBE SELECT * FROM "+from+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c string
		if err := rows.Scan(&c); err != nil {
			return nil, err
		}
		if c != trace.RowColumn {
			out = append(out, c)
		}
	}
	return out, rows.Err()
}

// rowsBy reads the rows with some values of a column: their cells by name, by the value; nil if one value has several rows.
func rowsBy(ctx context.Context, conn *sql.Conn, from string, columns []string, column string, values []string) (map[string]map[string]string, error) {
	var cells, wanted []string
	for _, c := range columns {
		cells = append(cells, "coalesce(CAST("+sqltree.Quote(c)+" AS VARCHAR), 'NULL')")
	}
	for _, v := range values {
		wanted = append(wanted, sqltree.Literal(v))
	}
	by := "CAST(" + sqltree.Quote(column) + " AS VARCHAR)"
	rows, err := conn.QueryContext(ctx, fmt.Sprintf("SELECT %s, [%s] FROM %s WHERE %[1]s IN (%[4]s) LIMIT %[5]d", by, strings.Join(cells, ", "), from, strings.Join(wanted, ", "), len(values)+1))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]map[string]string{}
	for rows.Next() {
		var value string
		var texts []any
		if err := rows.Scan(&value, &texts); err != nil {
			return nil, err
		}
		if out[value] != nil {
			return nil, nil
		}
		row := map[string]string{}
		for i, t := range texts {
			row[columns[i]], _ = t.(string)
		}
		out[value] = row
	}
	return out, rows.Err()
}
