package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// patience is how long something may take before stderr hears of it.
const patience = 500 * time.Millisecond

// again is after how long stderr hears of it once more where it is no terminal.
const again = 15 * time.Second

// progress tells stderr how far something is. On a terminal it is a bar that is wiped when done; elsewhere it is one
// plain line, and another every [again]. What ends within [patience] is never heard of.
type progress struct {
	mu    sync.Mutex
	w     io.Writer
	tty   bool
	width int
	what  string // the whole job
	part  string // what is done now
	done  float64
	shown bool
	since time.Time
	stop  chan struct{}
	idle  sync.WaitGroup
}

// watch is who is told how far a job is.
type watch interface {
	// report notes how far the job is: what it does now, and done of 1 of the whole. It may be called from anywhere.
	report(part string, done float64)
	// finish ends the watch.
	finish()
}

// begin begins to watch a job that stderr hears of, or the screens if they are up. The caller ends it with finish.
func (p *program) begin(what string) watch {
	if p.listen != nil {
		p.listen(trace.Progress{What: what})
		return &listener{what, p.listen}
	}
	return startProgress(p.env, p.stderr, what)
}

// listener hands on to the screens how far a job is.
type listener struct {
	what string
	tell func(trace.Progress)
}

func (l *listener) report(part string, done float64) {
	l.tell(trace.Progress{What: strings.TrimSuffix(l.what+": "+part, ": "), Done: done})
}

func (l *listener) finish() {}

// startProgress begins to watch a job. The caller ends it with finish.
func startProgress(env environment, w io.Writer, what string) *progress {
	if env.errTTY {
		w = form.Unguarded(w) // the bar wipes itself
	}
	p := &progress{w: w, tty: env.errTTY, width: env.columns(), what: what, since: time.Now(), stop: make(chan struct{})}
	p.idle.Add(1)
	go p.watch()
	return p
}

// report notes how far the job is: what it does now, and done of 1 of the whole. It may be called from anywhere.
func (p *progress) report(part string, done float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.part, p.done = part, max(p.done, done)
}

func (p *progress) watch() {
	defer p.idle.Done()
	select {
	case <-p.stop:
		return
	case <-time.After(patience):
	}
	if !p.tty {
		fmt.Fprintln(p.w, "trace: "+form.Visible(p.what)+"…")
		p.tellAgain()
		return
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		p.draw()
		select {
		case <-p.stop:
			return
		case <-tick.C:
		}
	}
}

// tellAgain tells in plain lines what is done now, until the job ends.
func (p *progress) tellAgain() {
	tick := time.NewTicker(again)
	defer tick.Stop()
	told := ""
	for {
		select {
		case <-p.stop:
			return
		case <-tick.C:
		}
		p.mu.Lock()
		line := fmt.Sprintf("trace: %.0f%%: %s…", 100*min(p.done, 1), form.Visible(p.part))
		p.mu.Unlock()
		if line != told {
			told = line
			fmt.Fprintln(p.w, line)
		}
	}
}

func (p *progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown = true
	fmt.Fprint(p.w, "\r\x1b[2K"+p.line())
}

const barCells = 24

// sluggish is after how long the bar says how long it has been: a part may take long, and the bar stands meanwhile.
const sluggish = 2 * time.Second

// line returns the bar as it stands; the caller holds the lock.
func (p *progress) line() string {
	full := int(min(max(p.done, 0), 1) * barCells)
	s := fmt.Sprintf("%s%s %3.0f%%  ", strings.Repeat("█", full), strings.Repeat("░", barCells-full), 100*min(p.done, 1))
	if took := time.Since(p.since); !p.since.IsZero() && took > sluggish {
		s += fmt.Sprintf("%.0f s  ", took.Seconds())
	}
	s += p.what
	if p.part != "" {
		s += ": " + p.part
	}
	return form.Clip(s, max(p.width-1, 20))
}

// finish ends the watch and wipes the bar.
func (p *progress) finish() {
	close(p.stop)
	p.idle.Wait()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[2K")
	}
}

// laterNotes are notes that come up while progress is shown, and are said when it is not any more.
type laterNotes []string

func (n *laterNotes) add(note string) { *n = append(*n, note) }

func (n *laterNotes) say(p *program) {
	for _, note := range *n {
		p.note("note: %s", note)
	}
}
