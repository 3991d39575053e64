package attach

import (
	"context"
	"os"
	"path/filepath"

	"funneltrace/loaders/child"
	"funneltrace/snapshots"
)

// Scan reads every value of the snapshot's Parquet files in a child process: a damaged or hostile file can crash the
// engine, and a count can succeed on a file that no scan can read. Do it once before a snapshot is trusted and
// attached: it is made to be given to [snapshots.Trust.Verify], which remembers it and puts the snapshot's name before
// the error. That is one line, with the table and the file. Text tables are read by [Import] instead.
func Scan(ctx context.Context, snap *snapshots.Snapshot, opt child.Options) error {
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

// sizes are the bytes of the jobs' files, by how the child reports them.
func sizes(jobs []job) map[[2]string]int64 {
	each := map[[2]string]int64{}
	for _, j := range jobs {
		for _, f := range j.Files {
			if info, err := os.Stat(f); err == nil {
				each[fileKey(j, f)] += info.Size()
			}
		}
	}
	return each
}

// fileKey is a file as the child reports it. A text table is reported once, under its first file.
func fileKey(j job, file string) [2]string {
	if j.Format != snapshots.Parquet {
		file = j.Files[0]
	}
	return [2]string{j.Table, filepath.Base(file)}
}

// runChild has a child process do the jobs. It may only read the files, write into dirs, and do both in its temporary folder.
func runChild(ctx context.Context, jobs []job, files, dirs []string, opt child.Options) error {
	last, err := child.Run(ctx, child.Task{Job: "scan", With: jobs, Files: files, Dirs: dirs, Sizes: sizes(jobs)}, opt)
	opt.Say(last.Notes)
	return err
}
