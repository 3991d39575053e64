package attach

import (
	"context"
	"database/sql"
	"path/filepath"

	"funneltrace/loaders/child"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots"
)

// job is one table for the child to read whole.
type job struct {
	Table  string
	Format snapshots.Format
	Files  []string
	Names  []string // of the files inside the snapshot's folder
	Out    string   // where a text table goes, as Parquet
}

// ScanJob is the child of [Scan] and [Import].
var ScanJob = child.Doing(scanChild)

func scanChild(ctx context.Context, conn *sql.Conn, jobs []job, say func(child.Report) error) error {
	var notes []string
	for _, j := range jobs {
		last := child.Report{Table: j.Table}
		start := func(file string) error {
			last.File = filepath.Base(file)
			return say(last)
		}
		more, err := j.run(ctx, conn, start)
		if err != nil {
			last.Error = err.Error()
			return say(last)
		}
		for _, note := range more {
			notes = append(notes, "table "+j.Table+": "+note)
		}
	}
	return say(child.Report{Done: true, Notes: notes})
}

func (j job) run(ctx context.Context, conn *sql.Conn, start func(file string) error) (notes []string, err error) {
	if j.Format != snapshots.Parquet {
		if err := start(j.Files[0]); err != nil {
			return nil, err
		}
		return importText(ctx, conn, j)
	}
	for i, f := range j.Files {
		if err := start(f); err != nil {
			return nil, err
		}
		if err := tables.ScanFile(ctx, conn, f); err != nil {
			return nil, tables.Unread(j.Names[i], err)
		}
	}
	files := tables.TableFiles{Paths: j.Files, Names: j.Names}
	for _, name := range j.Names {
		files.Folders = append(files.Folders, snapshots.Partitions(name))
	}
	t, err := files.Read(ctx, conn, false)
	if err != nil {
		return nil, err
	}
	return t.Remarks(ctx, conn)
}
