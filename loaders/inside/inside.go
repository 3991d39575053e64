// Package inside opens what a project, a chain or a manifest names: ordinary files of the folder that the user gave, and nothing
// outside of it, whatever is a link to where.
//
//	f, err := inside.Open("shop")                      // the folder of a dbt project
//	text, err := f.Read("models/orders.sql", 1<<20)    // a file of at most so many bytes
//	file, err := f.Open("seeds/countries.csv")         // a file of any size
//	names, err := f.Glob("data/part-*.parquet")        // slashes on every system, as in all names here
//
// Names that are absolute, or that lead out by .. or by a link, are refused with [ErrOutside], and so is what is no ordinary
// file (see [regular.ErrNotRegular]). The system itself looks to it (see [os.Root]), so nothing can be changed between the
// look and the opening.
package inside

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"funneltrace/snapshots/regular"
)

// ErrOutside is the reason why a name is not opened.
var ErrOutside = errors.New("it leads out of the folder, and only what lies in it is read; put the file itself there")

// Folder is a folder of somebody else's. It need not be closed.
type Folder struct {
	Dir  string // as it was given
	root *os.Root
}

// Open opens a folder that the user named; that one may be a link.
func Open(dir string) (*Folder, error) {
	root, err := regular.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Folder{dir, root}, nil
}

// Folder opens a folder below.
func (f *Folder) Folder(name string) (*Folder, error) {
	if info, err := f.Stat(name); err != nil {
		return nil, err
	} else if !info.IsDir() { // to open a named pipe waits
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.ENOTDIR}
	}
	root, err := f.root.OpenRoot(filepath.FromSlash(name))
	if err != nil {
		return nil, worded(err)
	}
	return &Folder{f.Shown(name), root}, nil
}

// Shown is what a file of the folder is called in errors: its path from where the folder was given.
func (f *Folder) Shown(name string) string { return filepath.Join(f.Dir, filepath.FromSlash(name)) }

// Open opens an ordinary file for reading.
func (f *Folder) Open(name string) (*os.File, error) {
	file, err := regular.OpenIn(f.root, filepath.FromSlash(name))
	return file, worded(err)
}

// Read returns the content of an ordinary file of at most limit bytes.
func (f *Folder) Read(name string, limit int64) ([]byte, error) {
	text, err := regular.ReadIn(f.root, filepath.FromSlash(name), limit)
	return text, worded(err)
}

// Stat looks at a file or a folder.
func (f *Folder) Stat(name string) (fs.FileInfo, error) {
	info, err := f.root.Stat(filepath.FromSlash(name))
	return info, worded(err)
}

// Glob returns the names of files that a pattern of [path.Match] fits, in order. What leads out is not among them.
func (f *Folder) Glob(pattern string) ([]string, error) {
	return fs.Glob(f.FS(), path.Clean(pattern))
}

// FS is the folder as a file system, of ordinary files and folders. What leads out is listed in it, and to open it is [ErrOutside].
func (f *Folder) FS() fs.FS { return wordedFS{regular.FS(f.root).(linkFS)} }

// linkFS is what [regular.FS] can do.
type linkFS interface {
	fs.StatFS
	fs.ReadLinkFS
}

type wordedFS struct{ linkFS }

func (w wordedFS) Open(name string) (fs.File, error) {
	file, err := w.linkFS.Open(name)
	return file, worded(err)
}

func (w wordedFS) Stat(name string) (fs.FileInfo, error) {
	info, err := w.linkFS.Stat(name)
	return info, worded(err)
}

// Path is the absolute path of an ordinary file of the folder, free of links, for an engine that opens files by itself.
// Between this look and that opening somebody who may write into the folder can put a link there; so the engine is to be
// given what was opened by [Folder.Open] wherever that can be done.
func (f *Folder) Path(name string) (string, error) {
	file, err := f.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	opened, err := file.Stat()
	if err != nil {
		return "", err
	}
	abs, err := filepath.Abs(f.Shown(name))
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(abs); err != nil || !os.SameFile(info, opened) {
		return "", errors.Join(errors.New("it changed while it was looked at; try again once it is still"), err)
	}
	return abs, nil
}

// worded says for people that a name leads out. Of the reasons that the system names only this one is not told apart by an error of its own.
func worded(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) && strings.Contains(p.Err.Error(), "escapes from parent") {
		return ErrOutside
	}
	return err
}
