package snapshots

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"time"

	"funneltrace/snapshots/regular"
	"funneltrace/snapshots/store"
)

// Trust remembers which snapshots were read whole without harm. A damaged or hostile Parquet file can crash the engine
// together with the process that it runs in, and a count can succeed on a file that no scan can read. So the first
// scan of a snapshot is done by a child process, which the caller of [Trust.Verify] starts, and only what survived it is
// opened in our own.
type Trust struct {
	Cache  string // the cache folder, where the records are kept
	Engine string // the engine and its version, such as "duckdb v1.5.6"; what one version survives may crash another

	Run   *store.Run // hears of damage to the records
	Fresh bool       // files are hashed, whatever is remembered of them
}

// TrustIn returns the trust that is kept in the cache folder cache, for an engine.
func TrustIn(cache, engine string) Trust { return Trust{Cache: cache, Engine: engine} }

// ErrChanged says that a file's content is not what its manifest says.
var ErrChanged = errors.New("its content is not what the manifest says (sha256 differs): it was changed or damaged, copy the snapshot again")

// record is what is remembered of a snapshot: its files as they were when they were scanned.
type record map[string]stamp

// covers reports whether the record is about the data of s, file by file.
func (r record) covers(s *Snapshot) bool {
	for _, t := range s.Manifest.Tables {
		for _, f := range t.Files {
			if r[f.Path].SHA256 != f.SHA256 {
				return false
			}
		}
	}
	return true
}

// Verify makes sure that s can be trusted. The first time, it compares the files with the hashes of the manifest and
// calls scan, which must read every value in a child process. Later it hashes again what may have been touched. A file
// that is not as its manifest says is [ErrChanged].
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
		_ = store.Forget(t.Cache, t.key(s)) // it may never have been there
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
	if err == nil && !maps.EqualFunc(before, after, stamp.same) {
		err = errors.New("its files changed while they were read: try again once they are still")
	}
	if err != nil {
		return fmt.Errorf("verify snapshot %s: %w", s.Name, err)
	}
	return t.write(s, before)
}

// Trusted reports whether s was scanned whole before and is still the same. Files that may have been touched are hashed
// again; if they are the same after all, that is remembered.
func (t Trust) Trusted(s *Snapshot) bool {
	r, ok := t.read(s)
	if !ok || !r.covers(s) {
		return false
	}
	now, err := times(s)
	if err != nil {
		return false
	}
	if !t.Fresh && maps.EqualFunc(r, now, stamp.fits) {
		return true
	}
	again, err := stamps(context.Background(), s)
	if err != nil {
		return false
	}
	_ = t.write(s, again) // without it the files are hashed again next time
	return true
}

// Still returns an error unless s is trusted still, to be asked for after it was read: whatever was proved before may have
// been replaced since.
func (t Trust) Still(s *Snapshot) error {
	t.Fresh = false
	if !t.Trusted(s) {
		return fmt.Errorf("snapshot %s: its files changed while they were read: try again once they are still", s.Name)
	}
	return nil
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

func (t Trust) key(s *Snapshot) store.Key { return store.NewKey("trusted", "2", t.Engine, s.Hash()) }

func (t Trust) read(s *Snapshot) (r record, ok bool) {
	text, err := store.ReadFile(t.Cache, t.key(s))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		t.Run.Damaged("the cache's note that snapshot %s was read whole was damaged; it is read again", s.Name)
	}
	return r, err == nil
}

func (t Trust) write(s *Snapshot, files map[string]stamp) error {
	text, err := json.Marshal(files)
	if err == nil {
		err = store.WriteFile(t.Cache, t.key(s), text)
	}
	if err != nil {
		return fmt.Errorf("remember snapshot %s: %w", s.Name, err)
	}
	return nil
}

// times returns the stamp of each file of s as it is now, without hashes.
func times(s *Snapshot) (map[string]stamp, error) {
	found := map[string]stamp{}
	err := s.eachFile(func(_ *os.Root, f File, info fs.FileInfo) error {
		found[f.Path] = stampOf(info, time.Now())
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
		now := stampOf(info, time.Now())
		sum, err := hashFile(root, f.Path)
		if err != nil {
			return err
		}
		if sum != f.SHA256 {
			return ErrChanged
		}
		found[f.Path] = now.with(sum)
		return nil
	})
	return found, err
}

// eachFile calls do with every file that the manifest lists, that of the rejects last.
func (s *Snapshot) eachFile(do func(*os.Root, File, fs.FileInfo) error) error {
	root, err := regular.OpenRoot(s.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, t := range s.Manifest.Tables {
		for _, f := range t.Files {
			info, err := statFile(root, f.Path)
			if err == nil {
				err = do(root, f, info)
			}
			if err != nil {
				return fmt.Errorf("table %s: %s: %w", t, f.Path, err)
			}
		}
	}
	if r := s.Manifest.Rejects; r != nil {
		info, err := statFile(root, r.Path)
		if err == nil {
			err = do(root, File{Path: r.Path, Bytes: r.Bytes, SHA256: r.SHA256}, info)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.Path, err)
		}
	}
	return nil
}
