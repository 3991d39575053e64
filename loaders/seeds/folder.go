package seeds

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
)

// problemsFile remembers the problems, beside the tables and the manifest.
const problemsFile = "problems.json"

// open returns the snapshot in a folder and the problems that were found when it was made.
func open(dir string) (*snapshots.Snapshot, []Problem, error) {
	snap, err := snapshots.Open(dir)
	if err != nil {
		return nil, nil, err
	}
	if !snap.HasManifest {
		return nil, nil, errors.New("its manifest is missing")
	}
	text, err := os.ReadFile(filepath.Join(dir, problemsFile))
	if err != nil {
		return nil, nil, err
	}
	var found []Problem
	if err := json.Unmarshal(text, &found); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", problemsFile, err)
	}
	return snap, found, nil
}

// fill writes all that belongs into a snapshot's folder.
func fill(ctx context.Context, dir string, sources []source, opt child.Options) error {
	db, err := engine.Open(ctx, engine.Options{Dirs: []string{dir}, TempDir: opt.TempDir, Threads: opt.Threads, MemoryLimit: opt.MemoryLimit})
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()

	all := []Problem{}
	lost := make([]int64, len(sources))
	var read, total int64
	for _, s := range sources {
		total += s.bytes
	}
	for i, s := range sources {
		if opt.Progress != nil {
			opt.Progress(s.Name, s.Shown, read, total)
		}
		found := &problems{seed: s.Seed}
		path := filepath.Join(dir, fileName(i, s))
		if s.Read != nil {
			err = s.writeFiles(ctx, path, opt)
		} else {
			err = s.write(ctx, conn, path, found)
		}
		if err != nil {
			return s.failed(err)
		}
		all = append(all, found.list...)
		lost[i] = found.dropped()
		read += s.bytes
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, problemsFile), text, 0o600); err != nil {
		return fmt.Errorf("keep the seeds: %w", err)
	}
	return writeManifest(dir, sources, lost)
}

// write reads the seed and writes its table as Parquet.
func (s source) write(ctx context.Context, conn *sql.Conn, path string, found *problems) error {
	text, err := s.read(found)
	if err != nil {
		return err
	}
	t, err := survey(ctx, s.Seed, text, found)
	if err != nil {
		return err
	}
	return t.write(ctx, conn, path)
}

// fileName is the name of a table's file. A seed's name may have what a file's may not; the blank keeps the others apart.
func fileName(i int, s source) string {
	if snapshots.CheckTableName(s.Name) == nil {
		return s.Name + ".parquet"
	}
	return fmt.Sprintf("seed %d.parquet", i)
}

// writeManifest describes the files in the folder. lost are the lines that each seed lacks.
func writeManifest(dir string, sources []source, lost []int64) error {
	m, err := snapshots.Describe(dir, Schema)
	if err != nil {
		return err
	}
	m.Source, m.Program = "the seeds of a dbt project", "trace"
	for i, s := range sources {
		file := fileName(i, s)
		j := slices.IndexFunc(m.Tables, func(t snapshots.Table) bool { return t.Files[0].Path == file })
		m.Tables[j].Name = s.Name
		m.Tables[j].Inputs = []snapshots.Input{{Name: s.Shown, Bytes: s.bytes, SHA256: s.sum, Rejected: lost[i]}}
		if s.Read != nil {
			m.Tables[j].Inputs = s.files
		}
	}
	return snapshots.WriteManifest(dir, m)
}
