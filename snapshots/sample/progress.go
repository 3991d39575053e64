package sample

import (
	"os"
	"path/filepath"
	"sync"
	"time"
)

const interval = 100 * time.Millisecond

// watcher tells how far the writing is. The engine does not say while it writes, but its files grow.
type watcher struct {
	report  func(done float64)
	dir     string
	whole   float64 // the expected size of all files, in bytes
	drawing float64 // the part of the time before the first byte is written

	done    chan struct{}
	running sync.WaitGroup
}

func (o Options) watch(dir string, report func(done float64)) *watcher {
	if report == nil {
		report = func(float64) {}
	}
	r := o.recipe()
	w := &watcher{report: report, dir: dir, whole: r.bytes * o.Scale, drawing: r.drawing[0], done: make(chan struct{})}
	if r.isLater {
		w.drawing = r.drawing[1]
	}
	return w
}

// step tells that step i of n begins, of those before the writing.
func (w *watcher) step(i, n int) { w.report(w.drawing * float64(i) / float64(n)) }

// writing starts to look at the files.
func (w *watcher) writing() {
	w.report(w.drawing)
	w.running.Go(func() {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-w.done:
				return
			case <-tick.C:
				w.report(w.drawing + (1-w.drawing)*min(float64(sizeOf(w.dir))/w.whole, 0.99))
			}
		}
	})
}

// stop ends the reports.
func (w *watcher) stop() {
	close(w.done)
	w.running.Wait()
}

func sizeOf(dir string) (bytes int64) {
	names, err := filepath.Glob(filepath.Join(dir, "*.parquet"))
	if err != nil {
		return 0
	}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}
