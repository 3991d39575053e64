package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// rowsNamed is how many rows that have something in common are named.
const rowsNamed = 4

// tellApart returns a column of the relation, quoted, by which a person tells rows apart that have the same in others: a text if there is
// such a one, else the first that does. It is empty if none does. Columns in skip are not looked at.
func (t *Tracer) tellApart(ctx context.Context, from string, same []string, skip ...string) string {
	columns, err := t.Describe(ctx, "FROM "+from)
	if err != nil {
		return ""
	}
	slices.SortStableFunc(columns, func(a, b trace.Column) int { return textLast(b) - textLast(a) })
	for _, c := range columns {
		if slices.Contains(same, c.Name) || slices.Contains(skip, c.Name) || strings.HasPrefix(c.Name, engine.Hidden) {
			continue
		}
		name := "CAST(" + sqltree.Quote(c.Name) + " AS VARCHAR)"
		var apart bool
		query := fmt.Sprintf("SELECT count(*) > 0 AND count(*) = count(DISTINCT hash(%s, %s)) AND count(*) = count(%[2]s) FROM %[3]s", strings.Join(same, ", "), name, from)
		if err := t.Conn.QueryRowContext(ctx, query).Scan(&apart); err == nil && apart {
			return name
		}
	}
	return ""
}

func textLast(c trace.Column) int {
	if c.Type == "VARCHAR" {
		return 1
	}
	return 0
}

// listNames is an aggregate that lists some of the names.
func listNames(name, between string) string {
	return fmt.Sprintf("array_to_string(list(%[1]s ORDER BY %[1]s)[:%[2]d], '%[3]s') || CASE WHEN count(*) > %[2]d THEN '%[3]s…' ELSE '' END", name, rowsNamed, between)
}
