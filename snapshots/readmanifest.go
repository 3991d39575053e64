package snapshots

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"funneltrace/snapshots/regular"
)

// maxManifest is far above what a table of ten thousand part files needs, in bytes.
const maxManifest = 16 << 20

// readManifest returns the manifest in a snapshot's folder, and whether there is one.
func readManifest(root *os.Root) (Manifest, bool, error) {
	text, err := regular.ReadIn(root, manifestFile, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, false, nil
	}
	if err != nil {
		return Manifest{}, false, plainError(err)
	}
	m, err := parseManifest(text)
	return m, err == nil, err
}

// parseManifest reads a manifest that somebody else may have written.
func parseManifest(text []byte) (Manifest, error) {
	var m Manifest
	var version struct {
		Format *int `json:"format"`
	}
	if err := json.Unmarshal(text, &version); err != nil {
		return m, jsonError(text, err)
	}
	switch {
	case version.Format == nil:
		return m, errors.New("it has no format version: it is not a manifest of trace, or it was edited")
	case *version.Format != manifestVersion:
		return m, fmt.Errorf("format version %d is not known: this program reads version %d, a newer one may read it",
			*version.Format, manifestVersion)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var sealed sealedManifest
	if err := d.Decode(&sealed); err != nil {
		return m, jsonError(text, err)
	}
	m = sealed.Manifest
	if sealed.Seal != "" && !sealHolds(text, sealed.Seal) {
		return m, errors.New("it was changed or damaged (its seal does not fit its text): restore it from where the snapshot came from")
	}
	return m, m.check()
}

// jsonError tells where a manifest stops being one, by line.
func jsonError(text []byte, err error) error {
	at := int64(len(text))
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
		err = fmt.Errorf("%q cannot be a %s", strings.TrimPrefix(kind.Field, "Manifest."), kind.Value)
	}
	at = min(max(at, 0), int64(len(text)))
	line := 1 + bytes.Count(text[:at], []byte("\n"))
	return fmt.Errorf("line %d: %s: restore it from where the snapshot came from", line, strings.TrimPrefix(err.Error(), "json: "))
}

// check refuses a manifest that contradicts itself or reaches outside of the folder.
func (m Manifest) check() error {
	if m.Name == "" || m.Name != filepath.Base(m.Name) || m.Name == "." || m.Name == ".." || !printable(m.Name) {
		return fmt.Errorf("the name %q cannot be a folder's", m.Name)
	}
	if len(m.Tables) == 0 {
		return errors.New("it lists no table: a snapshot has at least one")
	}
	if m.AsOf != "" {
		if _, err := ParseMoment(m.AsOf); err != nil {
			return fmt.Errorf("as_of: %w", err)
		}
	}
	family, _ := splitName(m.Name)
	tables, files := map[string]bool{}, map[string]string{}
	for _, t := range m.Tables {
		key := strings.ToLower(t.Name) // to SQL, names that differ in case only are the same
		switch {
		case t.Name == "" || !printable(t.Name):
			return fmt.Errorf("%q cannot be a table's name", t.Name)
		case t.Schema != family:
			return fmt.Errorf("table %s is in the schema %q: the tables of %s are in %q", t.Name, t.Schema, m.Name, family)
		case tables[key]:
			return fmt.Errorf("table %s is listed twice: keep one", t)
		case !slices.Contains([]Format{Parquet, CSV, NDJSON}, t.Format):
			return fmt.Errorf("table %s has the unknown format %q: use parquet, csv or ndjson", t, t.Format)
		case len(t.Files) == 0:
			return fmt.Errorf("table %s has no file", t)
		}
		tables[key] = true
		if err := t.check(files); err != nil {
			return fmt.Errorf("table %s: %w", t, err)
		}
	}
	return m.checkRejects(files)
}

// checkRejects looks at the list of lines that were left out; taken are the tables' files.
func (m Manifest) checkRejects(taken map[string]string) error {
	r := m.Rejects
	switch {
	case r == nil:
		return nil
	case !plainPath(r.Path) || taken[r.Path] != "":
		return fmt.Errorf("the list of rejects cannot be %q: it must be a file of its own inside the snapshot's folder", r.Path)
	case r.Lines < 0 || r.Bytes < 0:
		return fmt.Errorf("%s has %d lines and %d bytes", r.Path, r.Lines, r.Bytes)
	case !properSum(r.SHA256):
		return fmt.Errorf("%s has no proper sha256: 64 lower-case hexadecimal digits", r.Path)
	}
	return nil
}

