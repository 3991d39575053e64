package child

import (
	"time"

	"funneltrace/snapshots/store"
)

// Options are the limits of a child process, and who hears of its progress.
type Options struct {
	TempDir     string
	Threads     int
	MemoryLimit string
	Patience    time.Duration                               // how long one file may take, beside a second per MiB; 0 is a minute
	Progress    func(table, file string, read, total int64) // called when a file begins, in bytes; nil is silent
	Run         *store.Run                                  // the run that the cache is used in; nil is none
	Note        func(note string)                           // what is to be said of how files were read; nil is silent
}

func (o Options) Say(notes []string) {
	for _, n := range notes {
		if o.Note != nil {
			o.Note(n)
		}
	}
}
