package tui

import (
	"context"
	"sync"

	"funneltrace/trace"
)

// shared is a value that is made once, for the first who asks. Others who ask meanwhile wait for it too; if all of them
// stop waiting, the making is cancelled.
type shared[T any] struct {
	mu     sync.Mutex
	flight *flight[T]
}

type flight[T any] struct {
	waiting  int
	cancel   context.CancelFunc
	done     chan struct{}
	value    T
	err      error
	panicked *CrashError
	progress []Progress
}

func (s *shared[T]) get(ctx context.Context, progress Progress, do func(context.Context, Progress) (T, error)) (T, error) {
	s.mu.Lock()
	f := s.flight
	if f != nil && f.landed() {
		s.mu.Unlock()
		return f.value, f.err
	}
	if f == nil {
		making, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f = &flight[T]{cancel: cancel, done: make(chan struct{})}
		s.flight = f
		go s.make(making, f, do)
	}
	f.waiting++
	f.progress = append(f.progress, progress)
	s.mu.Unlock()
	select {
	case <-f.done:
		if f.panicked != nil {
			panic(f.panicked) // in the question that asked, which passes it on to the program
		}
		return f.value, f.err
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiting--; f.waiting == 0 && s.flight == f && !f.landed() {
		f.cancel()
		s.flight = nil
	}
	var none T
	return none, ctx.Err()
}

// make makes the value. What fails is not kept: the next who asks tries again.
func (s *shared[T]) make(ctx context.Context, f *flight[T], do func(context.Context, Progress) (T, error)) {
	defer s.land(f)
	f.value, f.err = do(ctx, func(p trace.Progress) {
		s.mu.Lock()
		listeners := f.progress
		s.mu.Unlock()
		for _, tell := range listeners {
			tell(p)
		}
	})
}

// land ends the flight, for those who wait for it.
func (s *shared[T]) land(f *flight[T]) {
	if r := recover(); r != nil {
		f.panicked = caught(r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if (f.err != nil || f.panicked != nil) && s.flight == f {
		s.flight = nil
	}
	f.progress = nil
	close(f.done)
}

// landed reports whether the value is there, or could not be made.
func (f *flight[T]) landed() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}
