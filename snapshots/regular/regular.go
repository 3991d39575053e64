// Package regular opens what other people name: ordinary files, and nothing else. A named pipe, a socket or a device
// would keep a reader waiting for ever, or give without an end; a file may be larger than anybody's memory.
//
//	text, err := regular.Read("chain.yml", 64<<10)   // a file of at most so many bytes
//	text, err = regular.ReadFS(fsys, "models/a.sql", limit)
//	f, err := regular.Open("part.csv")               // a file of any size
//	fsys := regular.FS(root)                         // a folder that holds nothing but ordinary files and folders
//
// What a file is, is asked before it is opened, since to open some devices does something, and again of what was opened.
// Nothing here waits. Errors are [*fs.PathError] as those of package os are; that of a file which is none is
// [ErrNotRegular], that of one which is too large a [*TooLargeError].
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrNotRegular is the reason why something is not opened. The error that wraps it says what it is instead.
var ErrNotRegular = errors.New("only ordinary files are read")

// TooLargeError is the reason why a file is not read whole.
type TooLargeError struct{ Bytes, Limit int64 }

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("it has %s, at most %s are read", size(e.Bytes), size(e.Limit))
}

// size rounds up, so that what is over a limit never reads as the limit itself.
func size(bytes int64) string {
	switch {
	case bytes < 10<<10:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 10<<20:
		return fmt.Sprintf("%d KiB", (bytes-1)>>10+1)
	}
	return fmt.Sprintf("%d MiB", (bytes-1)>>20+1)
}

// Check returns [ErrNotRegular], and what the file is, if it is no ordinary one.
func Check(mode fs.FileMode) error {
	what := ""
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		what = "folder"
	case mode&fs.ModeNamedPipe != 0:
		what = "named pipe"
	case mode&fs.ModeSocket != 0:
		what = "socket"
	case mode&fs.ModeDevice != 0:
		what = "device"
	default:
		return fmt.Errorf("it is of a kind that this program does not know; %w", ErrNotRegular)
	}
	return fmt.Errorf("it is a %s; %w", what, ErrNotRegular)
}

// Open opens an ordinary file for reading.
func Open(path string) (*os.File, error) { return open(path, os.Stat, os.OpenFile, Check) }

// OpenIn is Open below a root, which no link leaves.
func OpenIn(root *os.Root, name string) (*os.File, error) {
	return open(name, root.Stat, root.OpenFile, Check)
}

func open(path string, stat func(string) (fs.FileInfo, error), openFile func(string, int, fs.FileMode) (*os.File, error),
	check func(fs.FileMode) error) (*os.File, error) {
	info, err := stat(path)
	if err != nil {
		return nil, err
	}
	if err := check(info.Mode()); err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	f, err := openFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = check(info.Mode())
	}
	if err != nil {
		return nil, errors.Join(&fs.PathError{Op: "open", Path: path, Err: err}, f.Close())
	}
	return f, nil
}

// Read returns the content of an ordinary file of at most limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	return read(path, limit, func() (fs.File, error) { return Open(path) })
}

// ReadIn is Read below a root.
func ReadIn(root *os.Root, name string, limit int64) ([]byte, error) {
	return read(name, limit, func() (fs.File, error) { return OpenIn(root, name) })
}

// ReadFS is Read of a file system; that of a folder of somebody else's is made by [FS].
func ReadFS(fsys fs.FS, name string, limit int64) ([]byte, error) {
	return read(name, limit, func() (fs.File, error) { return fsys.Open(name) })
}

// read believes no size that the system names: a file may grow, and those of /proc have none.
func read(path string, limit int64, open func() (fs.File, error)) (text []byte, err error) {
	f, err := open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err == nil {
		err = Check(info.Mode())
	}
	if err == nil && info.Size() > limit {
		err = &TooLargeError{info.Size(), limit}
	}
	if err == nil {
		if text, err = io.ReadAll(io.LimitReader(f, limit+1)); int64(len(text)) > limit {
			err = &TooLargeError{int64(len(text)), limit}
		}
	}
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return text, nil
}

// Plain drops the call and the path from an error of the file system: the caller has said which file.
func Plain(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
