package evidence

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
)

// Counted makes a relation of how often each value of some columns is among the rows that [Dropped] gives, the most frequent first.
// Beside the rows' columns, "month", "year" and the chain's dimensions can be counted. The last column is the root rows.
func Counted(ctx context.Context, conn *sql.Conn, c *trace.Chain, asOf trace.AsOf, step, cause string, s trace.Slice, by []string) (query string, err error) {
	e, rows, err := dropped(ctx, conn, c, asOf, step, cause, s)
	if err != nil {
		return "", err
	}
	unit := c.Root.Unit
	last := sqltree.Quote(unit + "_row")
	if rows.Grouped {
		last = sqltree.Quote(unit + "_count")
	}
	var list, groups []string
	beside := false
	for i, name := range by {
		text, ofFates, err := e.counted(rows, name)
		if err != nil {
			return "", err
		}
		beside = beside || ofFates
		list = append(list, text+" AS "+sqltree.Quote(name))
		groups = append(groups, strconv.Itoa(i+1))
	}
	from, count := "("+rows.Query()+") AS q", "count(*)"
	if rows.Grouped {
		count = "sum(q." + last + ")::BIGINT"
	}
	if beside {
		from += fmt.Sprintf(" JOIN %s AS f ON f.id = q.%s", fates.FatesWith(e.trace.Tracer, list...), last)
	}
	order := append([]string{strconv.Itoa(len(by)+1) + " DESC"}, groups...)
	return fmt.Sprintf("SELECT %s, %s AS %s FROM %s GROUP BY %s ORDER BY %s", strings.Join(list, ", "), count, sqltree.Quote(trace.Plural(unit)), from,
		strings.Join(groups, ", "), strings.Join(order, ", ")), nil
}

// counted is the SQL of what is counted; ofFates says that it is known of the root row beside the columns of the set.
func (e *Evidence) counted(rows *RowSet, name string) (text string, ofFates bool, err error) {
	var names []string
	for _, c := range rows.Columns {
		names = append(names, c.Name)
	}
	for _, d := range rows.known {
		names = append(names, d.Name)
	}
	if i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) }); i >= 0 {
		return "q." + sqltree.Quote(names[i]), false, nil
	}
	bucket, err := e.result.Bucket(name)
	if err == nil && !rows.Grouped {
		return bucket, true, nil
	}
	if !rows.Grouped {
		if e.result.Chain.Root.Time != "" {
			names = append(names, "month", "year")
		}
		for _, d := range e.trace.Dimensions {
			if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, d.Name) }) {
				names = append(names, d.Name)
			}
		}
	}
	return "", false, fmt.Errorf("there is no column %q to count by; there are %s", name, strings.Join(names, ", "))
}
