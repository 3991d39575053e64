package tui

import (
	"context"
	"errors"
	"testing"

	"funneltrace/trace"
)

func TestWhatManyWaitForIsMadeOnce(t *testing.T) {
	var s shared[int]
	made := 0
	start := make(chan struct{})
	do := func(context.Context, Progress) (int, error) { <-start; made++; return 7, nil }
	got := make(chan int, 3)
	for range 3 {
		go func() {
			v, err := s.get(t.Context(), func(trace.Progress) {}, do)
			if err != nil {
				t.Error(err)
			}
			got <- v
		}()
	}
	close(start)
	for range 3 {
		if v := <-got; v != 7 {
			t.Errorf("got %d, want 7", v)
		}
	}
	if made != 1 {
		t.Errorf("it was made %d times, want once", made)
	}
}

func TestWhatNobodyWaitsForAnyMoreIsCancelledAndMadeAnew(t *testing.T) {
	var s shared[int]
	began, ended := make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-began; cancel() }()
	_, err := s.get(ctx, func(trace.Progress) {}, func(ctx context.Context, _ Progress) (int, error) {
		close(began)
		<-ctx.Done()
		close(ended)
		return 0, ctx.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
	<-ended
	v, err := s.get(t.Context(), func(trace.Progress) {}, func(context.Context, Progress) (int, error) { return 8, nil })
	if v != 8 || err != nil {
		t.Errorf("got %d (%v), want 8", v, err)
	}
}

func TestWhatFailedIsTriedAgain(t *testing.T) {
	var s shared[int]
	fails := errors.New("no disk")
	if _, err := s.get(t.Context(), func(trace.Progress) {}, func(context.Context, Progress) (int, error) { return 0, fails }); !errors.Is(err, fails) {
		t.Errorf("got %v, want %v", err, fails)
	}
	if v, err := s.get(t.Context(), func(trace.Progress) {}, func(context.Context, Progress) (int, error) { return 9, nil }); v != 9 || err != nil {
		t.Errorf("got %d (%v), want 9", v, err)
	}
}

func TestAPanicWhileMakingReachesThoseWhoWait(t *testing.T) {
	var s shared[int]
	defer func() {
		if recover() == nil {
			t.Error("nobody heard of the panic")
		}
	}()
	_, _ = s.get(t.Context(), func(trace.Progress) {}, func(context.Context, Progress) (int, error) { panic("boom") })
}
