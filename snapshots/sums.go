package snapshots

import (
	"fmt"

	"funneltrace/snapshots/regular"
)

// Bytes is the size of the tables' files.
func (s *Snapshot) Bytes() int64 {
	var sum int64
	for _, t := range s.Manifest.Tables {
		sum += t.Bytes()
	}
	return sum
}

// Rows is how many rows all tables have, or -1 if only reading can tell.
func (s *Snapshot) Rows() int64 {
	var sum int64
	for _, t := range s.Manifest.Tables {
		if t.Rows < 0 {
			return -1
		}
		sum += t.Rows
	}
	return sum
}

// Bytes is the size of the table's files.
func (t Table) Bytes() int64 {
	var sum int64
	for _, f := range t.Files {
		sum += f.Bytes
	}
	return sum
}

// AddRejects takes the file at path, inside of the folder dir, into the manifest as its list of rejects.
func (m *Manifest) AddRejects(dir, path string, lines int64) error {
	root, err := regular.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	info, err := statFile(root, path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	sum, err := hashFile(root, path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	m.Rejects = &Rejects{Path: path, Lines: lines, Bytes: info.Size(), SHA256: sum}
	return nil
}
