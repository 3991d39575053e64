package loaders

import (
	"context"
	"os"
	"time"

	"funneltrace/snapshots"
	"funneltrace/snapshots/store"
)

// ScanOptions are the limits of a child process, and who hears of its progress.
type ScanOptions struct {
	TempDir     string
	Threads     int
	MemoryLimit string
	Patience    time.Duration                               // how long one file may take, beside a second per MiB; 0 is a minute
	Progress    func(table, file string, read, total int64) // called when a file begins, in bytes; nil is silent
	Run         *store.Run                                  // the run that the cache is used in; nil is none
	Note        func(note string)                           // what is to be said of how files were read; nil is silent
}

func (o ScanOptions) note(notes []string) {
	for _, n := range notes {
		if o.Note != nil {
			o.Note(n)
		}
	}
}

// Scan reads every value of the snapshot's Parquet files in a child process: a damaged or hostile file can crash the
// engine, and a count can succeed on a file that no scan can read. Do it once before a snapshot is trusted and
// attached: it is made to be given to [snapshots.Trust.Verify], which remembers it and puts the snapshot's name before
// the error. That is one line, with the table and the file. Text tables are read by [Import] instead.
func Scan(ctx context.Context, snap *snapshots.Snapshot, opt ScanOptions) error {
	var jobs []job
	var files []string
	for _, t := range snap.Manifest.Tables {
		if t.Format == snapshots.Parquet {
			jobs = append(jobs, job{Table: t.Name, Format: t.Format, Files: snap.Paths(t), Names: namesOf(t)})
			files = append(files, snap.Paths(t)...)
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	if err := staysInside(snap.Dir); err != nil {
		return err
	}
	return runChild(ctx, jobs, files, nil, opt)
}

// namesOf are the paths of a table's files inside the snapshot's folder.
func namesOf(t snapshots.Table) []string {
	var names []string
	for _, f := range t.Files {
		names = append(names, f.Path)
	}
	return names
}

// sizes are the bytes of the jobs' files, in the order in which the child reports them.
func sizes(jobs []job) (each map[[2]string]int64, total int64) {
	each = map[[2]string]int64{}
	for _, j := range jobs {
		for _, f := range j.Files {
			if info, err := os.Stat(f); err == nil {
				each[fileKey(j, f)] += info.Size()
				total += info.Size()
			}
		}
	}
	return each, total
}
