package loaders

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/snapshots"
	"funneltrace/trace"
)

// reserved are schemas that already mean something to the engine or to a chain.
var reserved = []string{"main", "memory", "system", "temp", "information_schema", "pg_catalog", trace.RefSchema}

// Attach makes two views for every table of the snapshot, in a schema named after its family: one named as the table,
// with the files' columns, and one named [trace.RowsView] that also has [trace.RowColumn]. Tables of text are read from
// what [Import] made of them below cache. Files that cannot be read, or that disagree about a column, are an error and
// nothing is attached.
func Attach(ctx context.Context, conn *sql.Conn, snap *snapshots.Snapshot, cache string) error {
	if err := attach(ctx, conn, snap, cache); err != nil {
		return fmt.Errorf("attach snapshot %s: %w", snap.Name, err)
	}
	return nil
}

// AttachIn is Attach in a database of its own, so that snapshots of one family can stand side by side. The database is then the
// one in which names are looked up.
func AttachIn(ctx context.Context, conn *sql.Conn, database string, snap *snapshots.Snapshot, cache string) error {
	name := quoteName(database)
	if _, err := conn.ExecContext(ctx, "ATTACH ':memory:' AS "+name+"; USE "+name); err != nil {
		return fmt.Errorf("attach snapshot %s: %w", snap.Name, err)
	}
	return Attach(ctx, conn, snap, cache)
}

func attach(ctx context.Context, conn *sql.Conn, snap *snapshots.Snapshot, cache string) error {
	if slices.ContainsFunc(reserved, func(s string) bool { return strings.EqualFold(s, snap.Family) }) {
		return fmt.Errorf("its tables would be in the schema %q, which the engine keeps for itself; give the folder another name", snap.Family)
	}
	if err := staysInside(snap.Dir); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	if _, err := tx.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+quoteName(snap.Family)); err != nil {
		return err
	}
	for _, t := range snap.Manifest.Tables {
		if err := attachTable(ctx, tx, snap.Family, t.Name, tableFiles(snap, t, cache)); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return tx.Commit()
}

// Files are the paths of what [Attach] reads: the snapshot's Parquet files, and what [Import] makes of its text below cache.
func Files(snap *snapshots.Snapshot, cache string) []string {
	var files []string
	for _, t := range snap.Manifest.Tables {
		files = append(files, tableFiles(snap, t, cache)...)
	}
	return files
}

func tableFiles(snap *snapshots.Snapshot, t snapshots.Table, cache string) []string {
	if t.Format != snapshots.Parquet {
		return []string{importPath(cache, t)}
	}
	return snap.Paths(t)
}

func attachTable(ctx context.Context, tx *sql.Tx, schema, table string, files []string) error {
	columns, err := sameColumns(ctx, tx, files)
	if err != nil {
		return err
	}
	rows, err := numbered(ctx, tx, files, columns)
	if err != nil {
		return err
	}
	name := quoteName(schema) + "."
	for _, view := range []string{
		name + quoteName(table) + " AS SELECT * FROM " + scan(files),
		name + quoteName(trace.RowsView(table)) + " AS " + rows,
	} {
		if _, err := tx.ExecContext(ctx, "CREATE VIEW "+view); err != nil {
			return damaged(filepath.Base(files[0]), err)
		}
	}
	return nil
}

// scan is the table function that reads the files, with nothing added that is not in them unless an option asks for it.
func scan(files []string, options ...string) string {
	options = append([]string{quotePaths(files), "hive_partitioning = false"}, options...)
	return "read_parquet(" + strings.Join(options, ", ") + ")"
}
