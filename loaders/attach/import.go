package attach

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/regular"
	"funneltrace/snapshots/store"
)

// Import converts the snapshot's CSV and NDJSON tables to Parquet files below cache, where [Tables] finds them; what is
// there already, and sound, stays. Rows keep the order of the lines, so a row's number is that of its line among the rows.
//
// Text is read strictly: a line that does not fit is an error that counts all of them and names the first few, and
// nothing is written. Columns of a CSV get a type only where every value would still print as it was written, so 007
// stays text; NDJSON has the types of JSON, and text where they differ from line to line. It is done in a child process, as
// [Scan] is.
func Import(ctx context.Context, snap *snapshots.Snapshot, cache string, opt child.Options) error {
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

// importKey is all that a text table's Parquet file is made from. What else comes to decide about it belongs here.
func importKey(t snapshots.Table) store.Key {
	from := []string{engine.Engine(), store.Build(), t.Name, string(t.Format)}
	for _, f := range t.Files {
		from = append(from, f.SHA256)
		for _, p := range snapshots.Partitions(f.Path) {
			from = append(from, fmt.Sprintf("%q %q %v", p.Column, p.Value, p.Null))
		}
	}
	return store.NewKey("imports", from...)
}

// importPath is where a text table is as Parquet.
func importPath(cache string, t snapshots.Table) string {
	return filepath.Join(importKey(t).Path(cache), t.Name+".parquet")
}

func importTable(ctx context.Context, snap *snapshots.Snapshot, t snapshots.Table, cache string, opt child.Options) error {
	if filepath.Base(t.Name) != t.Name {
		return fmt.Errorf("table %q: a name that can be a file's is wanted", t.Name)
	}
	_, err := store.Use(cache, importKey(t), opt.Run)
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		opt.Run.Damaged("what the cache had made of %s of snapshot %s was damaged; it is made again", t.Files[0].Path, snap.Name)
	}
	if err := staysInside(snap.Dir); err != nil {
		return err
	}
	_, err = store.Keep(cache, importKey(t), opt.Run, func(dir string) error {
		// The key is made of what the manifest says of the content, so that must be true, and stay so.
		if err := checkHashes(snap, t); err != nil {
			return err
		}
		j := job{Table: t.Name, Format: t.Format, Files: snap.Paths(t), Names: namesOf(t), Out: filepath.Join(dir, t.Name+".parquet")}
		if err := runChild(ctx, []job{j}, j.Files, []string{dir}, opt); err != nil {
			return err
		}
		return checkHashes(snap, t)
	})
	return err
}

func checkHashes(snap *snapshots.Snapshot, t snapshots.Table) error {
	for i, path := range snap.Paths(t) {
		err := checkHash(path, t.Files[i].SHA256)
		if errors.Is(err, errOtherContent) && !snap.HasManifest {
			err = errors.New("it changed while it was read; try again once it is still")
		}
		if err != nil {
			return fmt.Errorf("table %s: file %s: %w", t.Name, t.Files[i].Path, err)
		}
	}
	return nil
}

var errOtherContent = errors.New("its content is not the one of the manifest; fetch the snapshot again")

func checkHash(path, want string) error {
	got, err := regular.Hash(path)
	if err == nil && got != want {
		err = errOtherContent
	}
	return err
}
