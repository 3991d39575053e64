package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// form is of sealed files; another one is another first word.
const form = "trace-cache-1 "

// seal returns what is written of a content that is kept under a key.
func seal(key Key, content []byte) []byte {
	return append(fmt.Appendf(nil, "%s%s\n", form, sealOf(key, content)), content...)
}

func sealOf(key Key, content []byte) string {
	return sum(fmt.Appendf(nil, "%d %s\n%s", len(key.from), key.from, content))
}

// unseal returns the content again, or [ErrDamaged].
func unseal(key Key, text []byte) ([]byte, error) {
	first, content, ok := bytes.Cut(text, []byte("\n"))
	if !ok || string(first) != form+sealOf(key, content) {
		return nil, ErrDamaged
	}
	return content, nil
}

// ReadFile returns what is kept under the key in the cache folder root. The error is [fs.ErrNotExist] if nothing is, and
// [ErrDamaged] if it is not what was kept; or it cannot be read.
func ReadFile(root string, key Key) ([]byte, error) {
	path := key.Path(root)
	content, err := readSealed(path, key)
	if err == nil {
		used(path)
	}
	return content, err
}

func readSealed(path string, key Key) ([]byte, error) {
	if err := isFile(path); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return unseal(key, text)
}

// isFile returns an error unless path is an ordinary file: a pipe would be waited for.
func isFile(path string) error {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = ErrDamaged
	}
	return err
}

// WriteFile keeps content under the key, whole or not at all.
func WriteFile(root string, key Key, content []byte) error {
	path := key.Path(root)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		if err := os.RemoveAll(path); err != nil { // a folder is in its place, and gives way to no renaming
			return err
		}
	}
	return writeSealed(root, path, key, content)
}

// writeSealed writes by way of a temporary file, which [Sweep] removes if this process is killed now.
func writeSealed(root, path string, key Key, content []byte) (err error) {
	if err := os.MkdirAll(tempDir(root), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(tempDir(root), "file-")
	if err != nil {
		return err
	}
	_, err = f.Write(seal(key, content))
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error is the one to tell
	}
	return err
}

// Forget removes what is kept under the key.
func Forget(root string, key Key) error { return os.RemoveAll(key.Path(root)) }

// used notes that a thing was of use, so that others go first.
func used(path string) {
	now := time.Now()
	_ = os.Chtimes(path, now, now) // it may be gone, or not ours; then its age is what it is
}
