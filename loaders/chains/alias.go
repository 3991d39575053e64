package chains

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// Alias gives tables that [attach.Tables] made the names that models know them by: for each a view of that name, and one of its
// numbered rows. A name that something has already is an error. A table that is not there gets none: [Check] says so, if the
// chain needs it.
func Alias(ctx context.Context, conn *sql.Conn, names []trace.Alias) error {
	if len(names) == 0 {
		return nil
	}
	have, err := attached(ctx, conn)
	if err != nil {
		return err
	}
	var database string // a view looks up names where it is read, and another snapshot may be in use there
	if err := conn.QueryRowContext(ctx, "SELECT current_database()").Scan(&database); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	for _, a := range names {
		if !have.contains(a.Table) || strings.EqualFold(a.Name.String(), a.Table.String()) {
			continue
		}
		if err := alias(ctx, tx, database, a, have); err != nil {
			return fmt.Errorf("call table %s %s: %w", a.Table, a.Name, err)
		}
		have = append(have, a.Name)
	}
	return tx.Commit()
}

func alias(ctx context.Context, tx *sql.Tx, database string, a trace.Alias, have tables) error {
	switch {
	case have.contains(a.Name):
		return fmt.Errorf("there is a table %s already", a.Name)
	case slices.ContainsFunc(engine.Reserved, func(s string) bool { return strings.EqualFold(s, a.Name.Schema) && s != "main" }):
		return fmt.Errorf("the engine keeps the schema %q for itself", a.Name.Schema)
	}
	if _, err := tx.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+sqltree.Quote(a.Name.Schema)); err != nil {
		return engine.Plain(err)
	}
	for _, view := range []func(string) string{func(t string) string { return t }, trace.RowsView} {
		text := "CREATE VIEW " + sqltree.Quote(a.Name.Schema) + "." + sqltree.Quote(view(a.Name.Table)) +
			" AS SELECT * FROM " + sqltree.Quote(database) + "." + sqltree.Quote(a.Table.Schema) + "." + sqltree.Quote(view(a.Table.Table))
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return engine.Plain(err)
		}
	}
	return nil
}