// plainPath reports whether a path stays inside the snapshot's folder and is written in the one way that we write it.
func plainPath(p string) bool {
	return filepath.IsLocal(filepath.FromSlash(p)) && !strings.Contains(p, `\`) && path.Clean(p) == p && printable(p)
}

func properSum(sum string) bool {
	b, err := hex.DecodeString(sum)
	return err == nil && len(b) == 32 && strings.ToLower(sum) == sum
}

// check looks at a table's files; taken are the files of the tables before it.
func (t Table) check(taken map[string]string) error {
	rows := int64(0)
	for _, f := range t.Files {
		switch {
		case !plainPath(f.Path):
			return fmt.Errorf("the path %q leaves the snapshot's folder or is not plain: files must lie inside, as in part/0.parquet", f.Path)
		case taken[f.Path] != "":
			return fmt.Errorf("%s is already a file of table %s", f.Path, taken[f.Path])
		case f.Bytes < 0:
			return fmt.Errorf("%s has %d bytes", f.Path, f.Bytes)
		case t.Format == Parquet && f.Rows < 0, t.Format != Parquet && f.Rows != -1:
			return fmt.Errorf("%s has %d rows: a count, or -1 for CSV and NDJSON", f.Path, f.Rows)
		case f.Rows > math.MaxInt64-max(rows, 0):
			return fmt.Errorf("%s has %d rows: more than can be counted", f.Path, f.Rows)
		}
		if !properSum(f.SHA256) {
			return fmt.Errorf("%s has no proper sha256: 64 lower-case hexadecimal digits", f.Path)
		}
		taken[f.Path] = t.String()
		rows += f.Rows
	}
	for _, in := range t.Inputs {
		if err := in.Read.check(); err != nil {
			return fmt.Errorf("%s: %w", in.Name, err)
		}
	}
	if t.Format != Parquet {
		rows = -1
	}
	switch {
	case t.Rows != rows:
		return fmt.Errorf("it says %d rows, its files say %d", t.Rows, rows)
	case t.Nulls != nil && len(t.Nulls) != len(t.Columns):
		return fmt.Errorf("it counts the NULLs of %d columns and has %d", len(t.Nulls), len(t.Columns))
	}
	return nil
}

// matches compares the manifest with the folder that it lies in, but for the content of the files.
func (m Manifest) matches(root *os.Root) error {
	for _, t := range m.Tables {
		for _, f := range t.Files {
			if err := t.matches(root, f); err != nil {
				return fmt.Errorf("table %s: %s: %w", t, f.Path, err)
			}
		}
	}
	return nil
}

func (t Table) matches(root *os.Root, want File) error {
	info, err := statFile(root, want.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("the manifest lists it but it is missing: copy the snapshot again")
	}
	if err != nil {
		return err
	}
	if info.Size() != want.Bytes {
		return fmt.Errorf("it has %d bytes, the manifest says %d: the copy is incomplete or was changed, copy the snapshot again", info.Size(), want.Bytes)
	}
	if t.Format != Parquet {
		return nil
	}
	got, err := readFooter(root, want.Path)
	switch {
	case err != nil:
		return err
	case got.rows != want.Rows:
		return fmt.Errorf("it has %d rows, the manifest says %d", got.rows, want.Rows)
	case !t.holds(got.columns):
		return fmt.Errorf("its columns are not those of the manifest: %s", columnsDiffer(t.Columns, got.columns))
	}
	return nil
}

// holds reports whether the columns of a file are those that the manifest says of the table. One of several files may lack
// some, or have them in another order or with a narrower type.
func (t Table) holds(columns []Column) bool {
	if len(t.Files) == 1 {
		return slices.Equal(columns, t.Columns)
	}
	all, err := union(slices.Clone(t.Columns), columns)
	return err == nil && slices.Equal(all, t.Columns)
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
