package tag

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// ranking is a column that numbers rows within a partition, and where it was computed.
type ranking struct {
	column string
	window sqltree.Node
	table  string      // the windows, with RowCol
	base   string      // the rows that were numbered
	key    string      // the column of base that RowCol of table holds
	hint   *trace.Hint // that each partition has one row; nil if nobody says so
}

// firstInPlace returns SQL for the id of the row that comes first in the partition of another.
func (t *Tracer) firstInPlace(ctx context.Context, r *ranking) (func(id int64) string, error) {
	var keys, names []string
	for i, e := range r.window.List("partitions") {
		text, err := t.PrintExpr(ctx, e)
		if err != nil {
			return nil, err
		}
		name := engine.Hidden + "p" + strconv.Itoa(i)
		keys, names = append(keys, text+" AS "+name), append(names, name)
	}
	rows := "(SELECT *, " + strings.Join(keys, ", ") + " FROM " + r.base + ")"
	return func(id int64) string {
		return fmt.Sprintf("SELECT min(w.%[1]s) FROM %[2]s AS w JOIN %[3]s AS r ON r.%[4]s = w.%[5]s JOIN (SELECT * FROM %[2]s WHERE %[1]s = %[6]d) AS l ON %[7]s WHERE r.%[8]s = 1",
			IDCol, rows, r.table, RowCol, r.key, id, same(names, names), r.column)
	}, nil
}
