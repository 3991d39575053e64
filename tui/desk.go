package tui

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/tui/look"
)

// desk is what all screens share: the options, what was answered before, and the questions that are open.
// Its maps belong to Update; what commands use of it is safe for them.
type desk struct {
	ctx    context.Context
	opt    Options
	look   *look.Look
	lastID int
	open   map[int]*question

	slice    trace.Slice
	expect   *float64
	expected string                     // the slice that expect was published for, by sliceKey
	ledgers  map[string][]*trace.Ledger // by sliceKey
	evidence shared[*evidence.Evidence]
	engine   chan struct{} // holds one token: the evidence's connection serves one question at a time
	checks   []trace.Check // of verifying, nil before
	terminal *terminal
}

func newDesk(ctx context.Context, opt Options, t *terminal) *desk {
	d := &desk{
		ctx: ctx, opt: opt, look: look.New(opt.Theme, opt.Profile), open: map[int]*question{}, slice: opt.Slice, expect: opt.Expect, expected: sliceKey(opt.Slice, ""),
		ledgers: map[string][]*trace.Ledger{}, engine: make(chan struct{}, 1), terminal: t,
	}
	d.engine <- struct{}{}
	if opt.First != nil {
		d.ledgers[sliceKey(opt.Slice, "")] = opt.First
	}
	return d
}

// cancel calls off what is still running.
func (d *desk) cancel() {
	for _, q := range d.open {
		q.cancel()
	}
}

// close calls off what is still running and waits until the evidence is not used any more.
func (d *desk) close() {
	d.cancel()
	<-d.engine
}

// sliceKey tells slices apart.
func sliceKey(s trace.Slice, by string) string {
	key := fmt.Sprintf("%d %d %q", s.From.UnixMicro(), s.To.UnixMicro(), by)
	for _, w := range s.Where {
		key += fmt.Sprintf(" %q %q %t", w.Dim, w.Value, w.Null)
	}
	return key
}

// tallied is the ledgers of a slice, split by something or not.
type tallied struct {
	slice   trace.Slice
	by      string
	ledgers []*trace.Ledger
}

// tally asks for the ledgers of a slice. What is known already needs no command: then it returns nil, and the slot has it.
func (d *desk) tally(s *slot[tallied], slice trace.Slice, by string) tea.Cmd {
	key := sliceKey(slice, by)
	if ls := d.ledgers[key]; ls != nil {
		s.put(d, tallied{slice, by, ls})
		return nil
	}
	return ask(s, d, func(ctx context.Context, progress Progress) (tallied, error) {
		ls, err := d.opt.Ledgers(ctx, slice, by, progress)
		return tallied{slice, by, ls}, err
	})
}

// remember keeps ledgers for the next time.
func (d *desk) remember(t tallied) { d.ledgers[sliceKey(t.slice, t.by)] = t.ledgers }

// withEvidence calls use with the full run, which is made for the first that asks. No two calls run at once. If there is a
// word for what use does, progress is told how far its query is.
func (d *desk) withEvidence(ctx context.Context, progress Progress, what string, use func(*evidence.Evidence) error) error {
	e, err := d.evidence.get(ctx, progress, d.opt.Evidence)
	if err != nil {
		return err
	}
	select {
	case <-d.engine:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { d.engine <- struct{}{} }()
	if what != "" {
		defer d.follow(progress, what)()
	}
	return use(e)
}

// follow tells progress now and then how far the evidence's query is, until the function that it returns is called.
func (d *desk) follow(progress Progress, what string) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			case <-time.After(tickEvery):
			}
			if done, ok := d.opt.QueryProgress(); ok {
				progress(trace.Progress{What: what, Done: done})
			}
		}
	}()
	return func() { close(end); <-ended }
}
