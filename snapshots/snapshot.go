// Package snapshots says what a snapshot is: an immutable folder <family>_<YYYYMMDD> of tables, with or without a
// manifest. It finds one by name, reads what it holds, and remembers which have been proved safe to read.
//
//	snap, err := snapshots.Find("rebrandly", places) // the newest of the family; a path works too
//	if err != nil { … }                              // one line, with a hint
//	for _, t := range snap.Manifest.Tables {
//		fmt.Println(t, snap.Paths(t))
//	}
//
// [Open] reads sizes and Parquet footers, never the data, and does it before any engine sees the files: a folder that
// was truncated, edited or made to attack is refused with an error that names the file. What only a whole scan can
// show is the business of [Trust].
//
// A snapshot is made on a [Stage], from which it appears whole or not at all.
//
// A folder without manifest.json is a snapshot too if it holds data: <table>.parquet, or a folder <table> of part
// files; .csv, .tsv, .ndjson and .jsonl likewise. Its manifest is made up in memory, and hashes every file to do so.
package snapshots

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"funneltrace/snapshots/regular"
)

// Snapshot is a snapshot folder that was opened and looks sound.
type Snapshot struct {
	Name        string // rebrandly_20260612
	Family      string // rebrandly: the name without its date, and the schema of its tables
	Dir         string // the folder's absolute path, free of symbolic links
	Manifest    Manifest
	Synthetic   bool // the data is made up; say so wherever it is shown
	HasManifest bool // false if the manifest was made up from the folder
}

// Open returns the snapshot in the folder dir. The error is one line that names the file at fault, with a hint.
// A folder without a manifest is hashed whole, at about a second per GB; [Places.Open] does that once.
func Open(dir string) (*Snapshot, error) { return open(dir, nil) }

func open(dir string, known *digests) (*Snapshot, error) {
	s, err := load(dir, known)
	if err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", filepath.Base(filepath.Clean(dir)), err)
	}
	return s, nil
}

func load(dir string, known *digests) (*Snapshot, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(abs)
	switch {
	case os.IsNotExist(err):
		return nil, fmt.Errorf("there is no folder %q", dir)
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, fmt.Errorf("%q is a file: give the folder that holds it", dir)
	}
	s := &Snapshot{Name: filepath.Base(abs)}
	if s.Dir, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, err
	}
	root, err := regular.OpenRoot(s.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()

	s.Manifest, s.HasManifest, err = readManifest(root)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", manifestFile, err)
	case s.HasManifest:
		s.Name = s.Manifest.Name
		err = s.Manifest.matches(root)
	default:
		s.Manifest, err = inspect(root, s.Name, known)
	}
	if err != nil {
		return nil, err
	}
	s.Family, _ = splitName(s.Name)
	s.Synthetic = s.Manifest.Synthetic
	return s, nil
}

// Hash identifies the snapshot's data, 64 hexadecimal digits: see [Manifest.Hash].
func (s *Snapshot) Hash() string { return s.Manifest.Hash() }

// Paths returns the absolute paths of a table's files, in the order in which their rows follow each other.
func (s *Snapshot) Paths(t Table) []string {
	paths := make([]string, len(t.Files))
	for i, f := range t.Files {
		paths[i] = filepath.Join(s.Dir, filepath.FromSlash(f.Path))
	}
	return paths
}

var dated = regexp.MustCompile(`^(.+)_(\d{8})$`)

// splitName returns the family of a snapshot's name and its date as YYYYMMDD. A name without a date is its own family.
func splitName(name string) (family, date string) {
	m := dated.FindStringSubmatch(name)
	if m == nil {
		return name, ""
	}
	if _, err := time.Parse("20060102", m[2]); err != nil {
		return name, ""
	}
	return m[1], m[2]
}
