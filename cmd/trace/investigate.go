package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"funneltrace/loaders/engine"
	"funneltrace/snapshots/store"
	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/tui"
	"funneltrace/tui/look"
)

// interactive reports whether the screens open: people look at both ends, and no form of output was asked for.
func (p *program) interactive(f *ledgerFlags) bool {
	return p.env.screens && f.kind == "" && f.by == "" && len(f.failOn) == 0 && f.path == ""
}

// investigate opens the screens on a slice of the chain.
func (p *program) investigate(ctx context.Context, c *trace.Chain, slice trace.Slice, expect *float64, f *ledgerFlags) error {
	theme, err := look.ThemeOf(f.theme, p.env.getenv("COLORFGBG"))
	if err != nil {
		return usagef("--theme: %w", err)
	}
	// What would go to stderr while the screens are up is told when they are gone.
	later := &bytes.Buffer{}
	stderr := p.stderr
	p.stderr = later
	defer func() {
		p.stderr = stderr
		_, _ = io.Copy(stderr, later)
	}()
	p.listen, p.watched = func(trace.Progress) {}, true
	s, err := p.open(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	d := newDesk(ctx, s)
	defer d.close()
	profile := look.Colors
	if p.env.getenv("NO_COLOR") != "" {
		profile = look.Mono
	}
	err = p.env.ending.show(func() error {
		return tui.Run(ctx, tui.Options{
			Chain: c, Provenance: d.provenance, Slice: slice, First: d.known(ctx, slice), Expect: expect, Verify: f.verify,
			Ledgers: d.ledgers, Values: d.values, Evidence: d.evidence, QueryProgress: d.queryProgress, Computed: d.computed,
			Snapshots: d.snapshots, Diff: d.diff,
			Cut: func(year, from, to string, where []string) (trace.Slice, error) {
				return (&sliceFlags{year: year, from: from, to: to, where: where}).slice(c)
			},
			ExportRows: d.exportRows, Export: d.export, WriteFile: writeFile,
			Now: time.Now, Getenv: p.env.getenv, Theme: theme, Profile: profile, Mouse: f.mouse, Left: p.env.ending.quit,
		}, os.Stdin, os.Stdout)
	})
	var wrong *tui.VerifyError
	switch {
	case ctx.Err() != nil:
		return ended(ctx)
	case errors.As(err, &wrong):
		return unfaithful(wrong.Steps)
	case err == nil:
		return d.incomplete()
	}
	return err
}

// desk serves the screens from a session. The session does one thing at a time; rows and journeys come from a connection
// of their own, so that turning the slice does not wait for them.
type desk struct {
	*session
	life context.Context // of the whole program: what goes on when a question has its answer ends with it
	held bool            // the result is held in memory
	turn chan struct{}   // holds one token: whoever has it uses the session
	full chan struct{}   // holds one token: whoever has it makes the full run
	rows *sql.Conn       // the full run's connection

	mu   sync.Mutex
	from report.Provenance
	made time.Time // when the result was computed
	last []*trace.Ledger
	far  func() (float64, bool)
}

func newDesk(life context.Context, s *session) *desk {
	d := &desk{session: s, life: life, turn: make(chan struct{}, 1), full: make(chan struct{}, 1), from: s.provenance}
	d.turn <- struct{}{}
	d.full <- struct{}{}
	return d
}

// take waits for a token; the caller gives it back.
func take(ctx context.Context, token chan struct{}) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	select {
	case <-token:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close waits for what is still running, which has been cancelled, and ends the connection of the rows.
func (d *desk) close() {
	<-d.turn
	<-d.full
	if d.rows != nil {
		_ = d.rows.Close()
	}
}

// provenance says what the numbers were made from, as far as that is known.
func (d *desk) provenance() report.Provenance {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.from
}

// computed is when the result was computed.
func (d *desk) computed() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.made
}

// incomplete is why the ledgers that were shown last do not come to the number, an error, or nil.
func (d *desk) incomplete() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return incomplete(d.last, nil)
}

// noteMade remembers ledgers that are shown, what their result was made from, and when. The caller has the session.
func (d *desk) noteMade(ls []*trace.Ledger) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(ls) > 0 {
		d.last = ls
	}
	d.from = d.session.provenance
	if d.made.IsZero() || d.unsaved {
		d.made = time.Now()
		if info, err := os.Stat(d.resultDir()); err == nil && d.cached() && !d.unsaved {
			d.made = info.ModTime()
		}
	}
}

// known returns the ledgers of a slice if they are remembered from before, for the first frame.
func (d *desk) known(ctx context.Context, slice trace.Slice) []*trace.Ledger {
	if d.snap == nil || !d.sound() {
		return nil
	}
	ls := d.recall(d.memoKey(slice, ""))
	if ls == nil || balanced(ls) != nil {
		return nil
	}
	d.noteMade(ls)
	return ls
}

// ledgers is [tui.Options.Ledgers].
func (d *desk) ledgers(ctx context.Context, slice trace.Slice, by string, progress tui.Progress) ([]*trace.Ledger, error) {
	if err := take(ctx, d.turn); err != nil {
		return nil, err
	}
	ls, err := d.count(ctx, slice, by, progress)
	if err != nil {
		d.turn <- struct{}{}
		return nil, err
	}
	go func() { // the numbers are out already
		defer func() { d.turn <- struct{}{} }()
		d.keep(d.life, ls)
		d.settle()
	}()
	return ls, nil
}

