package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"funneltrace/trace/report/form"
)

// writeOutput lets write fill the file at path, or stdout if path is empty or "-", with what one of the forms has made. The file appears whole or not at
// all: it is written under a temporary name beside it and renamed.
func writeOutput(path string, stdout io.Writer, write func(io.Writer) error) error {
	if path == "" || path == "-" {
		b := bufio.NewWriterSize(form.Unguarded(stdout), 64<<10)
		if err := write(b); err != nil {
			return errors.Join(err, b.Flush())
		}
		return b.Flush()
	}
	return replaceFile(path, func(f *os.File) error {
		b := bufio.NewWriterSize(f, 64<<10)
		if err := write(b); err != nil {
			return err
		}
		return b.Flush()
	})
}

// checkOutput says before a long run what would keep its output from being written.
func checkOutput(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return usagef("write %s: it is a folder; give -o a file name", path)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("write %s: there is no folder %s", path, filepath.Dir(path))
	}
	return nil
}

// placing fills a file by way of a temporary one beside it, so that it appears whole or not at all.
type placing func(path string, write func(*os.File) error) error

// replaceFile writes path, over a file that is there already. A device or a pipe is written to as it is: /dev/null must stay one.
func replaceFile(path string, write func(*os.File) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			err = errors.Join(write(f), f.Close())
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		return nil
	}
	return place(path, write, os.Rename)
}

// newFile writes path, which must not be there: else the error is [fs.ErrExist] and nothing was changed.
func newFile(path string, write func(*os.File) error) error {
	if _, err := os.Lstat(path); err == nil { // before a long export, not after it
		return fmt.Errorf("write %s: %w", path, fs.ErrExist)
	}
	return place(path, write, func(temp, path string) error {
		err := os.Link(temp, path) // unlike a renaming, it does not replace
		switch {
		case err == nil:
			return os.Remove(temp)
		case errors.Is(err, fs.ErrExist):
			return fs.ErrExist
		}
		if _, err := os.Lstat(path); err == nil { // the file system has no links
			return fs.ErrExist
		}
		return os.Rename(temp, path)
	})
}

// begun are the temporary names of files that are being written.
var begun sync.Map

// removeBegun removes them: the process ends before they are whole.
func removeBegun() {
	begun.Range(func(temp, _ any) bool {
		_ = os.Remove(temp.(string))
		return true
	})
}

func place(path string, write func(*os.File) error, move func(temp, path string) error) (err error) {
	if err := checkOutput(path); err != nil {
		return err
	}
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text()[:8]+".tmp")
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	begun.Store(temp, true)
	defer func() {
		if err != nil {
			_ = os.Remove(temp) // what went wrong is said
		}
		begun.Delete(temp)
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := move(temp, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
