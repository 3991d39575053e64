package attach

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// Tables makes two views for every table of the snapshot, in a schema named after its family: one named as the table,
// with the files' columns, and one named [trace.RowsView] that also has [trace.RowColumn]. Tables of text are read from
// what [Import] made of them below cache. Files that cannot be read, or that disagree about a column, are an error and
// nothing is attached.
func Tables(ctx context.Context, conn *sql.Conn, snap *snapshots.Snapshot, cache string) error {
	if err := attach(ctx, conn, snap, cache); err != nil {
		return fmt.Errorf("attach snapshot %s: %w", snap.Name, err)
	}
	return nil
}

// TablesIn is Tables in a database of its own, so that snapshots of one family can stand side by side. The database is then the
// one in which names are looked up.
func TablesIn(ctx context.Context, conn *sql.Conn, database string, snap *snapshots.Snapshot, cache string) error {
	name := sqltree.Quote(database)
	if _, err := conn.ExecContext(ctx, "ATTACH ':memory:' AS "+name+"; USE "+name); err != nil {
		return fmt.Errorf("attach snapshot %s: %w", snap.Name, err)
	}
	return Tables(ctx, conn, snap, cache)
}

func attach(ctx context.Context, conn *sql.Conn, snap *snapshots.Snapshot, cache string) error {
	if slices.ContainsFunc(engine.Reserved, func(s string) bool { return strings.EqualFold(s, snap.Family) }) {
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
	if _, err := tx.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+sqltree.Quote(snap.Family)); err != nil {
		return err
	}
	for _, t := range snap.Manifest.Tables {
		if err := attachTable(ctx, tx, snap.Family, t.Name, parquetOf(snap, t, cache)); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return tx.Commit()
}

// Files are the paths of what [Tables] reads: the snapshot's Parquet files, and what [Import] makes of its text below cache.
func Files(snap *snapshots.Snapshot, cache string) []string {
	var files []string
	for _, t := range snap.Manifest.Tables {
		files = append(files, parquetOf(snap, t, cache).Paths...)
	}
	return files
}

// parquetOf returns the files that a snapshot's table is read from; one of text is read from what it was imported to.
func parquetOf(snap *snapshots.Snapshot, t snapshots.Table, cache string) tables.TableFiles {
	if t.Format != snapshots.Parquet {
		return tables.TableFiles{Paths: []string{importPath(cache, t)}, Names: []string{t.Files[0].Path}, Folders: make([][]snapshots.Partition, 1)}
	}
	f := tables.TableFiles{Paths: snap.Paths(t)}
	for _, file := range t.Files {
		f.Names, f.Folders = append(f.Names, file.Path), append(f.Folders, snapshots.Partitions(file.Path))
	}
	return f
}

func attachTable(ctx context.Context, tx *sql.Tx, schema, table string, files tables.TableFiles) error {
	t, err := files.Read(ctx, tx, false)
	if err != nil {
		return err
	}
	rows, err := t.Numbered(ctx, tx)
	if err != nil {
		return err
	}
	name := sqltree.Quote(schema) + "."
	for _, view := range []string{
		name + sqltree.Quote(table) + " AS SELECT * FROM " + t.Relation(),
		name + sqltree.Quote(trace.RowsView(table)) + " AS " + rows,
	} {
		if _, err := tx.ExecContext(ctx, "CREATE VIEW "+view); err != nil {
			return engine.Damaged(files.Names[0], err)
		}
	}
	return nil
}
