// Package memory holds a process to a ceiling of memory. The engine keeps to a limit of its own, but not with everything: one value, a
// list or a plan can be larger than all of it, and what templates make is not the engine's at all.
//
//	stop := memory.Watch(memory.Ceiling(500<<20), above, far) // asks the system how much the process has, fifty times a second
//
// What this can do: once the process has more than the ceiling, it is asked to stop; if it goes on growing, it is ended. What it
// cannot do: keep the process below the ceiling in the fiftieth of a second between two looks.
package memory

import (
	"runtime/debug"
	"time"
)

const (
	// share of the machine's memory that is the limit where none is given, in percent: as the engine has it.
	share = 80
	// allowance is what a process has beside what the engine counts, in bytes: the program itself, Go's heap, what the
	// allocator keeps. 0.2 GB was the most that was seen over the built-in chain.
	allowance = 256 << 20
	// overrun is the part of the limit by which the engine was seen to pass it, rounded up, as a divisor.
	overrun = 4
	// every is how long the watch sleeps: a process that grows by 4 GB a second gets 80 MB further meanwhile.
	every = 20 * time.Millisecond
	// beyond is the part of the ceiling that a process may grow further once it is asked to stop, as a divisor.
	beyond = 4
	// patience is how long it may stay above the ceiling once it is asked to stop.
	patience = time.Second
)

// Default is the limit where none is given: 80 % of what the machine, or the container, has; 0 if that is not known.
func Default() int64 { return machine() / 100 * share }

// Ceiling is how much a process may have whose engine has this limit, in bytes.
func Ceiling(limit int64) int64 {
	ceiling := limit + limit/overrun + allowance
	if all := machine(); all > 0 {
		ceiling = min(ceiling, max(limit, all/100*95))
	}
	return ceiling
}

// Watch calls above, once, when the process has more memory than the ceiling, and far when it grows on regardless, or does
// not come down. A ceiling of 0 is none, as is any on a system that does not say what a process has. The function that it
// returns ends the watch.
func Watch(ceiling int64, above, far func()) (stop func()) {
	if _, known := used(); !known || ceiling <= 0 {
		return func() {}
	}
	debug.SetMemoryLimit(ceiling) // Go's own part is collected harder as it comes near
	ended := make(chan struct{})
	go watch(ceiling, above, far, ended)
	return func() {
		close(ended)
	}
}

func watch(ceiling int64, above, far func(), ended <-chan struct{}) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var since time.Time
	for {
		select {
		case <-ended:
			return
		case <-tick.C:
		}
		switch now, _ := used(); {
		case now <= ceiling:
			continue
		case since.IsZero():
			since = time.Now()
			above()
		case now > ceiling+ceiling/beyond || time.Since(since) > patience:
			far()
			return
		}
	}
}
