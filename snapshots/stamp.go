package snapshots

import (
	"io/fs"
	"time"
)

// stamp is what tells, without reading it, that a file has not changed since it was hashed.
//
// Size and modification time alone do not: a copy that keeps the times has both. The time of the last change of the inode
// cannot be set by anybody, and a file that takes another's place by renaming is another inode. Where a system has neither
// (Windows), size and modification time are all there is, and --verify hashes in any case.
type stamp struct {
	Bytes   int64  `json:"bytes"`
	ModTime int64  `json:"mod_time"` // nanoseconds since 1970
	Inode   uint64 `json:"inode"`    // 0 is not known
	Changed int64  `json:"changed"`  // as ModTime, of the inode; 0 is not known
	Settled bool   `json:"settled"`  // the file was still long enough when it was hashed
	SHA256  string `json:"sha256"`
}

// stillness is how long a file must have been still when it is hashed. Clocks of file systems stand between their ticks, of up to
// two seconds, and some stand altogether: what is written after the hash within the same tick has the same times.
const stillness = 2 * time.Second

// stampOf returns the stamp of a file that is about to be hashed, now.
func stampOf(info fs.FileInfo, now time.Time) stamp {
	s := stamp{Bytes: info.Size(), ModTime: info.ModTime().UnixNano()}
	s.Inode, s.Changed = inodeOf(info)
	last := s.Changed
	if last == 0 {
		last = s.ModTime
	}
	s.Settled = last < now.Add(-stillness).UnixNano()
	return s
}

// with returns the stamp with the hash of the file's content.
func (s stamp) with(sum string) stamp { s.SHA256 = sum; return s }

// fits reports whether a file that has the stamp now has still the content that it had then.
func (s stamp) fits(now stamp) bool { return s.Settled && s.same(now) }

// same reports whether nothing shows that the file was touched in between.
func (s stamp) same(now stamp) bool {
	return s.Bytes == now.Bytes && s.ModTime == now.ModTime && s.Inode == now.Inode && s.Changed == now.Changed
}
