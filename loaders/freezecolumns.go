package loaders

import (
	"fmt"
	"slices"
	"strings"

	"funneltrace/snapshots/near"
	"funneltrace/trace/sqltree"
)

// columnList is the columns of a table in SQL.
type columnList struct {
	columns      []column
	names, casts string
	hash         string // of a whole row
}

// selectList casts the columns to what Parquet holds: it has no enumerations, and one kind of timestamp.
func selectList(columns []column) columnList {
	var names, casts []string
	l := columnList{columns: slices.Clone(columns)}
	for i, c := range columns {
		switch {
		case strings.HasPrefix(c.typ, "ENUM("):
			c.typ = "VARCHAR"
		case c.typ == "TIMESTAMP_S", c.typ == "TIMESTAMP_MS":
			c.typ = "TIMESTAMP"
		}
		l.columns[i] = c
		name := sqltree.Quote(c.name)
		names = append(names, name)
		casts = append(casts, "CAST("+name+" AS "+c.typ+") AS "+name)
	}
	l.names, l.casts = strings.Join(names, ", "), strings.Join(casts, ", ")
	l.hash = "hash(" + l.names + ")"
	return l
}

// sortBy returns the ORDER BY without the ties, or "" for the order of the input.
func (t table) sortBy(done *frozen, times *timeColumn, columns []column) (string, error) {
	switch {
	case t.AsIs:
		return "", nil
	case len(t.Sort) > 0:
		var by []string
		for _, name := range t.Sort {
			i := slices.IndexFunc(columns, func(c column) bool { return strings.EqualFold(c.name, name) })
			if i < 0 {
				var names []string
				for _, c := range columns {
					names = append(names, c.name)
				}
				return "", fmt.Errorf("there is no column %q to sort by%s; the columns are %s", name, near.Hint(name, names), strings.Join(names, ", "))
			}
			done.Sorted = append(done.Sorted, columns[i].name)
			key := sqltree.Quote(columns[i].name)
			if times != nil && times.name == columns[i].name {
				key = times.sort
			}
			by = append(by, key+" ASC NULLS LAST")
		}
		return strings.Join(by, ", "), nil
	case times != nil:
		done.Sorted = []string{times.name}
		return times.sort + " ASC NULLS LAST", nil
	}
	return "", nil
}
