package chains

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// ExplainUntyped adds to a model's error about the type of a text why a column is one: it holds dates in an order that is not read by
// itself, or its table has no rows, so that nothing says of what type its columns are. The error is one of a run, or that of a trace which does not come to the number.
func ExplainUntyped(ctx context.Context, conn *sql.Conn, c *trace.Chain, err error) {
	var model *trace.ModelError
	if !errors.As(err, &model) {
		return
	}
	explainTextDates(ctx, conn, c, model)
	if !strings.Contains(model.Message, "VARCHAR") {
		return
	}
	var empty []string
	for _, m := range c.Models {
		for _, s := range m.Reads {
			if s.Schema != trace.RefSchema && !slices.Contains(empty, s.String()) && untyped(ctx, conn, s) {
				empty = append(empty, s.String())
			}
		}
	}
	if len(empty) == 0 {
		return
	}
	why := strings.Join(empty, ", ") + " has no rows, so that all its columns are text"
	if len(empty) > 1 {
		why = strings.Join(empty, ", ") + " have no rows, so that all their columns are text"
	}
	if model.Hint != "" {
		why = model.Hint + "; " + why
	}
	model.Hint = why
}

// untyped reports whether a table has no rows, and nothing but texts as such a file of text gives them.
func untyped(ctx context.Context, conn *sql.Conn, s trace.SourceName) bool {
	relation := sqltree.Quote(s.Schema) + "." + sqltree.Quote(s.Table)
	columns, err := engine.Describe(ctx, conn, relation)
	if err != nil || slices.ContainsFunc(columns, func(c engine.Column) bool { return c.Type != "VARCHAR" }) {
		return false
	}
	var empty bool
	err = conn.QueryRowContext(ctx, fmt.Sprintf("SELECT NOT EXISTS (FROM %s)", relation)).Scan(&empty)
	return err == nil && empty
}
