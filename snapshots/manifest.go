package snapshots

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/snapshots/regular"
)

const (
	manifestFile    = "manifest.json"
	manifestVersion = 1
)

// Manifest says what a snapshot holds. It is kept as manifest.json in the snapshot's folder.
type Manifest struct {
	Format    int     `json:"format"` // of the manifest itself
	Name      string  `json:"name"`
	Synthetic bool    `json:"synthetic"`       // the data is made up
	Source    string  `json:"source"`          // where the data came from, for people
	Program   string  `json:"program"`         // what wrote it: "trace v1.2.3"
	AsOf      string  `json:"as_of,omitempty"` // what time it is for SQL that asks, as [ParseMoment] reads it; empty is that of the run
	Tables    []Table `json:"tables"`

	Rejects *Rejects `json:"rejects,omitempty"` // the lines that were left out; nil is none
}

// Rejects is the list of the lines that could not be read when the snapshot was frozen, and were left out.
type Rejects struct {
	Path   string `json:"path"`  // inside the snapshot's folder
	Lines  int64  `json:"lines"` // that were left out
	Bytes  int64  `json:"bytes"` // of the list
	SHA256 string `json:"sha256"`
}

// Table is one table of a snapshot. The rows of its files follow each other in the order of Files.
type Table struct {
	Schema  string   `json:"schema"` // the snapshot's family
	Name    string   `json:"name"`
	Format  Format   `json:"format"`
	Rows    int64    `json:"rows"`    // -1 if only reading can tell, as in CSV and NDJSON
	Columns []Column `json:"columns"` // none for CSV and NDJSON
	Files   []File   `json:"files"`

	// What only a snapshot that was frozen says.
	Nulls  []int64    `json:"nulls,omitempty"`  // of each column, how many rows have NULL
	Sorted []string   `json:"sorted,omitempty"` // the columns that the rows are sorted by; none is the order of the input
	Time   *TimeRange `json:"time,omitempty"`   // nil if no column is plainly a time
	Inputs []Input    `json:"inputs,omitempty"` // the files that the rows came from, in this order
}

// TimeRange is the least and the greatest time of a table, as 2024-01-31 10:00:00, in UTC where the column says so: the moment,
// not what a clock showed there.
type TimeRange struct {
	Column  string `json:"column"`
	Unit    string `json:"unit"` // what the column holds: timestamp, date, text, text with offset…, yyyymmdd, or a number of s, ms, us or ns since 1970
	From    string `json:"from"` // empty if no row has a time
	To      string `json:"to"`
	Without int64  `json:"without"` // how many rows have no time, or none that can be read
}

// Input is a file that rows were frozen from.
type Input struct {
	Name     string `json:"name"` // without the folders that all inputs of the table share
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
	Table    string `json:"table,omitempty"`    // inside of a database file
	Rejected int64  `json:"rejected,omitempty"` // lines that were left out

	Read *Reading `json:"read,omitempty"` // of a CSV file; nil is [UsualReading]
}

// String returns the name as SQL would say it: rebrandly.rebrandly_raw.
func (t Table) String() string { return t.Schema + "." + t.Name }

// Column is a column and its type in DuckDB's words, such as STRUCT(id VARCHAR, tags VARCHAR[]).
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// File is one file of a table.
type File struct {
	Path   string `json:"path"` // inside the snapshot's folder, with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // in hexadecimal
	Rows   int64  `json:"rows"`   // -1 if only reading can tell
}

// Format is how the files of a table are written.
type Format string

const (
	Parquet Format = "parquet"
	CSV     Format = "csv"
	NDJSON  Format = "ndjson"
)

// formatOf returns the format of a file by its name; ok is false if it holds no table.
func formatOf(name string) (_ Format, ok bool) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".parquet":
		return Parquet, true
	case ".csv", ".tsv":
		return CSV, true
	case ".ndjson", ".jsonl":
		return NDJSON, true
	}
	return "", false
}

// Hash identifies the data that the manifest describes: its tables and the content of their files, not who wrote
// them or what they are said to be. It is 64 hexadecimal digits.
func (m Manifest) Hash() string {
	tables := slices.SortedFunc(slices.Values(m.Tables), func(a, b Table) int { return strings.Compare(a.String(), b.String()) })
	h := sha256.New()
	for _, t := range tables {
		fmt.Fprintf(h, "%q %q %d\n", t, t.Format, len(t.Files))
		for _, f := range t.Files {
			fmt.Fprintf(h, "%q %d %s\n", f.Path, f.Bytes, f.SHA256)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Describe looks at the data files in dir and returns a manifest for them, to be completed and written with
// [WriteManifest]. Reading is as strict as in [Open].
func Describe(dir, name string) (Manifest, error) {
	root, err := regular.OpenRoot(dir)
	if err != nil {
		return Manifest{}, fmt.Errorf("describe snapshot %s: %w", name, err)
	}
	defer root.Close()
	m, err := inspect(root, name, nil)
	if err != nil {
		return Manifest{}, fmt.Errorf("describe snapshot %s: %w", name, err)
	}
	return m, nil
}

// WriteManifest writes m into the folder dir, sealed with a hash of its own text, so that damage to it shows.
func WriteManifest(dir string, m Manifest) error {
	text, err := m.seal()
	if err != nil {
		return fmt.Errorf("write %s: %w", manifestFile, err)
	}
	return writeFile(filepath.Join(dir, manifestFile), text)
}
