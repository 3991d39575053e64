//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package memory

import (
	"runtime"
	"syscall"
)

// used is the most memory that the process ever had, which is what these systems tell without a library: it never falls, so a
// process that was above the ceiling is ended a second later.
func used() (bytes int64, known bool) {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0, false
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss), true
	}
	return int64(usage.Maxrss) << 10, true
}

// machine is not known.
func machine() int64 { return 0 }
