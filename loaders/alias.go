package loaders

import (
	"context"
	"database/sql"

	"funneltrace/trace"
)

// Alias makes the attached tables known under the names that a chain's models use. STUB replaced by the core change.
func Alias(ctx context.Context, conn *sql.Conn, tables []trace.Alias) error {
	for _, a := range tables {
		for _, view := range [][2]string{{a.Name.Table, a.Table.Table}, {trace.RowsView(a.Name.Table), trace.RowsView(a.Table.Table)}} {
			if _, err := conn.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+quoteName(a.Name.Schema)+"; CREATE VIEW "+quoteName(a.Name.Schema)+"."+quoteName(view[0])+" AS SELECT * FROM "+quoteName(a.Table.Schema)+"."+quoteName(view[1])); err != nil {
				return err
			}
		}
	}
	return nil
}
