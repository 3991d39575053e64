package loaders

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"funneltrace/snapshots"
)

// importVersion is part of the imports' key: raise it when the conversion changes.
const importVersion = 1

// Import converts the snapshot's CSV and NDJSON tables to Parquet files below cache, where [Attach] finds them; what is
// there already stays. Rows keep the order of the lines, so a row's number is that of its line among the rows.
//
// Text is read strictly: a line that does not fit is an error that counts all of them and names the first few, and
// nothing is written. Columns of a CSV get a type only where every value would still print as it was written, so 007
// stays text; NDJSON has the types of JSON, and text where they differ from line to line. It is done in a child process, as
// [Scan] is.
func Import(ctx context.Context, snap *snapshots.Snapshot, cache string, opt ScanOptions) error {
	for _, t := range snap.Manifest.Tables {
		if t.Format == snapshots.Parquet {
			continue
		}
		if err := importTable(ctx, snap, t, cache, opt); err != nil {
			return fmt.Errorf("read snapshot %s: %w", snap.Name, err)
		}
	}
	return nil
}

// importPath is where a text table is as Parquet: its content decides, not its name's owner.
func importPath(cache string, t snapshots.Table) string {
	h := sha256.New()
	fmt.Fprintf(h, "import %d %s\n", importVersion, t.Format)
	for _, f := range t.Files {
		fmt.Fprintln(h, f.SHA256)
	}
	return filepath.Join(cache, "imports", hex.EncodeToString(h.Sum(nil)), t.Name+".parquet")
}

func importTable(ctx context.Context, snap *snapshots.Snapshot, t snapshots.Table, cache string, opt ScanOptions) error {
	if filepath.Base(t.Name) != t.Name {
		return fmt.Errorf("table %q: a name that can be a file's is wanted", t.Name)
	}
	done := importPath(cache, t)
	if checkFooter(done) == nil {
		return nil
	}
	if err := staysInside(snap.Dir); err != nil {
		return err
	}
	// The path is made of what the manifest says of the content, so that must be true.
	paths := snap.Paths(t)
	for i, path := range paths {
		if err := checkHash(path, t.Files[i].SHA256); err != nil {
			return fmt.Errorf("table %s: file %s: %w", t.Name, filepath.Base(path), err)
		}
	}
	dir := filepath.Dir(done)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(dir, ".new-")
	if err != nil {
		return err
	}
	part := filepath.Join(temp, "part.parquet")
	err = runChild(ctx, []job{{Table: t.Name, Format: t.Format, Files: paths, Out: part}}, paths, []string{temp}, opt)
	if err == nil {
		err = os.Chmod(part, 0o600) // the engine leaves that to the system's habit
	}
	if err == nil {
		err = os.Rename(part, done)
	}
	if err = errors.Join(err, os.RemoveAll(temp)); err != nil {
		_ = os.Remove(dir) // only if nothing is in it
	}
	return err
}

func checkHash(path, want string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		return errors.New("its content is not the one of the manifest; fetch the snapshot again")
	}
	return nil
}
