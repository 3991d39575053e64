package snapshots

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"funneltrace/snapshots/regular"
	"funneltrace/snapshots/store"
)

// digests remembers the hashes of one folder's files in the cache. A nil one remembers nothing.
type digests struct {
	cache string
	key   store.Key
	known map[string]stamp
	used  map[string]stamp
	fresh bool // something was hashed
}

// digests returns what is remembered of the folder dir. What cannot be read is hashed again.
func (p Places) digests(dir string) *digests {
	d := &digests{cache: p.Cache, key: store.NewKey("digests", "2", dir), used: map[string]stamp{}}
	text, err := store.ReadFile(d.cache, d.key)
	if err == nil && !p.Fresh {
		err = json.Unmarshal(text, &d.known)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		p.Run.Damaged("what the cache knew of the files of %s was damaged; they are hashed again", filepath.Base(dir))
	}
	return d
}

// save keeps what was used for the next time.
func (d *digests) save() error {
	if !d.fresh {
		return nil
	}
	text, err := json.Marshal(d.used)
	if err != nil {
		return err
	}
	return store.WriteFile(d.cache, d.key, text)
}

// of returns the hash of a file, from memory if nothing says that it was touched.
func (d *digests) of(root *os.Root, name string, info fs.FileInfo) (string, error) {
	now := stampOf(info, time.Now())
	if d != nil && d.known[name].fits(now) {
		d.used[name] = d.known[name]
		return d.known[name].SHA256, nil
	}
	sum, err := hashFile(root, name)
	if err == nil && d != nil {
		d.fresh = true
		d.used[name] = now.with(sum)
	}
	return sum, err
}

// hashFile returns the SHA-256 of a file below a folder in hexadecimal.
func hashFile(root *os.Root, name string) (string, error) {
	sum, err := regular.HashIn(root, name)
	return sum, plainError(err)
}
