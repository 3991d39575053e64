// Package lock has locks that end with the process that has them, however it ends, and folders that do not outlive it for
// long: a process that is killed cannot clean up after itself, but its lock is free then, and [Sweep] removes its folder.
//
// On a file system without such locks nothing is locked and nothing is swept: the errors wrap [errors.ErrUnsupported], and the
// file that comes with them is open.
package lock

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// File is the name of the lock inside of a folder.
const File = "lock"

// Try takes the lock of the file at path for this process alone. A nil file is a lock that somebody else has.
func Try(path string) (*os.File, error) { return take(path, exclusive) }

// Share takes the lock of the file at path together with others who share it. A nil file is a lock that somebody has alone.
func Share(path string) (*os.File, error) { return take(path, shared) }

// IsAt reports whether a lock is that of the file at path still. The file may have been removed just before it was locked,
// and then the lock keeps nobody out.
func IsAt(held *os.File, path string) bool {
	locked, err := held.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(path)
	return err == nil && os.SameFile(there, locked)
}

// Folder makes a folder in dir whose name begins with prefix, and takes its lock, which is nil where there are no locks. A
// [Sweep] may come in between the two; then it is tried again.
func Folder(dir, prefix string) (path string, held *os.File, err error) {
	for range 20 {
		path = filepath.Join(dir, prefix+rand.Text()[:8])
		if err := os.Mkdir(path, 0o700); err != nil {
			return "", nil, err
		}
		held, err = Try(filepath.Join(path, File))
		switch {
		case errors.Is(err, errors.ErrUnsupported), held != nil && IsAt(held, filepath.Join(path, File)):
			return path, held, nil
		case held != nil:
			_ = held.Close()
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", nil, errors.Join(err, os.RemoveAll(path))
		}
	}
	return "", nil, fmt.Errorf("no temporary folder in %s lasts: something removes them", dir)
}

// Sweep removes the folders in dir that [Folder] made with the prefix for processes that are dead. One that is still at work has
// its lock and is left alone, and so is all that cannot be told.
func Sweep(dir, prefix string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			sweep(filepath.Join(dir, e.Name()))
		}
	}
}

func sweep(path string) {
	held, err := Try(filepath.Join(path, File))
	if held != nil {
		defer held.Close()
	}
	if err != nil || held == nil {
		return
	}
	// Away from its name first: as long as the folder has it, its maker may be about to take the lock.
	dead := path + "-dead"
	if strings.HasSuffix(path, "-dead") {
		dead = path
	} else if os.Rename(path, dead) != nil {
		return
	}
	_ = RemoveAll(dead)
}

// RemoveAll removes a folder in which a process that is about to end may still write.
func RemoveAll(dir string) (err error) {
	for range 5 {
		if err = os.RemoveAll(dir); err == nil {
			return nil
		}
	}
	return err
}
