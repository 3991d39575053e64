//go:build unix

package loaders

import (
	"os/signal"
	"syscall"
)

// outliveFileLimit makes a file that grows beyond what the system allows a failed write, which can be told and cleaned up
// after, instead of the end of the process.
func outliveFileLimit() { signal.Ignore(syscall.SIGXFSZ) }
