package freeze

import (
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots/near"
	"funneltrace/trace/sqltree"
)

// sortBy returns the ORDER BY without the ties, or "" for the order of the input.
func (t table) sortBy(done *frozen, times *tables.TimeColumn, columns []engine.Column) (string, error) {
	switch {
	case t.AsIs:
		return "", nil
	case len(t.Sort) > 0:
		var by []string
		for _, name := range t.Sort {
			i := slices.IndexFunc(columns, func(c engine.Column) bool { return strings.EqualFold(c.Name, name) })
			if i < 0 {
				var names []string
				for _, c := range columns {
					names = append(names, c.Name)
				}
				return "", fmt.Errorf("there is no column %q to sort by%s; the columns are %s", name, near.Hint(name, names), strings.Join(names, ", "))
			}
			done.Sorted = append(done.Sorted, columns[i].Name)
			key := sqltree.Quote(columns[i].Name)
			if times != nil && times.Name == columns[i].Name {
				key = times.Sort
			}
			by = append(by, key+" ASC NULLS LAST")
		}
		return strings.Join(by, ", "), nil
	case times != nil:
		done.Sorted = []string{times.Name}
		return times.Sort + " ASC NULLS LAST", nil
	}
	return "", nil
}
