//go:build unix

package child

import (
	"os/signal"
	"syscall"
)

// OutliveFileLimit makes a file that grows beyond what the system allows a failed write, which can be told and cleaned up
// after, instead of the end of the process.
func OutliveFileLimit() { signal.Ignore(syscall.SIGXFSZ) }
