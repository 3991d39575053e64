package snapshots

import (
	"io/fs"
	"syscall"
)

// inodeOf returns the number of a file's inode, and when the inode was changed last.
func inodeOf(info fs.FileInfo) (number uint64, changed int64) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return s.Ino, s.Ctimespec.Nano()
}
