//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package snapshots

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the lock of the file at path, which is made if need be. The system gives the lock back when the process
// ends, however it ends. A nil file is a lock that somebody else has. On a file system without locks the error is
// [errors.ErrUnsupported] and the file is open.
func tryLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case err == nil:
		return f, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		return nil, f.Close()
	}
	return f, errors.ErrUnsupported
}
