package store

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"funneltrace/snapshots/lock"
	"funneltrace/snapshots/regular"
)

// contentsFile lists the files of a folder with their SHA-256, and is sealed as a file is. A power cut that takes a part of
// what was written shows in it, so that nothing has to be forced to the disk.
const contentsFile = "contents"

// Use returns the folder that is kept under the key, after reading all its files: they are as they were kept. The error is
// [fs.ErrNotExist] if nothing is, and [ErrDamaged] if it is not what was kept; or it cannot be read. As long as run lives the
// folder is not removed; a nil run does not care.
func Use(root string, key Key, run *Run) (dir string, err error) {
	dir = key.Path(root)
	if _, err := os.Lstat(dir); err != nil {
		return "", err
	}
	if err := run.hold(dir); err != nil {
		return "", err
	}
	if err := check(dir, key); err != nil {
		run.letGo(dir)
		return "", err
	}
	used(filepath.Join(dir, lock.File))
	return dir, nil
}

// check compares the files of a folder with what its contents say.
func check(dir string, key Key) error {
	text, err := readSealed(filepath.Join(dir, contentsFile), key)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrDamaged
	}
	if err != nil {
		return err
	}
	var files map[string]string
	if err := json.Unmarshal(text, &files); err != nil {
		return ErrDamaged
	}
	for name, want := range files {
		got, err := hashFile(filepath.Join(dir, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist), err == nil && got != want:
			return ErrDamaged
		case err != nil:
			return err
		}
	}
	return nil
}

// Keep makes the folder of the key and returns it: fill is given a temporary one, which is moved to its place when it is whole. If
// a sound one is there by then, another run was faster, and that one is returned.
func Keep(root string, key Key, run *Run, fill func(dir string) error) (dir string, err error) {
	stage, remove, err := run.stage(root)
	if err != nil {
		return "", err
	}
	defer remove()
	made := filepath.Join(stage, key.Name())
	if err := os.Mkdir(made, 0o700); err != nil {
		return "", err
	}
	if err := fill(made); err != nil {
		return "", err
	}
	if err := writeContents(root, made, key); err != nil {
		return "", err
	}
	if err := run.hold(made); err != nil { // from before others can see it
		return "", err
	}
	dir = key.Path(root)
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return "", err
	}
	run.Grew()
	for i := range tries {
		if err = place(root, made, key, run, i == tries-1); err == nil {
			return dir, nil
		}
		time.Sleep(5 * time.Millisecond) // what is there is on its way out, or on its way in
	}
	return "", err
}

// tries is how often a folder is moved to its place while others do the same.
const tries = 50

// place moves the folder made to where the key has it. One that is there stays if it is sound, else it makes room. The last try does
// not wait for others.
func place(root, made string, key Key, run *Run, last bool) error {
	dir := key.Path(root)
	if err := os.Rename(made, dir); err == nil {
		return nil
	}
	_, err := Use(root, key, run)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := makeRoom(root, dir, key, run, last); err != nil {
		return err
	}
	return os.Rename(made, dir)
}

// makeRoom moves a folder away that is damaged. Who does so has its lock, so that nobody moves the sound one that takes its place,
// unless a run that found it sound once does not end.
func makeRoom(root, dir string, key Key, run *Run, last bool) error {
	path := filepath.Join(dir, lock.File)
	held, spoilt := lock.Try(path)
	if held != nil {
		defer held.Close()
	}
	if locked := held != nil && lock.IsAt(held, path); !locked && spoilt == nil && !last {
		return errInUse
	}
	if err := check(dir, key); spoilt == nil && (err == nil || errors.Is(err, fs.ErrNotExist)) {
		return err
	}
	old, remove, err := run.stage(root)
	if err != nil {
		return err
	}
	defer remove()
	return os.Rename(dir, filepath.Join(old, "damaged"))
}

var errInUse = errors.New("it was damaged in the cache, and is in use")

// writeContents hashes all files of a folder and lists them. They are for nobody but the user.
func writeContents(root, dir string, key Key) error {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if err := os.Chmod(path, 0o600); err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = hashFile(path)
		return err
	})
	if err != nil {
		return err
	}
	text, err := json.Marshal(files)
	if err != nil {
		return err
	}
	return writeSealed(root, filepath.Join(dir, contentsFile), key, text)
}

// hashFile returns the SHA-256 of an ordinary file in hexadecimal.
func hashFile(path string) (string, error) {
	if err := isFile(path); err != nil {
		return "", err
	}
	return regular.Hash(path)
}
