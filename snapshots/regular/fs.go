package regular

import (
	"io/fs"
	"os"
	"syscall"
)

// OpenRoot opens a folder. [os.OpenRoot] alone waits for a named pipe.
func OpenRoot(dir string) (*os.Root, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOTDIR}
	}
	return os.OpenRoot(dir)
}

// FS is the root's file system without what is neither an ordinary file nor a folder: such things are listed, and to open one
// is [ErrNotRegular]. The root must stay open while it is used.
func FS(root *os.Root) fs.FS { return rootFS{root.FS().(linkFS), root} }

// linkFS is what looking at a name takes, of what [os.Root.FS] promises. Reading goes through Open.
type linkFS interface {
	fs.StatFS
	fs.ReadLinkFS
}

type rootFS struct {
	linkFS
	root *os.Root
}

// Open opens an ordinary file or a folder.
func (r rootFS) Open(name string) (fs.File, error) {
	f, err := open(name, r.Stat, r.root.OpenFile, fileOrFolder)
	if err != nil {
		return nil, err // a nil *os.File would be no nil fs.File
	}
	return f, nil
}

func fileOrFolder(mode fs.FileMode) error {
	if mode.IsDir() {
		return nil
	}
	return Check(mode)
}
