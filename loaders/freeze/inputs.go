package freeze

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/textfile"
	"funneltrace/snapshots"
)

// Input is what one table of a new snapshot is made from: files of one format, or one table of a DuckDB database file.
type Input struct {
	Table   string
	Format  snapshots.Format        // empty for a database
	Files   []string                // absolute, links followed, in the order of their rows
	Names   []string                // of the files, without the folders that they share
	Folders [][]snapshots.Partition // what the folders of each file say
	From    [2]string               // of a database: schema and table
	Left    []string                // files of a folder that are no data and are left out
}

var databaseTable = regexp.MustCompile(`(?i)^(.+\.(?:duckdb|ddb|db)):([^:/\\]+)$`)

// ParseInputs reads what --table says, t=FILE|GLOB|DIR|FILE.duckdb:schema.table, and looks the files up. A table that is given
// several times has the files of all, in this order. What is not written right is a [*engine.UsageError].
func ParseInputs(specs []string) ([]Input, error) {
	var inputs []Input
	for _, spec := range specs {
		table, path, ok := strings.Cut(spec, "=")
		if !ok || table == "" || path == "" {
			return nil, engine.Usagef("--table %q: write it as clicks=clicks.ndjson, clicks='part-*.parquet', clicks=FOLDER or clicks=data.duckdb:main.clicks", spec)
		}
		table, prefix, sharded := shardsOf(table)
		if err := snapshots.CheckTableName(table); err != nil {
			return nil, engine.Usagef("--table %q: %v", spec, err)
		}
		in := Input{Table: table}
		err := in.find(path)
		if err == nil && sharded {
			err = in.suffixes(prefix)
		}
		if err != nil {
			var usage *engine.UsageError
			if errors.As(err, &usage) {
				return nil, engine.Usagef("--table %q: %v", spec, err)
			}
			return nil, fmt.Errorf("table %s: %w", table, err)
		}
		i := slices.IndexFunc(inputs, func(o Input) bool { return strings.EqualFold(o.Table, table) })
		if i < 0 {
			inputs = append(inputs, in)
			continue
		}
		if inputs[i].Table != table {
			return nil, engine.Usagef("--table %q: there is a table %s already, and SQL does not tell them apart", spec, inputs[i].Table)
		}
		if inputs[i].Format == "" || in.Format == "" {
			return nil, engine.Usagef("--table %q: a table of a database cannot be joined with other inputs; give each its own name", spec)
		}
		inputs[i].Files = append(inputs[i].Files, in.Files...)
		inputs[i].Folders = append(inputs[i].Folders, in.Folders...)
		inputs[i].Left = append(inputs[i].Left, in.Left...)
		inputs[i].Format = in.Format // settle compares all
	}
	for i := range inputs {
		if err := inputs[i].settle(); err != nil {
			return nil, fmt.Errorf("table %s: %w", inputs[i].Table, err)
		}
	}
	return inputs, nil
}

// find looks the files of one path up.
func (in *Input) find(path string) error {
	if m := databaseTable.FindStringSubmatch(path); m != nil {
		in.From = [2]string{"main", m[2]}
		if schema, table, ok := strings.Cut(m[2], "."); ok {
			in.From = [2]string{schema, table}
		}
		return in.add(m[1], "")
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return in.folder(path)
	case err == nil:
		return in.add(path, partitionsAbove(path))
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case !strings.ContainsAny(path, "*?["):
		return fmt.Errorf("there is no file or folder %q", path)
	}
	found, err := filepath.Glob(path)
	if err != nil {
		return engine.Usagef("it is no pattern for files: %v", err)
	}
	if len(found) == 0 {
		return fmt.Errorf("no file is called as %q says", path)
	}
	for _, f := range found {
		if info, err := os.Stat(f); err == nil && info.IsDir() {
			return engine.Usagef("%s is a folder; give it alone, or a pattern for files", f)
		}
		if err := in.add(f, partitionsAbove(f)); err != nil {
			return err
		}
	}
	return nil
}

// folder adds the data files below a folder in the order of their paths.
func (in *Input) folder(dir string) error {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != dir && snapshots.Hidden(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		if _, ok := formatOf(path); !ok {
			in.Left = append(in.Left, path)
			return nil
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return in.add(path, filepath.Join(filepath.Dir(partitionsAbove(filepath.Join(dir, "_"))), rel))
	})
	if err == nil && len(in.Files) == 0 {
		err = fmt.Errorf("the folder %s has no file that ends in .parquet, .csv, .tsv, .ndjson or .jsonl", dir)
	}
	return err
}

// partitionsAbove returns a file's name with the folders right above it that are partitions, such as dt=2024-01-31. What is
// further up is not the table's.
func partitionsAbove(path string) string {
	var above string
	for dir := filepath.Dir(path); strings.Contains(filepath.Base(dir), "="); dir = filepath.Dir(dir) {
		above = filepath.Join(filepath.Base(dir), above)
	}
	return filepath.Join(above, filepath.Base(path))
}

// add adds a file. The folders of within are what says partitions.
func (in *Input) add(path, within string) error {
	format, ok := formatOf(path)
	isDatabase := in.From != [2]string{}
	switch {
	case isDatabase:
	case !ok && databaseTable.MatchString(path+":t"):
		return engine.Usagef("say which table of the database is meant, as in %s:main.clicks", path)
	case !ok:
		return engine.Usagef("%s: its name must end in .parquet, .csv, .tsv, .ndjson or .jsonl, the latter with .gz if packed", path)
	default:
		in.Format = format
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no file %q", path)
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(real)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not an ordinary file", path)
	}
	// The engine goes by the name, so that of the file itself must say the same.
	if got, _ := formatOf(real); !isDatabase && (got != format || textfile.IsGzip(real) != textfile.IsGzip(path)) {
		return fmt.Errorf("%s is a link to %s, whose name says another format; give the file itself", path, filepath.Base(real))
	}
	in.Files = append(in.Files, real)
	in.Folders = append(in.Folders, snapshots.Partitions(filepath.ToSlash(within)))
	return nil
}

// settle checks that the files go together and names them.
func (in *Input) settle() error {
	seen := map[string]bool{}
	for _, f := range in.Files {
		if seen[f] {
			return engine.Usagef("the file %s is given twice", f)
		}
		seen[f] = true
		if got, _ := formatOf(f); in.Format != "" && got != in.Format {
			return engine.Usagef("it mixes %s and %s files; give each format its own table", got, in.Format)
		}
	}
	in.Names = shortNames(in.Files)
	return nil
}

// formatOf returns the format of a file that can be frozen.
func formatOf(name string) (snapshots.Format, bool) {
	packed := textfile.IsGzip(name)
	if packed {
		name = strings.TrimSuffix(name, filepath.Ext(name))
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".parquet":
		return snapshots.Parquet, !packed
	case ".csv", ".tsv":
		return snapshots.CSV, true
	case ".ndjson", ".jsonl":
		return snapshots.NDJSON, true
	}
	return "", false
}

// shortNames returns the paths without the folders that all of them share.
func shortNames(paths []string) []string {
	shared := filepath.Dir(paths[0])
	for _, p := range paths[1:] {
		for !strings.HasPrefix(p, strings.TrimSuffix(shared, string(filepath.Separator))+string(filepath.Separator)) && shared != filepath.Dir(shared) {
			shared = filepath.Dir(shared)
		}
	}
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = filepath.Base(p)
		if rel, err := filepath.Rel(shared, p); err == nil {
			names[i] = filepath.ToSlash(rel)
		}
	}
	return names
}
