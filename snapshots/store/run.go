package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"funneltrace/snapshots/lock"
)

// Run is the use of a cache folder by one process. A nil one is that of a process which is alone and in no hurry to clean up, as
// tests are.
type Run struct {
	Dir string // a folder for what need not outlive the run; [Run.End] removes it, or else the next run

	root  string
	limit int64
	tell  func(string)

	mu    sync.Mutex
	held  map[string]*os.File // the locks of what is used, and the run's own
	said  map[string]bool
	grown bool
}

const runPrefix = "run-"

// tempDir is where everything is that need not outlive a run.
func tempDir(root string) string { return filepath.Join(root, "tmp") }

// Begin begins a run in the cache folder root, which is made if need be. When it ends it
// brings the cache below limit bytes. It tells in one line, once for each, what it found damaged.
func Begin(root string, limit int64, tell func(line string)) (*Run, error) {
	if err := os.MkdirAll(tempDir(root), 0o700); err != nil {
		return nil, err
	}
	dir, own, err := lock.Folder(tempDir(root), runPrefix)
	if err != nil {
		return nil, err
	}
	return &Run{Dir: dir, root: root, limit: limit, tell: tell, held: map[string]*os.File{dir: own}, said: map[string]bool{}}, nil
}

// End removes what the run left and, if it has kept something, what the cache has no more room for.
func (r *Run) End() error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.grown {
		prune(r.root, r.Dir, r.limit)
	}
	err := lock.RemoveAll(r.Dir)
	for _, f := range r.held {
		if f != nil {
			_ = f.Close() // which gives the lock back
		}
	}
	r.held, r.grown = nil, false
	return err
}

// Damaged tells that something in the cache was damaged, and what becomes of it.
func (r *Run) Damaged(format string, args ...any) {
	if r == nil || r.tell == nil {
		return
	}
	line := fmt.Sprintf(format, args...)
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.said[line] {
		r.said[line] = true
		r.tell(line)
	}
}

// hold keeps a folder from being removed until the run ends. One that is being removed at this moment is [fs.ErrNotExist].
func (r *Run) hold(dir string) error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	path := filepath.Join(dir, lock.File)
	if f := r.held[dir]; f != nil && lock.IsAt(f, path) {
		return nil
	}
	if err := isFile(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := lock.Share(path)
	switch {
	case errors.Is(err, errors.ErrUnsupported): // then nothing is removed either
	case err != nil:
		return err
	case f == nil:
		return fs.ErrNotExist
	}
	if !lock.IsAt(f, path) {
		return errors.Join(fs.ErrNotExist, f.Close()) // removed before it was locked
	}
	if old := r.held[dir]; old != nil { // of a folder that was there before this one
		_ = old.Close()
	}
	r.held[dir] = f
	return nil
}

// letGo ends the hold on a folder that is of no use.
func (r *Run) letGo(dir string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if f := r.held[dir]; f != nil {
		_ = f.Close()
	}
	delete(r.held, dir)
}

// stage returns a folder of the run's own, on the file system of the cache folder root, and what removes it.
func (r *Run) stage(root string) (dir string, remove func(), err error) {
	parent := tempDir(root)
	if r != nil {
		parent = r.Dir
	}
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", nil, err
	}
	dir, err = os.MkdirTemp(parent, "new-")
	return dir, func() { _ = lock.RemoveAll(dir) }, err
}

// Grew notes that something was kept which may be too much for the cache. [Keep] does so itself.
func (r *Run) Grew() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.grown = true
}

// tooOld is the age at which something temporary without a lock is nobody's any more: older versions took none, and a single
// file is there for a moment only.
const tooOld = 24 * time.Hour

// Sweep removes what dead runs left in the cache folder root.
func Sweep(root string) {
	lock.Sweep(tempDir(root), runPrefix)
	entries, err := os.ReadDir(tempDir(root))
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && !strings.HasPrefix(e.Name(), runPrefix) && time.Since(info.ModTime()) > tooOld {
			_ = lock.RemoveAll(filepath.Join(tempDir(root), e.Name())) // the next run tries again
		}
	}
}
