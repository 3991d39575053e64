package tui

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
)

// answered is the end of a question. It goes to everybody; the slot whose id it has takes it, and if no slot has it any
// more, it is dropped.
type answered struct {
	id    int
	value any
	err   error
}

// slot is one thing that a screen waits for, and then has. Asking again abandons the question before: its query is
// cancelled and its answer is not taken.
type slot[T any] struct {
	id     int // of the question that is open, 0 if none is
	q      *question
	value  T
	have   bool // value was answered
	err    error
	repeat func() tea.Cmd
}

// question is what a running query is known by.
type question struct {
	cancel context.CancelFunc
	began  time.Time
	at     atomic.Pointer[trace.Progress]
}

// ask has do run in a command. What the slot had before stays until the answer comes.
func ask[T any](s *slot[T], d *desk, do func(ctx context.Context, progress Progress) (T, error)) tea.Cmd {
	s.stop(d)
	s.repeat = func() tea.Cmd { return ask(s, d, do) }
	d.lastID++
	ctx, cancel := context.WithCancel(d.ctx)
	q := &question{cancel: cancel, began: d.opt.Now()}
	s.id, s.q, s.err = d.lastID, q, nil
	d.open[s.id] = q
	id := s.id
	return func() (msg tea.Msg) {
		defer cancel()
		defer func() {
			if r := recover(); r != nil {
				msg = caught(r)
			}
		}()
		value, err := do(ctx, func(p trace.Progress) { q.at.Store(&p) })
		return answered{id, value, err}
	}
}

// take takes the answer if it is the slot's, and says whether it was.
func (s *slot[T]) take(m answered) bool {
	if m.id != s.id || s.id == 0 {
		return false
	}
	s.id, s.q = 0, nil
	s.err = m.err
	if m.err == nil {
		s.value, s.have = m.value.(T), true
	}
	return true
}

// stop abandons the open question.
func (s *slot[T]) stop(d *desk) {
	if s.id == 0 {
		return
	}
	s.q.cancel()
	delete(d.open, s.id)
	s.id, s.q = 0, nil
}

// busy reports whether a question is open.
func (s *slot[T]) busy() bool { return s.id != 0 }

// retry asks the last question again.
func (s *slot[T]) retry() tea.Cmd {
	if s.repeat == nil {
		return nil
	}
	return s.repeat()
}

// put gives the slot a value that was known without asking.
func (s *slot[T]) put(d *desk, value T) {
	s.stop(d)
	s.value, s.have, s.err = value, true, nil
}

// cancelled reports whether an error only says that nobody waits any more.
func cancelled(err error) bool { return errors.Is(err, context.Canceled) }
