package seeds

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/trace/sqltree"
)

// write writes the table as Parquet, its rows in the order of the lines. The engine takes all values as text first, with the
// lines that they are on, so that one that has not the type that the project says can be told.
func (t *table) write(ctx context.Context, conn *sql.Conn, path string) error {
	create, casts := []string{"line BIGINT"}, []string{}
	for i, c := range t.columns {
		create = append(create, fmt.Sprintf("c%d VARCHAR", i))
		casts = append(casts, fmt.Sprintf("CAST(c%d AS %s) AS %s", i, c.typ, sqltree.Quote(c.name)))
	}
	if _, err := conn.ExecContext(ctx, "CREATE OR REPLACE TABLE seed ("+strings.Join(create, ", ")+")"); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS seed") //nolint:errcheck // it goes with the engine
	err := engine.Append(conn, "seed", func(add func(...driver.Value) error) error {
		row := make([]driver.Value, 1+len(t.columns))
		return t.each(ctx, func(line int, values []any) error {
			row[0] = int64(line)
			for i, v := range values {
				row[i+1] = v
			}
			return add(row...)
		})
	})
	if err != nil {
		return err
	}
	for i, c := range t.columns {
		if c.said == "" {
			continue
		}
		if err := checkType(ctx, conn, i, c); err != nil {
			return err
		}
	}
	return engine.WriteParquet(ctx, conn, "SELECT "+strings.Join(casts, ", ")+" FROM seed", path)
}

// checkType returns an error if a value cannot be cast to the type that the project says.
func checkType(ctx context.Context, conn *sql.Conn, i int, c column) error {
	query := fmt.Sprintf("SELECT line, c%[1]d, count(*) OVER () FROM seed WHERE c%[1]d IS NOT NULL AND TRY_CAST(c%[1]d AS %[2]s) IS NULL ORDER BY line LIMIT 1", i, c.typ)
	var line, lines int
	var value string
	switch err := conn.QueryRowContext(ctx, query).Scan(&line, &value, &lines); err {
	case sql.ErrNoRows:
		return nil
	case nil:
	default:
		return err
	}
	all := ""
	if lines > 1 {
		all = fmt.Sprintf(", the first of %d values that are none", lines)
	}
	return lineError(line, "column %s: %q is no %s%s; column_types says %s: mend the value or the type",
		shown(c.name), shown(value), c.typ, all, c.said)
}
