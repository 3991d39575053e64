package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// Reset drops what an earlier run left on the connection.
func Reset(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+sqltree.Quote(trace.RefSchema)+" CASCADE"); err != nil {
		return fmt.Errorf("drop schema %s: %w", trace.RefSchema, err)
	}
	return DropTemporary(ctx, conn, func(string) bool { return true })
}

// DropTemporary drops the temporary views and tables of runs whose names are to go.
func DropTemporary(ctx context.Context, conn *sql.Conn, goes func(name string) bool) error {
	for _, kind := range []string{"view", "table"} {
		names, err := Strings(ctx, conn, fmt.Sprintf("SELECT %[1]s_name FROM duckdb_%[1]ss() WHERE temporary AND starts_with(%[1]s_name, '%[2]s')", kind, Hidden))
		if err != nil {
			return err
		}
		for _, n := range names {
			if !goes(n) {
				continue
			}
			if _, err := conn.ExecContext(ctx, "DROP "+strings.ToUpper(kind)+" IF EXISTS temp."+sqltree.Quote(n)+" CASCADE"); err != nil {
				return fmt.Errorf("drop %s %s: %w", kind, n, err)
			}
		}
	}
	return nil
}
