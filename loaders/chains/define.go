package chains

import (
	"context"
	"database/sql"
	"fmt"

	"funneltrace/loaders/engine"
	"funneltrace/trace"
)

// Define makes what the models of the chain call: the macros of its language, and the names by which they know the snapshot's tables,
// as [Alias] does. The tables are attached.
func Define(ctx context.Context, conn *sql.Conn, c *trace.Chain) error {
	for _, statement := range c.Macros {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("make the functions of the chain's language: %w", engine.Plain(err))
		}
	}
	return Alias(ctx, conn, c.Tables)
}
