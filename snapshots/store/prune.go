package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"funneltrace/snapshots/lock"
)

// DefaultLimit is how many bytes the kinds of things may have together, if nobody says otherwise. The snapshots in the cache
// folder are not among them.
const DefaultLimit = 10 << 30

// most is how many things of each kind are kept, whatever their size; 0 is any number.
var most = map[string]int{"imports": 0, "results": 16, "seeds": 16, "ledgers": 1024, "who": 1024, "diffs": 64, "trusted": 1024, "digests": 1024}

// thing is one entry of a kind's folder.
type thing struct {
	kind, path string
	folder     bool
	foreign    bool // no folder of ours
	bytes      int64
	used       time.Time
}

// prune removes from the cache folder root what is too many or too much, the least recently used first, but nothing that a
// live run uses. What goes is moved to temp first. What cannot be removed, or was removed by somebody else, is left.
func prune(root, temp string, limit int64) {
	var all []thing
	for kind := range most {
		all = append(all, thingsOf(root, kind)...)
	}
	slices.SortFunc(all, func(a, b thing) int { return a.used.Compare(b.used) })
	var bytes int64
	count := map[string]int{}
	for _, t := range all {
		count[t.kind]++
		bytes += t.bytes
	}
	for _, t := range all {
		many := most[t.kind] > 0 && count[t.kind] > most[t.kind]
		if (bytes > limit || many || t.foreign && time.Since(t.used) > tooOld) && t.remove(temp) {
			count[t.kind]--
			bytes -= t.bytes
		}
	}
}

func thingsOf(root, kind string) []thing {
	dir := filepath.Join(root, kind)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var all []thing
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			continue // removed meanwhile
		}
		t := thing{kind: kind, path: filepath.Join(dir, e.Name()), folder: e.IsDir(), bytes: info.Size(), used: info.ModTime()}
		if t.folder {
			t.measure()
		}
		all = append(all, t)
	}
	return all
}

// measure looks into a folder for its size and when it was used.
func (t *thing) measure() {
	t.bytes = 0
	_ = filepath.WalkDir(t.path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // removed meanwhile
		}
		if info, err := d.Info(); err == nil && !d.IsDir() {
			t.bytes += info.Size()
		}
		return nil
	})
	if info, err := os.Lstat(filepath.Join(t.path, lock.File)); err == nil {
		t.used = info.ModTime()
	}
	_, err := os.Lstat(filepath.Join(t.path, contentsFile))
	t.foreign = err != nil
}

// remove removes the thing unless it is in use, and says whether it did.
func (t *thing) remove(temp string) bool {
	if !t.folder {
		return os.Remove(t.path) == nil
	}
	path := filepath.Join(t.path, lock.File)
	held, err := lock.Try(path)
	if held != nil {
		defer held.Close()
	}
	if err != nil || held == nil || !lock.IsAt(held, path) {
		return false
	}
	gone, err := os.MkdirTemp(temp, "gone-")
	if err != nil {
		return false
	}
	gone = filepath.Join(gone, "x")
	return os.Rename(t.path, gone) == nil && lock.RemoveAll(gone) == nil
}
