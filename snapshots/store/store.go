// Package store is what the program keeps between runs in its cache folder, and how that is believed.
//
// All of it can be made again, so nothing is believed that is not proved to be what was once kept. A thing is kept under a [Key],
// which says what it was made from. Its name is a hash of that, and so is the first line that it begins with, taken together
// with its content: one that was damaged, and a sound one that lies under the name of another, are [ErrDamaged].
//
//	key := store.NewKey("imports", engine, store.Build(), hashOfTheInput)
//	dir, err := store.Use(cache, key, run)      // a folder whose files are as they were kept
//	if err != nil {
//		dir, err = store.Keep(cache, key, run, fill) // made again
//	}
//
// Small things are single files: [ReadFile], [WriteFile]. Who writes to the cache as the user can write a first line that fits, too;
// what keeps chains and projects from doing so is the engine's sandbox.
//
// A [Run] is the use of the cache by one process. What it uses is not removed while it lives, what it leaves is, and when it ends
// the cache is brought below its size again.
package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// ErrDamaged says that something was kept and is not any more what it was.
var ErrDamaged = errors.New("it was damaged in the cache")

// Key says what a thing in the cache was made from.
type Key struct{ kind, from string }

// NewKey returns the key of a thing of a kind, which is a folder of the cache. From is all that it depends on; an order and
// number of texts that belongs to one kind keeps them apart.
func NewKey(kind string, from ...string) Key {
	var b strings.Builder
	for _, f := range from {
		fmt.Fprintf(&b, "%q ", f)
	}
	return Key{kind, kind + ": " + b.String()}
}

// Path returns where the thing is in the cache folder root, if it is there.
func (k Key) Path(root string) string { return filepath.Join(root, k.kind, k.Name()) }

// Name is the thing's name within its kind.
func (k Key) Name() string { return sum([]byte(k.from))[:32] }

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
