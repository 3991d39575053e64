package snapshots

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"funneltrace/snapshots/regular"
)

// inspect makes up a manifest for a folder that has none.
func inspect(root *os.Root, name string, known *digests) (Manifest, error) {
	m := Manifest{Format: manifestVersion, Name: name}
	family, _ := splitName(name)
	found, err := findTables(root)
	if err != nil {
		return m, err
	}
	if len(found) == 0 {
		return m, errors.New("it holds no data: a snapshot is a folder with <table>.parquet, .csv, .tsv, .ndjson, or a folder of such parts per table")
	}
	for _, t := range found {
		t.Schema = family
		if err := t.measure(root, known); err != nil {
			return m, fmt.Errorf("table %s: %w", t, err)
		}
		m.Tables = append(m.Tables, t)
	}
	return m, nil
}

// findTables returns the tables of a folder with their files, by name, not yet measured.
func findTables(root *os.Root) ([]Table, error) {
	entries, err := fs.ReadDir(regular.FS(root), ".")
	if err != nil {
		return nil, plainError(err)
	}
	var tables []Table
	for _, e := range entries {
		if Hidden(e.Name()) {
			continue
		}
		t := Table{Name: e.Name()}
		if strings.Contains(t.Name, "=") && len(Partitions(t.Name+"/part")) > 0 {
			if info, err := root.Stat(t.Name); err == nil && info.IsDir() {
				return nil, fmt.Errorf("%s is a part of a table by its name: put it into a folder that is called as the table", t.Name)
			}
		}
		if info, err := root.Stat(e.Name()); err == nil && info.IsDir() {
			if t.Files, err = parts(root, e.Name()); err != nil {
				return nil, fmt.Errorf("%s: %w", e.Name(), plainError(err))
			}
		} else if _, ok := formatOf(e.Name()); ok {
			t.Name = strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
			t.Files = []File{{Path: e.Name()}}
		}
		if len(t.Files) == 0 {
			continue
		}
		t.Format, _ = formatOf(t.Files[0].Path)
		for _, f := range t.Files {
			if got, _ := formatOf(f.Path); got != t.Format {
				return nil, fmt.Errorf("table %s mixes %s and %s files: give each its own table", t.Name, t.Format, got)
			}
		}
		if !printable(t.Name) {
			return nil, fmt.Errorf("%q cannot be a table's name: rename it", t.Name)
		}
		if i := slices.IndexFunc(tables, func(o Table) bool { return strings.EqualFold(o.Name, t.Name) }); i >= 0 {
			return nil, fmt.Errorf("table %s is there twice, as %s and %s: keep one", t.Name, tables[i].Files[0].Path, t.Files[0].Path)
		}
		tables = append(tables, t)
	}
	slices.SortFunc(tables, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return tables, nil
}

// parts returns the data files below a table's folder, in the order of their paths.
func parts(root *os.Root, dir string) ([]File, error) {
	var files []File
	err := fs.WalkDir(regular.FS(root), dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p != dir && Hidden(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		if _, ok := formatOf(p); ok {
			files = append(files, File{Path: p})
		}
		return nil
	})
	return files, err
}

// Hidden reports whether a file or folder is other programs' business: .DS_Store, _SUCCESS, a download that is not finished.
// A folder such as _year=2024 is not.
func Hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") && !strings.Contains(name, "=")
}

// measure fills in what the files themselves say: bytes, hash, and for Parquet the rows and columns.
func (t *Table) measure(root *os.Root, known *digests) error {
	for i := range t.Files {
		f := &t.Files[i]
		info, err := statFile(root, f.Path)
		if err == nil {
			err = t.measureFile(root, f, info, known)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		t.Rows += f.Rows
	}
	if t.Format != Parquet {
		t.Rows = -1
	}
	return nil
}

func (t *Table) measureFile(root *os.Root, f *File, info fs.FileInfo, known *digests) error {
	f.Bytes, f.Rows = info.Size(), -1
	if f.Bytes == 0 {
		return errors.New("it is empty, 0 bytes: remove it or copy it again")
	}
	if t.Format == Parquet {
		foot, err := readFooter(root, f.Path)
		if err != nil {
			return err
		}
		f.Rows = foot.rows
		if t.Columns, err = union(t.Columns, foot.columns); err != nil {
			return err
		}
	}
	var err error
	f.SHA256, err = known.of(root, f.Path, info)
	return err
}

// union returns the columns of files that may lack some and have narrower types, each by its name.
func union(columns, more []Column) ([]Column, error) {
	if columns == nil {
		return more, nil
	}
	for _, c := range more {
		i := slices.IndexFunc(columns, func(o Column) bool { return strings.EqualFold(o.Name, c.Name) })
		if i < 0 {
			columns = append(columns, c)
			continue
		}
		wide, ok := Widen(columns[i].Type, c.Type)
		if !ok {
			return nil, fmt.Errorf("its column %q is %s, and %s in the files before, and no type holds the values of both as they are: write the table's files with one type",
				c.Name, c.Type, columns[i].Type)
		}
		columns[i].Type = wide
	}
	return columns, nil
}

// columnsDiffer names the first difference between two lists of columns.
func columnsDiffer(want, got []Column) string {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("%q is missing", want[i].Name)
		case i >= len(want):
			return fmt.Sprintf("%q is new", got[i].Name)
		case want[i].Name != got[i].Name:
			return fmt.Sprintf("column %d is %q, not %q", i+1, got[i].Name, want[i].Name)
		case want[i].Type != got[i].Type:
			return fmt.Sprintf("%q is %s, not %s", got[i].Name, got[i].Type, want[i].Type)
		}
	}
	return "none"
}

// statFile returns the size and time of a file that must be an ordinary one, inside the folder.
func statFile(root *os.Root, name string) (fs.FileInfo, error) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, plainError(err)
	}
	return info, regular.Check(info.Mode())
}

// plainError drops the call and the path from an error of the file system: the caller has said which file.
func plainError(err error) error {
	var p *fs.PathError
	if !errors.As(err, &p) {
		return err
	}
	if strings.Contains(p.Err.Error(), "escapes") {
		return errors.New("it is a link that leaves the snapshot's folder: copy the file itself")
	}
	return p.Err
}
