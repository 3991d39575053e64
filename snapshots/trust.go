package snapshots

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
)

// Trust remembers which snapshots were read whole without harm. A damaged or hostile Parquet file can crash the engine
// together with the process that it runs in, and a count can succeed on a file that no scan can read. So the first
// scan of a snapshot is done by a child process, which the caller of [Trust.Verify] starts, and only what survived it is
// opened in our own.
type Trust struct {
	Dir    string // where the records are kept: the folder trusted of the cache
	Engine string // the engine and its version; what one version survives may crash another
}

// TrustIn returns the trust that is kept in the cache folder cache, for an engine such as "duckdb v1.5.6".
func TrustIn(cache, engine string) Trust {
	return Trust{Dir: filepath.Join(cache, "trusted"), Engine: engine}
}

// record is one file of the store, named after the hash of the manifest that it is about.
type record struct {
	Engine string           `json:"engine"`
	Files  map[string]stamp `json:"files"`
}

// covers reports whether the record is about the data of s, file by file.
func (r record) covers(s *Snapshot) bool {
	for _, t := range s.Manifest.Tables {
		for _, f := range t.Files {
			if r.Files[f.Path].SHA256 != f.SHA256 {
				return false
			}
		}
	}
	return true
}

// Verify makes sure that s can be trusted. The first time, it compares the files with the hashes of the manifest and
// calls scan, which must read every value in a child process. Later it looks at sizes and times, and hashes again
// what they say was touched.
func (t Trust) Verify(ctx context.Context, s *Snapshot, scan func(context.Context) error) error {
	if t.Trusted(s) {
		return nil
	}
	return t.Again(ctx, s, scan)
}

// Again is like [Trust.Verify] of a snapshot that was never seen. What was trusted and does not hold is forgotten.
func (t Trust) Again(ctx context.Context, s *Snapshot, scan func(context.Context) error) error {
	err := t.again(ctx, s, scan)
	if err != nil && ctx.Err() == nil {
		_ = os.Remove(t.path(s)) // it may never have been there
	}
	return err
}

func (t Trust) again(ctx context.Context, s *Snapshot, scan func(context.Context) error) error {
	before, err := stamps(ctx, s)
	if err == nil {
		err = scan(ctx)
	}
	if err != nil {
		return fmt.Errorf("verify snapshot %s: %w", s.Name, err)
	}
	after, err := times(s)
	if err == nil && !maps.EqualFunc(before, after, sameTime) {
		err = errors.New("its files changed while they were read: try again once they are still")
	}
	if err != nil {
		return fmt.Errorf("verify snapshot %s: %w", s.Name, err)
	}
	return t.write(s, before)
}

// Trusted reports whether s was scanned whole before and is still the same. A file whose size or time changed is
// hashed again; if it is the same after all, that is remembered.
func (t Trust) Trusted(s *Snapshot) bool {
	text, err := os.ReadFile(t.path(s))
	if err != nil {
		return false
	}
	var r record
	if json.Unmarshal(text, &r) != nil || r.Engine != t.Engine || !r.covers(s) {
		return false
	}
	now, err := times(s)
	if err != nil {
		return false
	}
	if maps.EqualFunc(r.Files, now, sameTime) {
		return true
	}
	again, err := stamps(context.Background(), s)
	if err != nil {
		return false
	}
	_ = t.write(s, again) // without it the files are hashed again next time
	return true
}

// Mark remembers that s can be trusted, after comparing its files with the manifest's hashes. It is for a snapshot that
// this very process has written; [Trust.Verify] is for all others.
func (t Trust) Mark(s *Snapshot) error {
	files, err := stamps(context.Background(), s)
	if err != nil {
		return fmt.Errorf("verify snapshot %s: %w", s.Name, err)
	}
	return t.write(s, files)
}

func (t Trust) path(s *Snapshot) string { return filepath.Join(t.Dir, s.Hash()) }

func (t Trust) write(s *Snapshot, files map[string]stamp) error {
	text, err := json.Marshal(record{Engine: t.Engine, Files: files})
	if err != nil {
		return fmt.Errorf("remember snapshot %s: %w", s.Name, err)
	}
	if err := os.MkdirAll(t.Dir, 0o700); err != nil {
		return fmt.Errorf("remember snapshot %s: %w", s.Name, err)
	}
	return writeFile(t.path(s), text, private)
}

// times returns the size and time of each file of s as they are now, without hashes.
func times(s *Snapshot) (map[string]stamp, error) {
	found := map[string]stamp{}
	err := s.eachFile(func(_ *os.Root, f File, info fs.FileInfo) error {
		found[f.Path] = stamp{Bytes: info.Size(), ModTime: info.ModTime().UnixNano()}
		return nil
	})
	return found, err
}

// stamps hashes the files of s; one that is not as its manifest says is an error.
func stamps(ctx context.Context, s *Snapshot) (map[string]stamp, error) {
	found := map[string]stamp{}
	err := s.eachFile(func(root *os.Root, f File, info fs.FileInfo) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		sum, err := hashFile(root, f.Path)
		if err != nil {
			return err
		}
		if sum != f.SHA256 {
			return errors.New("its content is not what the manifest says (sha256 differs): it was changed or damaged, copy the snapshot again")
		}
		found[f.Path] = stamp{info.Size(), info.ModTime().UnixNano(), sum}
		return nil
	})
	return found, err
}

func sameTime(a, b stamp) bool { return a.Bytes == b.Bytes && a.ModTime == b.ModTime }

// eachFile calls do with every file that the manifest lists, that of the rejects last.
func (s *Snapshot) eachFile(do func(*os.Root, File, fs.FileInfo) error) error {
	root, err := os.OpenRoot(s.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, t := range s.Manifest.Tables {
		for _, f := range t.Files {
			info, err := regular(root, f.Path)
			if err == nil {
				err = do(root, f, info)
			}
			if err != nil {
				return fmt.Errorf("table %s: %s: %w", t, f.Path, err)
			}
		}
	}
	if r := s.Manifest.Rejects; r != nil {
		info, err := regular(root, r.Path)
		if err == nil {
			err = do(root, File{Path: r.Path, Bytes: r.Bytes, SHA256: r.SHA256}, info)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.Path, err)
		}
	}
	return nil
}
