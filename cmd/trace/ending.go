package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/term"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/memory"
)

// grace is how long a run has to end in order once it is told to: longer than it takes to remove what was begun, and short
// enough that a person sees Ctrl-C ending it within a second.
const grace = 700 * time.Millisecond

// ending ends the process. It first tells the run to, by its context; what does not hear that, be it the engine that plans or a
// parser that is not ours, is ended with the process. The rules are: the terminal is as it was, files that were begun are
// removed, stderr has one line that says why, and the exit code is that of the error.
//
// A nil ending, that of tests, does nothing.
type ending struct {
	cancel  context.CancelCauseFunc
	once    sync.Once
	screens atomic.Bool // the screens have the terminal
	tty     *term.State // as it was before them; nil is no terminal
}

// watchSignals begins to listen to the signals that end a program. The context that it returns ends with the first; the second ends the
// process at once.
func watchSignals() (context.Context, *ending) {
	ctx, cancel := context.WithCancelCause(context.Background())
	e := &ending{cancel: cancel}
	e.tty, _ = term.GetState(int(os.Stdin.Fd()))
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup has it ignored
		ends = append(ends, syscall.SIGHUP)
	}
	heard, dump := make(chan os.Signal, 2), make(chan os.Signal, 1)
	signal.Notify(heard, ends...)
	signal.Notify(dump, syscall.SIGQUIT)
	go func() {
		<-heard
		e.soon(errInterrupted)
		<-heard
		e.now(errInterrupted)
	}()
	go func() {
		<-dump
		e.restore()
		signal.Reset(syscall.SIGQUIT) // Go's own answer is to print what every goroutine does, and to exit
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Signal(syscall.SIGQUIT)
		}
	}()
	return ctx, e
}

// soon tells the run to end, and ends the process if it does not.
func (e *ending) soon(err error) {
	if e == nil {
		return
	}
	e.cancel(err)
	e.within(grace, err)
}

// within ends the process after a while, unless it has ended by itself.
func (e *ending) within(d time.Duration, err error) {
	if e != nil {
		time.AfterFunc(d, func() { e.now(err) })
	}
}

// now ends the process.
func (e *ending) now(err error) {
	e.once.Do(func() {
		e.restore()
		removeBegun()
		os.Exit(exit(err, os.Stderr))
	})
}

// leaveScreens leaves the other screen, shows the cursor, and has the mouse and pasting as they are usually.
const leaveScreens = "\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[0m"

// restore has the terminal as it was before the screens.
func (e *ending) restore() {
	if !e.screens.Load() || e.tty == nil {
		return
	}
	_ = term.Restore(int(os.Stdin.Fd()), e.tty)
	_, _ = os.Stdout.WriteString(leaveScreens)
}

// show runs the screens, so that an end in the midst of them restores the terminal.
func (e *ending) show(screens func() error) error {
	if e == nil {
		return screens()
	}
	e.screens.Store(true)
	defer e.screens.Store(false)
	return screens()
}

// quit is when the user has left the screens: what still runs is called off, and not waited for longer than [grace].
func (e *ending) quit() { e.within(grace, nil) }

// errMemory is a run that needs more memory than it may have.
var errMemory = errors.New("out of memory")

// holdMemory holds the process to the ceiling that follows from --memory-limit.
func (e *ending) holdMemory(given string) error {
	limit, err := engine.MemoryLimit(given)
	if err != nil || e == nil || limit == 0 {
		return err
	}
	ceiling := memory.Ceiling(limit)
	over := fmt.Errorf("%w: the process has more than %s, which is what this machine has to give; look for a value, a list or a join that grows without an end",
		errMemory, size(ceiling))
	if given != "" {
		over = fmt.Errorf("%w: the process has more than %s, which is what --memory-limit %s leaves to it; give more, or look for a value, a list or a join that grows without an end",
			errMemory, size(ceiling), given)
	}
	memory.Watch(ceiling, func() { e.cancel(over) }, func() { e.now(over) })
	return nil
}

// ended is the error of a run whose context is done: the reason why it is.
func ended(ctx context.Context) error {
	if cause := context.Cause(ctx); errors.Is(cause, errMemory) {
		return cause
	}
	return errInterrupted
}
