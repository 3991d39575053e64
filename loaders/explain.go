package loaders

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
)

// Explain adds to a model's error what the snapshot says of its reason. The error is one of [trace.Run], or that of a trace which does not
// come to the number.
func Explain(ctx context.Context, conn *sql.Conn, c *trace.Chain, err error) {
	var model *trace.ModelError
	if !errors.As(err, &model) {
		return
	}
	why := ""
	switch {
	case strings.Contains(model.Message, "VARCHAR"):
		why = explainUntyped(ctx, conn, c)
	case strings.Contains(model.Message, "disabled by configuration"):
		why = "models read tables of the snapshot, no files: make one that has the file as a table, as in trace snapshots freeze NAME_20240131 --table t=FILE, and read it as a source"
	}
	if why == "" {
		return
	}
	if model.Hint != "" {
		why = model.Hint + "; " + why
	}
	model.Hint = why
}

// explainUntyped says that tables of the chain have no rows, if that is so: nothing says then of what type their columns are, and they are text.
func explainUntyped(ctx context.Context, conn *sql.Conn, c *trace.Chain) string {
	var empty []string
	for _, m := range c.Models {
		for _, s := range m.Reads {
			if s.Schema != trace.RefSchema && !slices.Contains(empty, s.String()) && untyped(ctx, conn, s) {
				empty = append(empty, s.String())
			}
		}
	}
	switch len(empty) {
	case 0:
		return ""
	case 1:
		return empty[0] + " has no rows, so that all its columns are text"
	}
	return list(empty) + " have no rows, so that all their columns are text"
}

// untyped reports whether a table has no rows, and nothing but texts as such a file of text gives them.
func untyped(ctx context.Context, conn *sql.Conn, s trace.SourceName) bool {
	relation := quoteName(s.Schema) + "." + quoteName(s.Table)
	columns, err := describe(ctx, conn, relation)
	if err != nil || slices.ContainsFunc(columns, func(c column) bool { return c.typ != "VARCHAR" }) {
		return false
	}
	var empty bool
	err = conn.QueryRowContext(ctx, fmt.Sprintf("SELECT NOT EXISTS (FROM %s)", relation)).Scan(&empty)
	return err == nil && empty
}
