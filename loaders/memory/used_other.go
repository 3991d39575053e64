//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package memory

// used is not known.
func used() (bytes int64, known bool) { return 0, false }

// machine is not known.
func machine() int64 { return 0 }