// count returns the ledgers of a slice. The caller has the session.
func (d *desk) count(ctx context.Context, slice trace.Slice, by string, progress tui.Progress) ([]*trace.Ledger, error) {
	d.listen = progress
	if err := d.ensureSnapshot(ctx); err != nil {
		return nil, err
	}
	ls, err := d.session.ledgers(ctx, slice, by, false)
	if err != nil {
		return nil, err
	}
	if err := balanced(ls); err != nil {
		return nil, err
	}
	d.noteMade(ls)
	return ls, nil
}

// ensureResult makes sure that there is a result to count from: what was shown so far may have been remembered.
func (d *desk) ensureResult(ctx context.Context) error {
	if err := d.ensureSnapshot(ctx); err != nil {
		return err
	}
	if d.result == nil && !(d.sound() && d.load(ctx)) {
		if err := d.run(ctx, false); err != nil {
			return err
		}
		d.noteMade(nil)
		d.memo = store.Key{}
		d.keep(d.life, nil)
	}
	d.settle()
	return nil
}

// settle brings the result into the form in which slices are counted the fastest, and gives back what its run took.
func (d *desk) settle() {
	if d.result == nil || d.held {
		return
	}
	d.unsaved = false
	if err := d.result.Hold(d.life); err != nil {
		if d.life.Err() == nil {
			d.note("note: turning the slice takes longer than it could: %w", err)
		}
		return
	}
	d.held = true
}

// values is [tui.Options.Values].
func (d *desk) values(ctx context.Context, dim string) ([]trace.DimValue, error) {
	if err := take(ctx, d.turn); err != nil {
		return nil, err
	}
	defer func() { d.turn <- struct{}{} }()
	d.listen = func(trace.Progress) {}
	if err := d.ensureResult(ctx); err != nil {
		return nil, err
	}
	return d.result.Values(ctx, dim, 0)
}

// evidence is [tui.Options.Evidence]. The run of the ledgers comes first, since no two runs of the chain go at once.
func (d *desk) evidence(ctx context.Context, progress tui.Progress) (*evidence.Evidence, error) {
	if err := d.prepare(ctx, progress); err != nil {
		return nil, err
	}
	if err := take(ctx, d.full); err != nil {
		return nil, err
	}
	defer func() { d.full <- struct{}{} }()
	if d.rows == nil {
		conn, err := d.db.Conn(ctx)
		if err != nil {
			return nil, err
		}
		if err := d.follow(conn); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		d.rows = conn
	}
	return evidence.Gather(ctx, d.rows, d.chain, trace.Options{AsOf: d.asOf(), Progress: func(p trace.Progress) {
		p.What = "preparing rows: " + p.What
		progress(p)
	}})
}

// follow has queryProgress speak of the connection.
func (d *desk) follow(conn *sql.Conn) error {
	far, err := engine.QueryProgress(conn)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.far = far
	return nil
}

// queryProgress is [tui.Options.QueryProgress].
func (d *desk) queryProgress() (float64, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.far == nil {
		return 0, false
	}
	return d.far()
}

// prepare attaches the snapshot and sees to it that the chain need not be run for ledgers any more.
func (d *desk) prepare(ctx context.Context, progress tui.Progress) error {
	if err := take(ctx, d.turn); err != nil {
		return err
	}
	defer func() { d.turn <- struct{}{} }()
	d.listen = progress
	if err := d.ensureResult(ctx); err != nil {
		return err
	}
	return d.attach(ctx)
}

// exportRows is [tui.Options.ExportRows]: a file of all rows of the set, by the name's ending.
func (d *desk) exportRows(ctx context.Context, set *evidence.RowSet, path string, over bool) (n int64, err error) {
	query := set.Query()
	write := func(f *os.File) (err error) {
		b := bufio.NewWriterSize(f, 64<<10)
		n, err = d.exportForm(ctx, d.rows, query, form.KindOf(path), b, false)
		return errors.Join(err, b.Flush())
	}
	if form.KindOf(path) == form.KindParquet {
		return d.exportParquet(ctx, d.rows, query, path, placingOf(over))
	}
	return n, placingOf(over)(path, write)
}

// export is [tui.Options.Export]: a file of ledgers, by the name's ending.
func (d *desk) export(ctx context.Context, ls []*trace.Ledger, path string, over bool) error {
	p, kind := d.provenance(), form.KindOf(path)
	if kind == form.KindParquet {
		if err := take(ctx, d.turn); err != nil {
			return err
		}
		defer func() { d.turn <- struct{}{} }()
		return d.exportLedgers(ctx, ls, p, path, placingOf(over))
	}
	b, err := ledgersIn(kind, ls, nil, p, form.Screen{}, false)
	if err != nil {
		return err
	}
	return writeFile(path, b, over)
}

// placingOf is how a file is written: over one that is there, or not.
func placingOf(over bool) placing {
	if over {
		return replaceFile
	}
	return newFile
}

// writeFile is [tui.Options.WriteFile].
func writeFile(path string, data []byte, over bool) error {
	return placingOf(over)(path, func(f *os.File) error {
		_, err := f.Write(data)
		return err
	})
}
