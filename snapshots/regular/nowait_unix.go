//go:build unix

package regular

import "syscall"

// noWait has the system open a pipe without a writer at once, and never makes a terminal ours. Ordinary files are read as ever.
const noWait = syscall.O_NONBLOCK | syscall.O_NOCTTY
